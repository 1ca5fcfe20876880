// Values, characters and numbers as JSON.stringify writes them.
import { copy } from "./bytes";
import { IS_ODD } from "./layout";
import { Row } from "./state";
import { digitsEnd, fractionalEnd, numberEnd } from "./tokens";

/** Writes the number at `at` as JSON.stringify does, to at most `most` bytes from `to` on; how many, or 0 where that is not enough. */
declare function writeNumber(at: usize, length: usize, to: usize, most: usize): usize;

function hexValue(c: u32): u32 {
  return c <= 57 ? c - 48 : (c | 32) - 87;
}

/** The UTF-16 unit of the escape at `p`. */
export function escapedUnit(p: usize): u32 {
  const high = (hexValue(load<u8>(p, 2)) << 4) | hexValue(load<u8>(p, 3));
  return (high << 8) | (hexValue(load<u8>(p, 4)) << 4) | hexValue(load<u8>(p, 5));
}

/** The unit of an escape of two characters, of which `c` is the second. */
export function shortEscape(c: u32): u32 {
  return c == 0x6e ? 10 : c == 0x74 ? 9 : c == 0x72 ? 13 : c == 0x62 ? 8 : c == 0x66 ? 12 : c;
}

function hexDigit(n: u32): u32 {
  return n < 10 ? 48 + n : 87 + n;
}

function writeEscape(to: usize, unit: u32): usize {
  store<u16>(to, 0x755c);
  store<u8>(to, hexDigit(unit >> 12), 2);
  store<u8>(to, hexDigit((unit >> 8) & 15), 3);
  store<u8>(to, hexDigit((unit >> 4) & 15), 4);
  store<u8>(to, hexDigit(unit & 15), 5);
  return to + 6;
}

function writeWide(to: usize, code: u32): usize {
  if (code >= 0x10000) {
    store<u8>(to, 0xf0 | (code >> 18));
    store<u8>(to, 0x80 | ((code >> 12) & 63), 1);
    store<u8>(to, 0x80 | ((code >> 6) & 63), 2);
    store<u8>(to, 0x80 | (code & 63), 3);
    return to + 4;
  }
  if ((code & 0xf800) == 0xd800) return writeEscape(to, code);
  if (code >= 0x800) {
    store<u8>(to, 0xe0 | (code >> 12));
    store<u8>(to, 0x80 | ((code >> 6) & 63), 1);
    store<u8>(to, 0x80 | (code & 63), 2);
    return to + 3;
  }
  store<u8>(to, 0xc0 | (code >> 6));
  store<u8>(to, 0x80 | (code & 63), 1);
  return to + 2;
}

/** Writes a code point, or a lone surrogate, inside a string; behind it. Up to six bytes. */
export function writeCharacter(to: usize, code: u32): usize {
  if (code >= 0x80) return writeWide(to, code);
  if (code == 0x22 || code == 0x5c) {
    store<u8>(to, 0x5c);
    store<u8>(to, code, 1);
    return to + 2;
  }
  if (code >= 0x20) {
    store<u8>(to, code);
    return to + 1;
  }
  const short = code == 8 ? 0x62 : code == 9 ? 0x74 : code == 10 ? 0x6e : code == 12 ? 0x66 : code == 13 ? 0x72 : 0;
  if (short == 0) return writeEscape(to, code);
  store<u8>(to, 0x5c);
  store<u8>(to, short, 1);
  return to + 2;
}

let read: usize = 0;

