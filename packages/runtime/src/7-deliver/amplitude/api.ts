// The addresses of Amplitude's APIs, and their limits (R).

export const APIS = [
  { value: "http", doc: "HTTP V2, for events as they come." },
  { value: "batch", doc: "The Batch API, for backfills." },
] as const;
export type AmplitudeApi = (typeof APIS)[number]["value"];

export const REGIONS = [
  { value: "us", doc: "The United States." },
  { value: "eu", doc: "The European Union." },
] as const;
export type AmplitudeRegion = (typeof REGIONS)[number]["value"];

/** What holds where an option is left out. */
export const AMPLITUDE_DEFAULTS = { api: "http", region: "us", requestsAtOnce: 4 } as const;

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

/** How many requests events take, at least: the events of one object share requests, those of several do not. */
export function requestsOf(
  api: AmplitudeApi,
  { events, bytes }: { readonly events: number; readonly bytes: number },
): number {
  const { maxBytes, maxEvents } = REQUEST_LIMITS[api];
  return Math.max(Math.ceil(events / maxEvents), Math.ceil(bytes / maxBytes));
}

/** How long a throttled user or device has to wait (R). */
export const THROTTLED_MS = 30_000;

/** How long a user or device that has used up its day waits before it is tried again (D), and for how long that is done. */
export const QUOTA_WAIT_MS = 15 * 60_000;
export const QUOTA_LASTS_MS = 25 * 3_600_000;

/** Events a second that one user or device may send, where the answer does not say (R). */
export const EVENTS_PER_SECOND = 30;

/** The address that events are posted to; `endpoint` replaces the host. */
export function addressOf({
  api = AMPLITUDE_DEFAULTS.api,
  region = AMPLITUDE_DEFAULTS.region,
  endpoint = HOSTS[region],
}: {
  readonly api?: AmplitudeApi;
  readonly region?: AmplitudeRegion;
  readonly endpoint?: string;
}): string {
  return `${endpoint.replace(/\/+$/, "")}${PATHS[api]}`;
}
