// Ids and event types with a special meaning, and those that Amplitude rejects.

/** Placeholders that Amplitude rejects as ids (R), in lower case. */
export const REFUSED_IDS: ReadonlySet<string> = new Set([
  "anonymous",
  "nil",
  "none",
  "null",
  "n/a",
  "na",
  "undefined",
  "unknown",
  "",
  "00000000-0000-0000-0000-000000000000",
  "{}",
  "lmy47d",
  "0",
  "-1",
]);

const LONGEST_REFUSED_ID = Math.max(...[...REFUSED_IDS].map((id) => id.length));

/** Whether an id is a placeholder, in any case (R; case D: a public report shows `Anonymous` rejected). */
export function isRefusedId(id: string): boolean {
  return id.length <= LONGEST_REFUSED_ID && REFUSED_IDS.has(id.toLowerCase());
}

/** The event type that updates user properties (R). */
export const IDENTIFY = "$identify";

/** The event type that updates group properties (R). */
export const GROUP_IDENTIFY = "$groupidentify";

/** Event types that only Amplitude itself creates (R). */
export const RESERVED_EVENT_TYPES: ReadonlySet<string> = new Set([
  "[Amplitude] Start Session",
  "[Amplitude] End Session",
  "[Amplitude] Revenue",
  "[Amplitude] Revenue (Verified)",
  "[Amplitude] Revenue (Unverified)",
  "[Amplitude] Merged User",
]);
