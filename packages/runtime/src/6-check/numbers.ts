// Values of integer, float, boolean and mutation keys.
import { cutDecimal, decimalValue, readDecimal, type Result, type Value } from "@heddle/compiler";
import { MIN_USUAL_TIME, MUTATIONS } from "@heddle/compiler/language";
import type { CheckLimits } from "./limits.ts";
import { reject, note, type Notes, shown } from "./notes.ts";

/** Longer texts are no numbers; reading digits takes time that grows with the square of their count. */
const MAX_NUMERAL = 1024;
const PLAIN_INTEGER = /^(?:0|-?[1-9][0-9]{0,14})$/;
/** The farthest instant from the epoch that a calendar of ECMAScript reaches, in milliseconds. */
const MAX_TIME = 8_640_000_000_000_000;

/** The number that a text spells, exactly; undefined where it spells none within a double's range. */
function numberOf(text: string): number | bigint | undefined {
  if (text.length <= 16 && PLAIN_INTEGER.test(text)) return Number(text);
  const decimal = text.length > MAX_NUMERAL ? undefined : readDecimal(text);
  const value = decimal === undefined ? undefined : decimalValue(decimal);
  return typeof value === "number" || typeof value === "bigint" ? value : undefined;
}

/** A number, or a numeric text as its number; what is no number is left out. */
export function checkFloat(value: Value, key: string, _limits: CheckLimits, notes: Notes): Result {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value !== "string") {
    note(notes, "event/wrong-kind", key);
    return undefined;
  }
  const number = numberOf(value);
  if (number !== undefined) note(notes, "event/text-as-number", key);
  else note(notes, value.trim() === "" ? "event/empty" : "event/not-a-number", key);
  return number;
}

/** As {@link checkFloat}, with a fraction cut towards zero (D). */
export function checkInteger(value: Value, key: string, limits: CheckLimits, notes: Notes): Result {
  const number = checkFloat(value, key, limits, notes);
  if (typeof number !== "number" || Number.isInteger(number)) return number;
  note(notes, "event/fraction-cut", key);
  const decimal = readDecimal(number);
  return decimal === undefined ? undefined : cutDecimal(decimal);
}

/** Milliseconds since the epoch; where it is anything else the event is rejected (R), also where no calendar reaches it (D). */
export function checkTime(value: Value, key: string, limits: CheckLimits, notes: Notes): Result {
  const time = checkInteger(value, key, limits, notes);
  if (typeof time === "number" && Math.abs(time) <= MAX_TIME) {
    if (time < MIN_USUAL_TIME) note(notes, "event/time-early", key);
    return time;
  }
  notes.changes = notes.changes?.filter((change) => change.key !== key);
  reject(notes, "event/bad-time", `this one is ${shown(value)}`);
  return undefined;
}

/** Whether {@link checkTime} leaves the value as it is. */
export function isPlainTime(value: Value): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= MIN_USUAL_TIME && value <= MAX_TIME;
}

/** A boolean, or the text of one in any case. */
export function checkBoolean(value: Value, key: string, _limits: CheckLimits, notes: Notes): Result {
  if (typeof value === "boolean") return value;
  const text = typeof value === "string" && value.length <= 5 ? value.toLowerCase() : undefined;
  if (text === "true" || text === "false") {
    note(notes, "event/text-as-boolean", key);
    return text === "true";
  }
  note(notes, text === "" ? "event/empty" : "event/wrong-kind", key);
  return undefined;
}

/** `INSERT`, `UPDATE` or `DELETE`; where mutations have no meaning anything else is left out. */
export function checkMutation(value: Value, key: string, _limits: CheckLimits, notes: Notes): Result {
  if (isMutation(value)) return value;
  note(notes, value === "" ? "event/empty" : "event/bad-mutation", key);
  return undefined;
}

/** `INSERT`, `UPDATE` or `DELETE`; a wrong one rejects the row, since guessing could delete (D); an empty text is none (D). */
export function checkMirrorMutation(value: Value, key: string, _limits: CheckLimits, notes: Notes): Result {
  if (isMutation(value)) return value;
  if (value === "") note(notes, "event/empty", key);
  else reject(notes, "mirror/bad-mutation", `this one is ${shown(value)}`);
  return undefined;
}

export function isMutation(value: Value): boolean {
  return typeof value === "string" && MUTATIONS.includes(value);
}
