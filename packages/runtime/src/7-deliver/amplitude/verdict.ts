// From the status and body of Amplitude's answer to what has to happen to the events of the request.
import { REFUSAL_CODES } from "../../codes/sinks.ts";

/** Why an event will never be taken. */
export interface Refusal {
  readonly rule: keyof typeof REFUSAL_CODES;
  readonly message: string;
}

export type Verdict =
  | { readonly kind: "accepted" }
  /** The request is too large: fewer events may pass. */
  | { readonly kind: "too-large"; readonly message: string }
  /** Nothing was taken; the named users and devices have to wait, or all where none is named. */
  | {
      readonly kind: "throttled";
      readonly users: readonly string[];
      readonly devices: readonly string[];
      readonly indexes: readonly number[];
      readonly eventsPerSecond?: number;
      /** Users and devices that have used up their daily quota. */
      readonly overQuota: { readonly users: readonly string[]; readonly devices: readonly string[] };
      readonly message: string;
    }
  /** Nothing was taken; the events at these indexes never will be, the others can be sent again. */
  | { readonly kind: "invalid"; readonly events: ReadonlyMap<number, Refusal> }
  /** Nothing was taken, and the answer does not say which events are to blame. */
  | { readonly kind: "unattributed"; readonly message: string }
  /** May succeed when it is sent again. `uncertain`: the events may have been taken all the same. */
  | { readonly kind: "transient"; readonly uncertain: boolean; readonly message: string; readonly waitMs?: number }
  /** No event can be sent before somebody fixes this. */
  | {
      readonly kind: "fatal";
      readonly code: "amplitude/api-key" | "amplitude/blocked" | "amplitude/refused-request";
      readonly message: string;
      readonly hint: string;
    };

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** How many events were in the request. */
  readonly events: number;
  /** The header `Retry-After`, where there is one. */
  readonly retryAfter?: string;
}

export function verdictOf({ status, body, events, retryAfter }: Answer): Verdict {
  const answer = parsed(body);
  const message = messageOf(answer, status);
  if (status >= 200 && status < 300) return acceptance(answer, status, events);
  switch (status) {
    case 400:
      return invalid(answer, message);
    case 401:
      return wrongKey(message);
    case 403:
      return blocked(message);
    case 408:
      return { kind: "transient", uncertain: true, message };
    case 413:
      return { kind: "too-large", message };
    case 429:
      return throttled(answer, message);
    case 503:
      return { kind: "transient", uncertain: false, message, ...waitOf(retryAfter) };
    default:
  }
  if (status >= 500) return { kind: "transient", uncertain: true, message, ...waitOf(retryAfter) };
  return {
    kind: "fatal",
    code: "amplitude/refused-request",
    message: `Amplitude refuses the request: ${message}`,
    hint: "check `endpoint`, `api` and `dataCenter` of the sink",
  };
}

/**
 * Only the documented answer, with the count of the events, says that all were taken (R). Anything else may come from a proxy or a
 * captive portal, or leave some out.
 */
function acceptance(answer: AnswerBody, status: number, events: number): Verdict {
  const { code, events_ingested: ingested } = answer;
  if (status === 200 && code === 200 && ingested === events) return { kind: "accepted" };
  const message =
    status === 200 && code === 200 && typeof ingested === "number"
      ? `the answer says that ${ingested} of ${events} events were taken`
      : `the answer with status ${status} is not one of Amplitude's`;
  return { kind: "transient", uncertain: true, message };
}

function invalid(answer: AnswerBody, message: string): Verdict {
  if (answer["missing_field"] === "api_key" || /invalid api.?key/i.test(message)) return wrongKey(message);
  const events = new Map<number, Refusal>();
  const blame = (rule: Refusal["rule"], fields: unknown): void => {
    for (const [field, indexes] of entriesOf(fields)) {
      for (const index of numbersOf(indexes))
        if (!events.has(index)) events.set(index, { rule, message: `${REFUSAL_CODES[rule].meaning}: ${field}` });
    }
  };
  blame("amplitude/missing-field", answer["events_with_missing_fields"]);
  blame("amplitude/invalid-field", answer["events_with_invalid_fields"]);
  blame("amplitude/invalid-id", answer["events_with_invalid_id_lengths"]);
  const rule = "amplitude/silenced";
  for (const index of numbersOf(answer["silenced_events"])) {
    if (!events.has(index)) events.set(index, { rule, message: REFUSAL_CODES[rule].meaning });
  }
  return events.size > 0 ? { kind: "invalid", events } : { kind: "unattributed", message };
}

function throttled(answer: AnswerBody, message: string): Verdict {
  const eventsPerSecond = answer["eps_threshold"];
  return {
    kind: "throttled",
    users: namesOf(answer["throttled_users"]),
    devices: namesOf(answer["throttled_devices"]),
    indexes: numbersOf(answer["throttled_events"]),
    ...(typeof eventsPerSecond === "number" && eventsPerSecond > 0 ? { eventsPerSecond } : {}),
    overQuota: {
      users: namesOf(answer["exceeded_daily_quota_users"]),
      devices: namesOf(answer["exceeded_daily_quota_devices"]),
    },
    message,
  };
}

function wrongKey(message: string): Verdict {
  return {
    kind: "fatal",
    code: "amplitude/api-key",
    message: `Amplitude does not accept the API key: ${message}`,
    hint: "set `sink.apiKey` or AMPLITUDE_API_KEY to the key of the project, and `sink.dataCenter` to its data centre",
  };
}

/** A firewall or a sanctioned region, not a wrong key (R). */
function blocked(message: string): Verdict {
  return {
    kind: "fatal",
    code: "amplitude/blocked",
    message: `requests from here are blocked: ${message}`,
    hint: "check firewalls and proxies on the way, and whether Amplitude serves the region of this machine",
  };
}

type AnswerBody = Readonly<Record<string, unknown>>;

function parsed(body: string): AnswerBody {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as AnswerBody) : {};
  } catch {
    return {};
  }
}

const LONGEST_MESSAGE = 300;

function messageOf(answer: AnswerBody, status: number): string {
  const error = answer["error"];
  const field = typeof answer["missing_field"] === "string" ? `: ${answer["missing_field"]}` : "";
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
