// Values of text keys: strings within the limit, numbers as text, ids that identify.
import { isHuge, type Result, type Value } from "@heddle/compiler";
import { isRefusedId } from "@heddle/compiler/language";
import type { CheckLimits } from "./limits.ts";
import { note, type Notes } from "./notes.ts";

/** Cuts a string at `max` UTF-16 units, one less where that would split a pair of surrogates (D). */
export function cutText(text: string, max: number): string {
  const splitsPair = (text.charCodeAt(max) & 0xfc00) === 0xdc00 && (text.charCodeAt(max - 1) & 0xfc00) === 0xd800;
  return text.slice(0, splitsPair ? max - 1 : max);
}

/** The text of a number as `concat` writes it, a huge one as it was written; undefined for anything else (D). */
export function textOfNumber(value: Value): string | undefined {
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return isHuge(value) ? value.rawJSON : undefined;
}

/** A string within the limit; a number becomes its text; any other kind is left out. */
export function checkText(value: Value, key: string, limits: CheckLimits, notes: Notes): Result {
  let text: string | undefined;
  if (typeof value === "string") text = value;
  else {
    text = textOfNumber(value);
    note(notes, text === undefined ? "event/wrong-kind" : "event/number-as-text", key);
  }
  if (text === undefined || text.length <= limits.maxStringLength) return text;
  note(notes, "event/string-cut", key);
  return cutText(text, limits.maxStringLength);
}

/** A string however long; a number becomes its text; any other kind is left out. */
export function checkUncutText(value: Value, key: string, _limits: CheckLimits, notes: Notes): Result {
  if (typeof value === "string") return value;
  const text = textOfNumber(value);
  note(notes, text === undefined ? "event/wrong-kind" : "event/number-as-text", key);
  return text;
}

/** As {@link checkText}, where an empty text says nothing: a shared empty `insert_id` would make every row a duplicate. */
export function checkInsertId(value: Value, key: string, limits: CheckLimits, notes: Notes): Result {
  if (value !== "") return checkText(value, key, limits, notes);
  note(notes, "event/empty", key);
  return undefined;
}

/** An id that is no placeholder and long enough (R); lengths in characters, placeholders in any case (D). */
export function checkId(value: Value, key: string, limits: CheckLimits, notes: Notes): Result {
  const id = checkText(value, key, limits, notes);
  if (typeof id !== "string") return undefined;
  if (isRefusedId(id)) {
    note(notes, "event/refused-id", key);
    return undefined;
  }
  if (isShorter(id, limits.minIdLength)) {
    note(notes, "event/id-too-short", key);
    return undefined;
  }
  return id;
}

/** Whether {@link checkId} leaves the text as it is. */
export function isPlainId(id: string, limits: CheckLimits): boolean {
  return id.length <= limits.maxStringLength && !isShorter(id, limits.minIdLength) && !isRefusedId(id);
}

function isShorter(text: string, characters: number): boolean {
  if (text.length < characters) return true;
  // Only a text with pairs of surrogates has fewer characters than units, at most half.
  if (text.length >= characters * 2) return false;
  let counted = 0;
  for (const _ of text) counted += 1;
  return counted < characters;
}

export function isCurrency(value: Value): boolean {
  return typeof value === "string" && /^[A-Z]{3}$/.test(value);
}

/** Three upper-case letters (R); lower case is put right (D). */
export function checkCurrency(value: Value, key: string, _limits: CheckLimits, notes: Notes): Result {
  if (typeof value !== "string") {
    note(notes, "event/wrong-kind", key);
    return undefined;
  }
  if (isCurrency(value)) return value;
  if (/^[A-Za-z]{3}$/.test(value)) {
    note(notes, "event/currency-case", key);
    return value.toUpperCase();
  }
  note(notes, value === "" ? "event/empty" : "event/bad-currency", key);
  return undefined;
}
