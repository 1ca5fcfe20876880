// In: an offset in a half-written text. Out: whether the next token belongs to an enclosing list or object, so that one error does not hide others.
import { scanString } from "./string-literal.ts";
import { NAME } from "./typography.ts";

const QUOTE = 34;

function isBlank(unit: number): boolean {
  return unit === 32 || unit === 9;
}

function isBreak(unit: number): boolean {
  return unit === 10 || unit === 13;
}

/** Where the next token starts, once white space of JSON is passed over. */
export function skipSpace(text: string, at: number): number {
  let next = at;
  let unit = text.charCodeAt(next);
  while (unit === 32 || unit === 10 || unit === 13 || unit === 9) unit = text.charCodeAt(++next);
  return next;
}

/** Whether what starts here is a key, not a value: a string in double quotes, or a word with the closing one alone, which a colon follows. */
export function isKeyAt(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== QUOTE) return halfQuotedKeyEnd(text, at) !== undefined;
  const { end, closed } = scanString(text, at, QUOTE);
  return closed && text[skipSpace(text, end)] === ":";
}

/** Whether a key starts here, with or without its quotes: a colon follows it. */
export function isAnyKeyAt(text: string, at: number): boolean {
  BARE_KEY.lastIndex = at;
  return isKeyAt(text, at) || BARE_KEY.test(text);
}

const HALF_QUOTED_KEY = new RegExp(`${NAME}"(?=[ \\t]*:)`, "y");
const BARE_KEY = new RegExp(`(?:${NAME}|[+-]?[.0-9][\\w.]*)(?=[ \\t\\r\\n]*:)`, "y");

/** Where a key ends that starts here without its opening quote; undefined: there is none. */
export function halfQuotedKeyEnd(text: string, at: number): number | undefined {
  HALF_QUOTED_KEY.lastIndex = at;
  return HALF_QUOTED_KEY.test(text) ? HALF_QUOTED_KEY.lastIndex : undefined;
}

/**
 * Whether the list that opens at `open` has lost its bracket before the string at `at`: the string is a key, is the first of its
 * line, and stands no further in than the key on whose line the list opens, or further out than a list that opens its line (D).
 */
export function endsListBefore(text: string, open: number, at: number): boolean {
  let start = at;
  while (start > 0 && isBlank(text.charCodeAt(start - 1))) start--;
  if (start === 0 || !isBreak(text.charCodeAt(start - 1)) || !isKeyAt(text, at)) return false;
  const line = Math.max(text.lastIndexOf("\n", open), text.lastIndexOf("\r", open)) + 1;
  let first = line;
  while (isBlank(text.charCodeAt(first))) first++;
  return (
    start > open && (at - start < first - line || (at - start === first - line && text.charCodeAt(first) === QUOTE))
  );
}
