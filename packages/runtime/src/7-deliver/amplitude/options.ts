import type { Backoff } from "../../async/backoff.ts";
import type { Timing } from "../../async/timing.ts";
import type { Sink } from "../../contracts/sink.ts";
import type { AmplitudeApi, AmplitudeRegion, RequestLimits } from "./api.ts";

export interface AmplitudeOptions {
  readonly apiKey: string;
  /** Default: that of `AMPLITUDE_DEFAULTS`, as of `region` and `requestsAtOnce`. */
  readonly api?: AmplitudeApi;
  /** The data centre of the project. */
  readonly region?: AmplitudeRegion;
  /** Replaces the host, as in `http://127.0.0.1:8080`. */
  readonly endpoint?: string;
  /** Takes the rejected rows: bad ones, and those that Amplitude refuses. */
  readonly rejects: Sink;
  /** Sent to Amplitude; absent: its own default applies. */
  readonly minIdLength?: number;
  /** Requests of one object under way at once. Events of one user always go one after another. */
  readonly requestsAtOnce?: number;
  /** Bytes of one object's events that may wait (default 16 MiB). */
  readonly maxPendingBytes?: number;
  readonly requestTimeoutMs?: number;
  readonly limits?: Partial<RequestLimits>;
  readonly backoff?: Backoff;
  readonly timing?: Timing;
}
