// Comparing and copying bytes, sixteen at a time.
import { PAGES, SLACK } from "./layout";

function sameLong(a: usize, b: usize, n: u32): bool {
  let q: usize = 0;
  for (; q + 16 <= n; q += 16) {
    if (i8x16.bitmask(i8x16.eq(v128.load(a + q), v128.load(b + q))) != 0xffff) return false;
  }
  const rest = n - <u32>q;
  if (rest == 0) return true;
  const mask = (1 << rest) - 1;
  return (i8x16.bitmask(i8x16.eq(v128.load(a + q), v128.load(b + q))) & mask) == mask;
}

export function sameBytes(a: usize, b: usize, n: u32): bool {
  if (n > 16) return sameLong(a, b, n);
  const mask = (1 << n) - 1;
  return (i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b))) & mask) == mask;
}

function copyLong(to: usize, from: usize, n: usize): void {
  let q: usize = 16;
  for (; q + 48 < n; q += 64) {
    const a = v128.load(from + q);
    const b = v128.load(from + q, 16);
    const c = v128.load(from + q, 32);
    const d = v128.load(from + q, 48);
    v128.store(to + q, a);
    v128.store(to + q, b, 16);
    v128.store(to + q, c, 32);
    v128.store(to + q, d, 48);
  }
  for (; q < n; q += 16) v128.store(to + q, v128.load(from + q));
}

/** Copies `n` bytes, and up to fifteen more. */
export function copy(to: usize, from: usize, n: usize): void {
  assert(to + n + SLACK <= (<usize>PAGES) << 16);
  v128.store(to, v128.load(from));
  if (n > 16) copyLong(to, from, n);
}

export function isAscii(p: usize, n: usize): bool {
  for (let q: usize = 0; q < n; q += 16) {
    const mask = i8x16.bitmask(v128.load(p + q));
    if (mask == 0) continue;
    const rest = n - q;
    if (rest >= 16 || (mask & ((1 << (<i32>rest)) - 1)) != 0) return false;
  }
  return true;
}

/** Of the first `rest` of sixteen bytes, a bit each. */
function firstOf(mask: i32, rest: usize): i32 {
  return rest >= 16 ? mask : mask & ((1 << (<i32>rest)) - 1);
}

/** The bytes of UTF-8 that start a character. */
export function characters(p: usize, n: usize): i32 {
  let count: i32 = 0;
  for (let q: usize = 0; q < n; q += 16) count += popcnt(firstOf(startsIn(v128.load(p + q)), n - q));
  return count;
}

function startsIn(v: v128): i32 {
  // As signed bytes, those that go on with a character are the least ones.
  return i8x16.bitmask(i8x16.gt_s(v, i8x16.splat(-65)));
}

/** The units of UTF-16 that the bytes of UTF-8 are. */
export function utf16Units(p: usize, n: usize): i32 {
  let count: i32 = 0;
  for (let q: usize = 0; q < n; q += 16) {
    const v = v128.load(p + q);
    const pairs = i8x16.bitmask(i8x16.ge_u(v, i8x16.splat(-16)));
    count += popcnt(firstOf(startsIn(v), n - q)) + popcnt(firstOf(pairs, n - q));
  }
  return count;
}

/** Whether one of the bytes is `byte`. */
export function hasByte(p: usize, n: usize, byte: i8): bool {
  for (let q: usize = 0; q < n; q += 16)
    if (firstOf(i8x16.bitmask(i8x16.eq(v128.load(p + q), i8x16.splat(byte))), n - q) != 0) return true;
  return false;
}
