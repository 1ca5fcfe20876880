// From whatever an AWS client threw to the facts that decide what it means.

export interface ErrorFacts {
  /** The service's own name for it, for example `AccessDenied`; empty where there is none. */
  readonly name: string;
  readonly message: string;
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  /** The system's code, for example `ECONNREFUSED`. */
  readonly systemCode: string;
  /** The region that S3 says the bucket is in. */
  readonly region: string;
}

/** System codes of a server that is not there at all. */
export const UNREACHABLE: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
]);

export function errorFacts(error: unknown): ErrorFacts {
  if (typeof error !== "object" || error === null)
    return { name: "", message: String(error), status: 0, systemCode: "", region: "" };
  const e = error as {
    name?: unknown;
    Code?: unknown;
    code?: unknown;
    message?: unknown;
    errors?: unknown;
    $metadata?: { httpStatusCode?: number };
    $response?: { headers?: Record<string, string> };
  };
  const inner = Array.isArray(e.errors)
    ? (e.errors[0] as { code?: unknown; message?: unknown } | undefined)
    : undefined;
  const text = (...values: unknown[]): string =>
    values.find((value): value is string => typeof value === "string" && value !== "") ?? "";
  return {
    name: text(e.Code, e.name),
    message: text(e.message, inner?.message),
    status: e.$metadata?.httpStatusCode ?? 0,
    systemCode: text(e.code, inner?.code),
    region: text(e.$response?.headers?.["x-amz-bucket-region"]),
  };
}