/** Copies the string whose opening quote is at `from`; behind it in the copy, and in `read`. It never grows. */
function copyString(start: usize, from: usize): usize {
  let to = start;
  let p = from + 1;
  store<u8>(to++, 0x22);
  while (true) {
    const v = v128.load(p);
    const mask = i8x16.bitmask(v128.or(i8x16.eq(v, i8x16.splat(0x22)), i8x16.eq(v, i8x16.splat(0x5c))));
    v128.store(to, v);
    if (mask == 0) {
      to += 16;
      p += 16;
      continue;
    }
    to += ctz(mask);
    p += ctz(mask);
    if (load<u8>(p) == 0x22) {
      store<u8>(to, 0x22);
      read = p + 1;
      return to + 1;
    }
    const escaped = load<u8>(p, 1);
    if (escaped == 0x2f) {
      store<u8>(to++, escaped);
      p += 2;
    } else if (escaped != 0x75) {
      store<u16>(to, load<u16>(p));
      to += 2;
      p += 2;
    } else {
      let code = escapedUnit(p);
      p += 6;
      if ((code & 0xfc00) == 0xd800 && load<u16>(p) == 0x755c) {
        const low = escapedUnit(p);
        if ((low & 0xfc00) == 0xdc00) {
          p += 6;
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        }
      }
      to = writeCharacter(to, code);
    }
  }
}

/** How many numbers of a row JavaScript writes: for more it would take longer than to map the row by values. */
const MOST_SPELLED: u32 = 50;

/** Where a number ends without the zeros at the end of its fraction, if that is how it is written; else 0. */
function plainEnd(start: usize, end: usize): usize {
  const digits = load<u8>(start) == 0x2d ? start + 1 : start;
  const whole = digitsEnd(digits);
  const last = load<u8>(whole) == 0x2e ? fractionalEnd(digits, whole, end) : 0;
  // -0 is written without its sign.
  return last == whole && digits != start && load<u8>(digits) == 0x30 ? 0 : last;
}

/**
 * Copies a valid piece of JSON as JSON.stringify writes what JSON.parse makes of it, its keys being in order and without escapes; behind
 * it, or 0 where a number takes more than six times its bytes, or there are many to write. So the copy is at most six times as long.
 */
export function copyOdd(start: usize, from: usize, end: usize): usize {
  let to = start;
  let p = from;
  while (p < end) {
    const c = <u32>load<u8>(p);
    if (c == 0x20 || c == 0x09 || c == 0x0d) p++;
    else if (c == 0x22) {
      to = copyString(to, p);
      p = read;
    } else if (c == 0x2d || c - 48 < 10) {
      Row.flags = 0;
      const next = numberEnd(p);
      const length = next - p;
      if ((Row.flags & IS_ODD) != 0) {
        const plain = plainEnd(p, next);
        if (plain == 0 && Row.spelled++ >= MOST_SPELLED) return 0;
        const written = plain != 0 ? plain - p : writeNumber(p, length, to, 6 * length);
        if (written == 0) return 0;
        if (plain != 0) copy(to, p, written);
        to += written;
      } else {
        copy(to, p, length);
        to += length;
      }
      p = next;
    } else {
      store<u8>(to++, c);
      p++;
    }
  }
  return to;
}

const EIGHT_DIGITS: u64 = 100000000;

/** Two digits, as they stand in memory. */
function twoDigits(value: u32): u32 {
  const tens = (value * 103) >> 10;
  return 0x3030 + tens + ((value - tens * 10) << 8);
}

/** Writes `count` digits of a number before `end`, zeros in front of it. */
export function writeDigits(end: usize, value: u32, count: u32): void {
  let p = end;
  let rest = value;
  let left = count;
  for (; left >= 2; left -= 2) {
    const higher = rest / 100;
    p -= 2;
    store<u16>(p, twoDigits(rest - higher * 100));
    rest = higher;
  }
  if (left != 0) store<u8>(p - 1, 48 + (rest % 10));
}

function digitCount(value: u32): u32 {
  if (value < 10000) return value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : 4;
  if (value < 1000000) return value < 100000 ? 5 : 6;
  return value < 10000000 ? 7 : 8;
}

export function writeDecimal(start: usize, value: u64): usize {
  if (value < EIGHT_DIGITS) {
    const count = digitCount(<u32>value);
    writeDigits(start + count, <u32>value, count);
    return start + count;
  }
  const higher = value / EIGHT_DIGITS;
  const end = writeDecimal(start, higher) + 8;
  writeDigits(end, <u32>(value - higher * EIGHT_DIGITS), 8);
  return end;
}
