// The ends of JSON's tokens, with what is to be known of each in Row.flags: strings, numbers, literals, blanks.
import { HAS_ESCAPES, HAS_EXPONENT, IS_INTEGER, IS_ODD, IS_PRECISE } from "./layout";
import { isShortest } from "./shortest";
import { Row } from "./state";

/** Digits of which fifteen make every number exact. */
export const MOST_DIGITS: usize = 15;

function isHex(c: u32): bool {
  return c - 48 < 10 || (c | 32) - 97 < 6;
}

/** `i`: at a backslash in a string; behind the escape, or 0. */
function escapeEnd(i: usize): usize {
  const c = <u32>load<u8>(i, 1);
  if (c == 0x22 || c == 0x5c || c == 0x6e || c == 0x74 || c == 0x72 || c == 0x62 || c == 0x66) {
    Row.flags |= HAS_ESCAPES;
    return i + 2;
  }
  if (c == 0x2f) {
    Row.flags |= HAS_ESCAPES | IS_ODD;
    return i + 2;
  }
  if (c != 0x75) return 0;
  if (!isHex(load<u8>(i, 2)) || !isHex(load<u8>(i, 3)) || !isHex(load<u8>(i, 4)) || !isHex(load<u8>(i, 5))) return 0;
  Row.flags |= HAS_ESCAPES | IS_ODD;
  return i + 6;
}

/** Quotes, backslashes and control characters of the sixteen bytes at `p`, a bit each. */
export function specialBytes(p: usize): i32 {
  const v = v128.load(p);
  const quotes = i8x16.eq(v, i8x16.splat(0x22));
  const backslashes = i8x16.eq(v, i8x16.splat(0x5c));
  return i8x16.bitmask(v128.or(v128.or(quotes, backslashes), i8x16.le_u(v, i8x16.splat(0x1f))));
}

/** As {@link stringEnd}, for strings of any length. */
export function longStringEnd(start: usize): usize {
  let i = start;
  while (true) {
    const mask = specialBytes(i);
    if (mask == 0) {
      i += 16;
      continue;
    }
    i += ctz(mask);
    const c = load<u8>(i);
    if (c == 0x22) return i + 1;
    if (c != 0x5c) return 0;
    i = escapeEnd(i);
    if (i == 0) return 0;
  }
}

/** `i`: behind the opening quote; behind the closing one, or 0 where it is no string. */
export function stringEnd(i: usize): usize {
  const mask = specialBytes(i);
  const at = i + ctz(mask);
  return mask != 0 && load<u8>(at) == 0x22 ? at + 1 : longStringEnd(i);
}

function manyDigitsEnd(start: usize): usize {
  let i = start;
  while (true) {
    const other = ~i8x16.bitmask(i8x16.lt_u(i8x16.sub(v128.load(i), i8x16.splat(0x30)), i8x16.splat(10))) & 0xffff;
    if (other != 0) return i + ctz(other);
    i += 16;
  }
}

/** Behind the digits from `i` on. */
export function digitsEnd(i: usize): usize {
  const other = ~i8x16.bitmask(i8x16.lt_u(i8x16.sub(v128.load(i), i8x16.splat(0x30)), i8x16.splat(10))) & 0xffff;
  return other != 0 ? i + ctz(other) : manyDigitsEnd(i + 16);
}

/** How many zeros stand from `i` on. */
export function zerosFrom(i: usize): usize {
  let z: usize = 0;
  while (load<u8>(i + z) == 0x30) z++;
  return z;
}

/** A fraction, whose point stands before `fraction`; behind it, or 0. */
function fractionEnd(digits: usize, fraction: usize): usize {
  const end = digitsEnd(fraction);
  const part = end - fraction;
  if (part == 0) return 0;
  const whole = fraction - 1 - digits;
  // Fifteen digits come back as they were written. Small numbers are written with an exponent.
  if (load<u8>(end - 1) == 0x30) Row.flags |= IS_ODD;
  else if (whole + part > 15) {
    Row.flags |= IS_PRECISE;
    if ((load<u8>(end) | 32) == 0x65 || !isShortest(digits, whole, part)) Row.flags |= IS_ODD;
  } else if (load<u8>(digits) == 0x30 && part > 6 && zerosFrom(fraction) > 5) Row.flags |= IS_ODD;
  return end;
}

