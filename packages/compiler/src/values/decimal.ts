// Exact decimal arithmetic on values: what is read, and how a result comes back to normal form.
import type { Result, Value } from "./value.ts";

/** The number `digits / 10^scale`, scale >= 0. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/**
 * Reads an operand of arithmetic: numbers exactly as they are written (a double: its shortest form), numeric strings
 * (decimal, optional sign, fraction and exponent, surrounding spaces), null as 0 (R).
 * Anything else, no value included, is no operand (D). A string whose exponent takes it beyond the range of a double, or below 1e-1000, is none either, nor is one of more than 10,000 digits (D).
 */
export function readDecimal(value: Result): Decimal | undefined {
  switch (typeof value) {
    case "bigint":
      return { digits: value, scale: 0 };
    case "number":
      return Number.isInteger(value) ? { digits: BigInt(value), scale: 0 } : parseDecimal(String(value));
    case "string":
      return parseDecimal(value);
    default:
      return value === null ? { digits: 0n, scale: 0 } : undefined;
  }
}

/** Longer numbers take the square of their digits to read. */
const MAX_DECIMAL_DIGITS = 10_000;

function parseDecimal(text: string): Decimal | undefined {
  const parts = /^[ \t\r\n]*([+-]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))(?:[eE]([+-]?[0-9]+))?[ \t\r\n]*$/.exec(text);
  if (parts === null) return undefined;
  const whole = parts[2] ?? "";
  const fraction = parts[3] ?? parts[4] ?? "";
  if (whole.length + fraction.length > MAX_DECIMAL_DIGITS) return undefined;
  const exponent = Number(parts[5] ?? "0");
  if (exponent < -1000 || (exponent > 0 && !Number.isFinite(Number(text)))) return undefined;
  const magnitude = BigInt(whole + fraction);
  // Zero times any power of ten stays small, whatever the exponent says.
  if (magnitude === 0n) return { digits: 0n, scale: 0 };
  const digits = parts[1] === "-" ? -magnitude : magnitude;
  const scale = fraction.length - exponent;
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** An integer in normal form. */
export function normalInteger(digits: bigint): number | bigint {
  const nearest = Number(digits);
  return Number.isSafeInteger(nearest) ? nearest : digits;
}

/** The integer part, cut towards zero. */
export function cutDecimal(value: Decimal): number | bigint {
  return normalInteger(value.scale === 0 ? value.digits : value.digits / 10n ** BigInt(value.scale));
}

/** An integer exactly, else the nearest double; no value when that is beyond a double's range. */
export function decimalValue(value: Decimal): Result {
  const unit = 10n ** BigInt(value.scale);
  if (value.digits % unit === 0n) return normalInteger(value.digits / unit);
  const nearest = Number(`${value.digits}e-${value.scale}`);
  if (!Number.isFinite(nearest)) return undefined;
  return Number.isInteger(nearest) ? normalInteger(BigInt(nearest)) : nearest;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { digits: scaled(a, scale) + scaled(b, scale), scale };
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return addDecimals(a, { digits: -b.digits, scale: b.scale });
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** The quotient cut towards zero; undefined when dividing by zero. */
export function divideDecimals(a: Decimal, b: Decimal): Value | undefined {
  if (b.digits === 0n) return undefined;
  const scale = Math.max(a.scale, b.scale);
  return normalInteger(scaled(a, scale) / scaled(b, scale));
}

function scaled(value: Decimal, scale: number): bigint {
  return scale === value.scale ? value.digits : value.digits * 10n ** BigInt(scale - value.scale);
}

/** The largest integer that is not larger. */
export function floorDecimal(value: Decimal): number | bigint {
  return normalInteger(floorQuotient(value.digits, 10n ** BigInt(value.scale)));
}

/** The nearest integer, the larger of two that are equally near. */
export function roundDecimal(value: Decimal): number | bigint {
  const unit = 10n ** BigInt(value.scale);
  return normalInteger(floorQuotient(2n * value.digits + unit, 2n * unit));
}

function floorQuotient(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend < 0n && quotient * divisor !== dividend ? quotient - 1n : quotient;
}
