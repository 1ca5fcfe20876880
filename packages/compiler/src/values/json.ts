// JSON text to values and back, with integers exact at any size.
import type { Result, Value } from "./value.ts";

/**
 * Parses one JSON text. Numbers come in normal form: safe integers as numbers, larger ones as bigints, others as doubles,
 * and a number beyond the range of a double as its text (`JSON.rawJSON`).
 * @throws SyntaxError when the text is not JSON; RangeError when it is nested too deep for the stack.
 */
export function parseJson(text: string): Value {
  return mayBeInexact(text) ? (JSON.parse(text, reviveExact) as Value) : (JSON.parse(text) as Value);
}

/**
 * Whether a number of the text may need more than a double: 16 digits before any fraction, or an exponent. It looks at every
 * third character alone, since a digit, an `e` and a sign or digit stand side by side in each number with an exponent.
 */
function mayBeInexact(text: string): boolean {
  const length = text.length;
  let sinceDigits = 0;
  for (let i = 0; i < length; i += 3) {
    const unit = text.charCodeAt(i);
    if (unit > 57) {
      sinceDigits = 0;
      if ((unit === 101 || unit === 69) && endsNumber(text, i)) return true;
    } else if (unit >= 48) {
      // Of sixteen digits in a row at least five are looked at.
      sinceDigits++;
      if (sinceDigits >= 5 && isLongInteger(text, i)) return true;
      const before = text.charCodeAt(i - 1) | 32;
      if (before === 101 && endsNumber(text, i - 1)) return true;
      if ((text.charCodeAt(i + 1) | 32) === 101 && endsNumber(text, i + 1)) return true;
    } else {
      sinceDigits = 0;
      if ((unit === 43 || unit === 45) && (text.charCodeAt(i - 1) | 32) === 101 && endsNumber(text, i - 1)) return true;
    }
  }
  return false;
}

/** Whether digits, maybe with a fraction, stand before `at` where a number can start. */
function endsNumber(text: string, at: number): boolean {
  let i = at - 1;
  while (i >= 0 && isDigitOrPoint(text.charCodeAt(i))) i--;
  return i < at - 1 && startsValue(text, i);
}

/** Whether the digits around `at` are 16 or more and the whole part of a number. */
function isLongInteger(text: string, at: number): boolean {
  let start = at;
  while (start > 0 && isDigit(text.charCodeAt(start - 1))) start--;
  let end = at + 1;
  while (end < text.length && isDigit(text.charCodeAt(end))) end++;
  return end - start >= 16 && startsValue(text, start - 1);
}

/** Whether a value can start after `at`, or after a minus sign there. */
function startsValue(text: string, at: number): boolean {
  const unit = text.charCodeAt(text.charCodeAt(at) === 45 ? at - 1 : at);
  // Not a number: before the text's start.
  return unit !== unit || unit === 58 || unit === 44 || unit === 91 || unit <= 32;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

function isDigitOrPoint(unit: number): boolean {
  return isDigit(unit) || unit === 46;
}

/** As {@link parseJson}, with no value for a text that is not JSON. */
export function tryParseJson(text: string): Result {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function reviveExact(_key: string, value: unknown, context: { source?: string }): unknown {
  return typeof value === "number" && context.source !== undefined ? exactNumber(context.source, value) : value;
}

/** An integer of more digits stays as it was written: to read and to write it takes the square of their number (D). */
const MAX_DIGITS = 10_000;

/** The normal form of a number token, given its text and the nearest double. */
export function exactNumber(source: string, nearest: number): Value {
  if (Math.abs(nearest) <= Number.MAX_SAFE_INTEGER) return nearest === 0 ? 0 : nearest;
  const exponentAt = source.search(/[eE]/);
  if (!Number.isFinite(nearest) && (exponentAt >= 0 || source.length > MAX_DIGITS)) return JSON.rawJSON(source);
  const mantissa = exponentAt < 0 ? source : source.slice(0, exponentAt);
  const exponent = exponentAt < 0 ? 0 : Number(source.slice(exponentAt + 1));
  const pointAt = mantissa.indexOf(".");
  const whole = pointAt < 0 ? mantissa : mantissa.slice(0, pointAt);
  const fraction = pointAt < 0 ? "" : mantissa.slice(pointAt + 1).replace(/0+$/, "");
  if (fraction.length <= exponent) return BigInt(whole + fraction + "0".repeat(exponent - fraction.length));
  // 1200e-1 is an integer too: the digits that the exponent moves behind the point are zeros.
  const digits = whole + fraction;
  const moved = fraction.length - exponent;
  if (/^0*$/.test(digits.slice(-moved))) return BigInt(digits.slice(0, -moved));
  return Number.isFinite(nearest) ? BigInt(nearest) : JSON.rawJSON(source);
}

/**
 * Compact JSON text of a value: bigints in full digits, a huge number as it was written.
 * @throws RangeError when the value is nested too deep for the stack.
 */
export function stringifyJson(value: Value): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // JSON.stringify refuses bigints; only values that hold one pay for the replacer.
    if (error instanceof TypeError) return JSON.stringify(value, replaceBigint);
    throw error;
  }
}

function replaceBigint(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? JSON.rawJSON(value.toString()) : value;
}
