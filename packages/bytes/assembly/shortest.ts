// Whether a fraction of 16 or 17 digits is how JavaScript writes the double nearest to it, in whole numbers of 128 bits.

const TENS: StaticArray<f64> = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
];
const FIVES: StaticArray<u64> = [
  1, 5, 25, 125, 625, 3125, 15625, 78125, 390625, 1953125, 9765625, 48828125, 244140625, 1220703125, 6103515625,
  30517578125, 152587890625, 762939453125, 3814697265625, 19073486328125, 95367431640625, 476837158203125,
  2384185791015625,
];

/** The power of ten, from 1 to 1e22: each is exact. */
export function powerOfTen(exponent: i32): f64 {
  return unchecked(TENS[exponent]);
}

/** The upper half of the last product, difference or shift. */
let high: u64 = 0;

function product(a: u64, b: u64): u64 {
  const al = a & 0xffffffff;
  const ah = a >> 32;
  const bl = b & 0xffffffff;
  const bh = b >> 32;
  const ll = al * bl;
  const lh = al * bh;
  const hl = ah * bl;
  const middle = (ll >> 32) + (lh & 0xffffffff) + (hl & 0xffffffff);
  high = ah * bh + (lh >> 32) + (hl >> 32) + (middle >> 32);
  return (middle << 32) | (ll & 0xffffffff);
}

/** A number times two to the `shift`, which is 1 to 69. */
function shifted(a: u64, shift: i32): u64 {
  high = shift >= 64 ? a << (shift - 64) : a >> (64 - shift);
  return shift >= 64 ? 0 : a << shift;
}

function isLess(ah: u64, al: u64, bh: u64, bl: u64): bool {
  return ah < bh || (ah == bh && al < bl);
}

/** The digits of the fraction at `p` as a whole number; 0 where they are not 16 or 17, or it would be written with an exponent. */
function digitsOf(p: usize, length: usize): u64 {
  let m: u64 = 0;
  let digits: u32 = 0;
  let zeros: u32 = 0;
  for (let q: usize = 0; q < length; q++) {
    const c = <u32>load<u8>(p + q);
    if (c == 0x2e) continue;
    if (digits == 0 && c == 0x30) {
      zeros++;
      continue;
    }
    m = m * 10 + (c - 48);
    if (++digits > 17) return 0;
  }
  // The zero before the point, and up to five behind it.
  return digits < 16 || zeros > 6 ? 0 : m;
}

/**
 * Whether no shorter text is nearest to the double that is nearest to this one, and none of as many digits is nearer. `p`: at its first
 * digit; `whole` and `part`: how many digits stand before and behind the point; the last one is not 0. Where it would take more than 128
 * bits, or for a tie, the answer is no.
 */
export function isShortest(p: usize, whole: usize, part: usize): bool {
  if (part > 22 || whole > 17) return false;
  const m = digitsOf(p, whole + part + 1);
  if (m == 0) return false;
  const k = <i32>part;
  const bits = reinterpret<u64>(<f64>m / unchecked(TENS[k]));
  let f = (bits & 0xfffffffffffff) | 0x10000000000000;
  const shift = 1076 - <i32>(bits >> 52) - k;
  if (shift < 1 || shift > 69) return false;
  const five = unchecked(FIVES[k]);
  // Everything times two to the shift: the text, and the double with half a step to both sides.
  const ml = shifted(m, shift);
  const mh = high;
  let low: u64 = 0;
  let lowHigh: u64 = 0;
  let up: u64 = 0;
  let upHigh: u64 = 0;
  for (let tries = 0; tries <= 3; tries++) {
    // At a power of two the steps to both sides differ.
    if (tries == 3 || f <= 0x10000000000000 || f >= 0x1fffffffffffff) return false;
    low = product(2 * f - 1, five);
    lowHigh = high;
    up = product(2 * f + 1, five);
    upHigh = high;
    if (!isLess(lowHigh, low, mh, ml)) f--;
    else if (!isLess(mh, ml, upHigh, up)) f++;
    else break;
  }
  const down = m - (m % 10);
  const dl = shifted(down, shift);
  if (!isLess(high, dl, lowHigh, low)) return false;
  const al = shifted(down + 10, shift);
  if (!isLess(upHigh, up, high, al)) return false;
  // The distance between text and double is less than half of the last digit.
  const cl = product(2 * f, five);
  const ch = high;
  const isBelow = isLess(mh, ml, ch, cl);
  const xl = isBelow ? cl - ml : ml - cl;
  const xh = isBelow ? ch - mh - (cl < ml ? 1 : 0) : mh - ch - (ml < cl ? 1 : 0);
  const half = shifted(1, shift - 1 == 0 ? 64 : shift - 1);
  const halfHigh = shift == 1 ? 0 : high;
  return isLess(xh, xl, halfHigh, shift == 1 ? 1 : half);
}
