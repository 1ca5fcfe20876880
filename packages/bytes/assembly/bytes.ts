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
  for (let q: usize = 16; q < n; q += 16) v128.store(to + q, v128.load(from + q));
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

/** The bytes of UTF-8 that start a character. */
export function characters(p: usize, n: usize): i32 {
  let count: i32 = 0;
  for (let q: usize = 0; q < n; q++) count += (load<u8>(p + q) & 0xc0) != 0x80 ? 1 : 0;
  return count;
}

/** The units of UTF-16 that the bytes of UTF-8 are. */
export function utf16Units(p: usize, n: usize): i32 {
  let count: i32 = 0;
  for (let q: usize = 0; q < n; q++) {
    const c = load<u8>(p + q);
    count += (c & 0xc0) != 0x80 ? 1 : 0;
    count += c >= 0xf0 ? 1 : 0;
  }
  return count;
}