/** The end of a number with a fraction that goes to `end`, without the zeros that JSON.stringify leaves out; 0 where it is not sure. */
export function fractionalEnd(digits: usize, point: usize, end: usize): usize {
  if (load<u8>(point) != 0x2e || end == point + 1 || digitsEnd(point + 1) != end) return 0;
  let last = end;
  while (load<u8>(last - 1) == 0x30) last--;
  const whole = point - digits;
  if (last == point + 1) return whole > MOST_DIGITS ? 0 : point;
  const part = last - point - 1;
  if (load<u8>(digits) == 0x30 && part > 6 && zerosFrom(point + 1) > 5) return 0;
  return whole + part <= MOST_DIGITS || isShortest(digits, whole, part) ? last : 0;
}

/** `i`: behind `e`; behind the exponent, or 0. */
function exponentEnd(i: usize): usize {
  Row.flags |= IS_ODD | HAS_EXPONENT;
  const sign = load<u8>(i);
  const digits = sign == 0x2b || sign == 0x2d ? i + 1 : i;
  const end = digitsEnd(digits);
  return end == digits ? 0 : end;
}

/**
 * `i`: at `-` or a digit; behind the number, or 0. It is odd where JSON.stringify may write it in another way. Most numbers end within
 * sixteen bytes, and have neither an exponent nor more than fifteen digits.
 */
export function numberEnd(i: usize): usize {
  const digits = load<u8>(i) == 0x2d ? i + 1 : i;
  const others = ~i8x16.bitmask(i8x16.lt_u(i8x16.sub(v128.load(digits), i8x16.splat(0x30)), i8x16.splat(10)));
  const whole = ctz(others);
  const first = load<u8>(digits);
  if (whole == 0 || whole >= 16 || (first == 0x30 && whole > 1)) return longNumberEnd(i);
  const c = load<u8>(digits + whole);
  if (c == 0x2e) {
    const part = ctz(others >> (whole + 1));
    const end = digits + whole + 1 + part;
    if (part == 0 || whole + part > 14 || (load<u8>(end) | 32) == 0x65) return longNumberEnd(i);
    // Small numbers are written with an exponent.
    if (load<u8>(end - 1) == 0x30 || (first == 0x30 && part > 6 && zerosFrom(digits + 2) > 5)) Row.flags |= IS_ODD;
    return end;
  }
  if ((c | 32) == 0x65) return longNumberEnd(i);
  Row.flags |= first == 0x30 && digits != i ? IS_INTEGER | IS_ODD : IS_INTEGER;
  return digits + whole;
}

/** As {@link numberEnd}, for all numbers. */
function longNumberEnd(i: usize): usize {
  const digits = load<u8>(i) == 0x2d ? i + 1 : i;
  const first = load<u8>(digits);
  let end = digitsEnd(digits);
  if (end == digits || (first == 0x30 && end > digits + 1)) return 0;
  let c = load<u8>(end);
  if (c != 0x2e && (c | 32) != 0x65) {
    Row.flags |= first == 0x30 && digits != i ? IS_INTEGER | IS_ODD : IS_INTEGER;
    return end;
  }
  if (c == 0x2e) {
    end = fractionEnd(digits, end + 1);
    if (end == 0) return 0;
    c = load<u8>(end);
  }
  // -0.0 and the like have a last digit of 0; others keep their sign.
  return (c | 32) == 0x65 ? exponentEnd(end + 1) : end;
}

export function literalEnd(i: usize): usize {
  const word = load<u32>(i);
  if (word == 0x65757274 || word == 0x6c6c756e) return i + 4;
  return word == 0x736c6166 && load<u8>(i, 4) == 0x65 ? i + 5 : 0;
}

/** Behind spaces, tabs and carriage returns; a line feed ends the row. */
export function blanksEnd(start: usize): usize {
  let i = start;
  let c = load<u8>(i);
  while (c == 0x20 || c == 0x09 || c == 0x0d) c = load<u8>(++i);
  return i;
}
