// The form of AWS policies, and what their statements are made of.

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: { readonly AWS: readonly string[] } | { readonly Service: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

export function policy(Statement: readonly PolicyStatement[]): Policy {
  return { Version: "2012-10-17", Statement };
}

/** Escapes `*`, `?` and `$` in a key. */
export function escapeWildcards(text: string): string {
  return text.replace(/[*?$]/g, (character) => `\${${character}}`);
}

/** The partition of a role's ARN, or else of a region, as ARNs name it. */
export function partitionOf({ roleArn, region }: { readonly roleArn?: string; readonly region: string }): string {
  const ofRole = roleArn?.split(":")[1];
  if (ofRole !== undefined) return ofRole;
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
