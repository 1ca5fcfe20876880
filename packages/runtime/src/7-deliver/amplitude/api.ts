// The addresses of Amplitude's APIs, and their limits (R).

/** `http`: HTTP V2, for events as they come; `batch`: the Batch API, for backfills. */
export type AmplitudeApi = "http" | "batch";
export type AmplitudeRegion = "us" | "eu";

export interface RequestLimits {
  /** Bytes of a request's body. */
  readonly maxBytes: number;
  readonly maxEvents: number;
}

const HOSTS: Readonly<Record<AmplitudeRegion, string>> = {
  us: "https://api2.amplitude.com",
  eu: "https://api.eu.amplitude.com",
};
const PATHS: Readonly<Record<AmplitudeApi, string>> = { http: "/2/httpapi", batch: "/batch" };

/** Under 1 MB and under 2000 events (R); the Batch API takes bodies under 20 MB (R). */
export const REQUEST_LIMITS: Readonly<Record<AmplitudeApi, RequestLimits>> = {
  http: { maxBytes: 999_999, maxEvents: 1999 },
  batch: { maxBytes: 19_999_999, maxEvents: 1999 },
};

/** How long a throttled user or device has to wait (R). */
export const THROTTLED_MS = 30_000;

/** Events a second that one user or device may send, where the answer does not say (R). */
export const EVENTS_PER_SECOND = 30;

/** The address that events are posted to; `endpoint` replaces the host. */
export function addressOf(api: AmplitudeApi, region: AmplitudeRegion, endpoint?: string): string {
  return `${(endpoint ?? HOSTS[region]).replace(/\/+$/, "")}${PATHS[api]}`;
}
