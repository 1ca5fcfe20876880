// JSON text to values and back, with integers exact at any size.
import type { Result, Value } from "./value.ts";

// Where a number token may need more than a double: 16 digits before any fraction, or an exponent.
const MAY_BE_INEXACT = /(?:^|[:,[\s])-?(?:[0-9]{16}|[0-9]+(?:\.[0-9]+)?[eE])/;

/**
 * Parses one JSON text. Numbers come in normal form: safe integers as numbers, larger ones as bigints, others as doubles,
 * and a number beyond the range of a double as its spelling (language.md, section 2).
 * @throws SyntaxError when the text is not JSON; RangeError when it nests too deep for the machine.
 */
export function parseJson(text: string): Value {
  return MAY_BE_INEXACT.test(text) ? (JSON.parse(text, reviveExact) as Value) : (JSON.parse(text) as Value);
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

/** The normal form of a number token, given its spelling and the double nearest to it. */
export function exactNumber(source: string, nearest: number): Value {
  if (Math.abs(nearest) <= Number.MAX_SAFE_INTEGER) return nearest === 0 ? 0 : nearest;
  const exponentAt = source.search(/[eE]/);
  if (!Number.isFinite(nearest) && exponentAt >= 0) return JSON.rawJSON(source);
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
  return Number.isFinite(nearest) ? BigInt(nearest) : (JSON.rawJSON(source));
}

/**
 * Compact JSON text of a value: bigints in full digits, a huge number as it was spelled.
 * @throws RangeError when the value nests too deep for the machine.
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
