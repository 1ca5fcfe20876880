// The contract of a scaffold: what `pnpm new KIND NAME` writes for a kind of extension.

/** Text that a scaffold leaves for its author to replace. A test finds it in every file, so that none is forgotten. */
export const MARKER = "FILL IN";

export interface Scaffold {
  /** New files, by path from the checkout's root. */
  readonly files: Readonly<Record<string, string>>;
  /** Changes to files that exist, for kinds that have no folder of their own. */
  readonly edits?: Readonly<Record<string, (text: string) => string>>;
  /** The files of tests that cover the new thing, in tests whose name contains its name. */
  readonly tests: readonly string[];
  /** What vitest says of these tests until the new thing is filled in; absent: they pass. */
  readonly failures?: readonly string[];
  /** What is left to do beyond the marked places, as a sentence each. */
  readonly next?: readonly string[];
}

export interface ScaffoldKind {
  /** For the list of kinds: "an operator of the converter language". */
  readonly doc: string;
  /** What names look like. */
  readonly name: RegExp;
  readonly exampleName: string;
  scaffold(name: string): Scaffold;
}

/** `parse_time-to_ms` as `parseTimeToMs`. */
export function camelCase(name: string): string {
  return name.replace(/[-_]+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `parse_time` as `ParseTime`. */
export function pascalCase(name: string): string {
  const camel = camelCase(name);
  return camel.slice(0, 1).toUpperCase() + camel.slice(1);
}
