// From the status and body of one of Amplitude's answers to what has to happen with the events of the request.
import type { REFUSAL_CODES } from "../../codes/sinks.ts";

/** Why an event will never be taken. */
export interface Refusal {
  readonly rule: keyof typeof REFUSAL_CODES;
  readonly message: string;
}

export type Verdict =
  | { readonly kind: "accepted" }
  /** Too much in one request: fewer events may pass. */
  | { readonly kind: "too-large"; readonly message: string }
  /** Nothing was taken; the named users and devices have to wait, the others need not. With no names, all wait. */
  | {
      readonly kind: "throttled";
      readonly users: readonly string[];
      readonly devices: readonly string[];
      readonly indexes: readonly number[];
      readonly eventsPerSecond?: number;
      /** Users and devices that have used up their day. */
      readonly overQuota: { readonly users: readonly string[]; readonly devices: readonly string[] };
      readonly message: string;
    }
  /** Nothing was taken; the named events never will be, the others can be sent again. */
  | { readonly kind: "invalid"; readonly events: ReadonlyMap<number, Refusal> }
  /** Nothing was taken, and the answer does not say which event is to blame. */
  | { readonly kind: "unnamed"; readonly message: string }
  /** May pass when tried again. `uncertain`: the events may have been taken all the same. */
  | { readonly kind: "passing"; readonly uncertain: boolean; readonly message: string; readonly waitMs?: number }
  /** No event can be sent before somebody mends this. */
  | {
      readonly kind: "hopeless";
      readonly code: "amplitude/api-key" | "amplitude/refused-request";
      readonly message: string;
      readonly hint: string;
    };

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** The header `Retry-After`, where there is one. */
  readonly retryAfter?: string;
}

export function verdictOf({ status, body, retryAfter }: Answer): Verdict {
  const said = parsed(body);
  const message = messageOf(said, status);
  if (status >= 200 && status < 300) return { kind: "accepted" };
  switch (status) {
    case 400:
      return invalid(said, message);
    case 401:
    case 403:
      return wrongKey(message);
    case 408:
      return { kind: "passing", uncertain: true, message };
    case 413:
      return { kind: "too-large", message };
    case 429:
      return throttled(said, message);
    case 503:
      return { kind: "passing", uncertain: false, message, ...waitOf(retryAfter) };
    default:
  }
  if (status >= 500) return { kind: "passing", uncertain: true, message, ...waitOf(retryAfter) };
  return {
    kind: "hopeless",
    code: "amplitude/refused-request",
    message: `Amplitude refuses the request: ${message}`,
    hint: "check `endpoint`, `api` and `dataCenter` of the sink",
  };
}

function invalid(said: Said, message: string): Verdict {
  if (said["missing_field"] === "api_key" || /invalid api.?key/i.test(message)) return wrongKey(message);
  const events = new Map<number, Refusal>();
  const blame = (rule: Refusal["rule"], what: string, by: unknown): void => {
    for (const [field, indexes] of entriesOf(by)) {
      for (const index of numbersOf(indexes))
        if (!events.has(index)) events.set(index, { rule, message: `${what}: ${field}` });
    }
  };
  blame("amplitude/missing-field", "Amplitude misses a field", said["events_with_missing_fields"]);
  blame("amplitude/invalid-field", "Amplitude finds a field invalid", said["events_with_invalid_fields"]);
  blame("amplitude/invalid-id", "Amplitude finds an id too short", said["events_with_invalid_id_lengths"]);
  for (const index of numbersOf(said["silenced_events"])) {
    if (!events.has(index))
      events.set(index, { rule: "amplitude/silenced", message: "the device is silenced in Amplitude" });
  }
  return events.size > 0 ? { kind: "invalid", events } : { kind: "unnamed", message };
}

function throttled(said: Said, message: string): Verdict {
  const eventsPerSecond = said["eps_threshold"];
  return {
    kind: "throttled",
    users: namesOf(said["throttled_users"]),
    devices: namesOf(said["throttled_devices"]),
    indexes: numbersOf(said["throttled_events"]),
    ...(typeof eventsPerSecond === "number" && eventsPerSecond > 0 ? { eventsPerSecond } : {}),
    overQuota: {
      users: namesOf(said["exceeded_daily_quota_users"]),
      devices: namesOf(said["exceeded_daily_quota_devices"]),
    },
    message,
  };
}

function wrongKey(message: string): Verdict {
  return {
    kind: "hopeless",
    code: "amplitude/api-key",
    message: `Amplitude does not take the API key: ${message}`,
    hint: "set `sink.apiKey` or AMPLITUDE_API_KEY to the key of the project, and `sink.dataCenter` to where the project lies",
  };
}

type Said = Readonly<Record<string, unknown>>;

function parsed(body: string): Said {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Said) : {};
  } catch {
    return {};
  }
}

const LONGEST_MESSAGE = 300;

function messageOf(said: Said, status: number): string {
  const error = said["error"];
  const field = typeof said["missing_field"] === "string" ? `: ${said["missing_field"]}` : "";
  return `${typeof error === "string" ? `${error.slice(0, LONGEST_MESSAGE)}${field}` : "no reason given"} (status ${status})`;
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

function namesOf(value: unknown): readonly string[] {
  return entriesOf(value).map(([name]) => name);
}

function numbersOf(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((item): item is number => typeof item === "number") : [];
}

const LONGEST_WAIT_MS = 300_000;

function waitOf(retryAfter: string | undefined): { readonly waitMs?: number } {
  const seconds = Number(retryAfter);
  return retryAfter !== undefined && seconds > 0 ? { waitMs: Math.min(seconds * 1000, LONGEST_WAIT_MS) } : {};
}
