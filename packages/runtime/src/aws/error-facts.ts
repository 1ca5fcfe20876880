// From whatever an AWS client threw to the facts that tell what it means.

export interface ErrorFacts {
  /** The service's name for the error, such as `AccessDenied`; empty where it has none. */
  readonly name: string;
  readonly message: string;
  /** The HTTP status; 0 without an answer. */
  readonly status: number;
  /** The system's code, such as `ECONNREFUSED`; empty where it has none. */
  readonly systemCode: string;
  /** The bucket's region, where S3 gives it. */
  readonly region: string;
}

/** System codes of a server that cannot be reached at all. */
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

/** Whether the service refused the request, and would again; throttling and timeouts pass. */
export function isRefusal({ status }: ErrorFacts): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

/** The status as the end of a message. */
export function statusText({ status }: ErrorFacts): string {
  return status === 0 ? "" : ` (status ${status})`;
}
