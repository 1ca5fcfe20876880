// Whether bytes are UTF-8 (RFC 3629): by three tables of sixteen entries, of what two bytes that follow each other get wrong
// (Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte").

const TOO_SHORT: u8 = 1;
const TOO_LONG: u8 = 2;
const OVERLONG_3: u8 = 4;
const TOO_LARGE: u8 = 8;
const SURROGATE: u8 = 16;
const OVERLONG_2: u8 = 32;
// Four bytes of which the second is 0x80 to 0x8f: too little behind 0xf0, too much behind 0xf5 and more.
const FOUR: u8 = 64;
const TWO_TAILS: u8 = 128;
const ANY: u8 = TOO_SHORT | TOO_LONG | TWO_TAILS;
const LARGE: u8 = ANY | TOO_LARGE | FOUR;
const TAIL: u8 = TOO_LONG | OVERLONG_2 | TWO_TAILS;

/** What is wrong with each byte of `v`, which the bytes of `before` precede. */
function errorsOf(v: v128, before: v128): v128 {
  const one = i8x16.shuffle(before, v, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
  const two = i8x16.shuffle(before, v, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
  const three = i8x16.shuffle(before, v, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
  // prettier-ignore
  const highOfFirst = i8x16(
    TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TWO_TAILS, TWO_TAILS, TWO_TAILS, TWO_TAILS,
    TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | FOUR,
  );
  // prettier-ignore
  const lowOfFirst = i8x16(
    ANY | OVERLONG_3 | OVERLONG_2 | FOUR, ANY | OVERLONG_2, ANY, ANY, ANY | TOO_LARGE, LARGE, LARGE, LARGE,
    LARGE, LARGE, LARGE, LARGE, LARGE, LARGE | SURROGATE, LARGE, LARGE,
  );
  // prettier-ignore
  const highOfSecond = i8x16(
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
    TAIL | OVERLONG_3 | FOUR, TAIL | OVERLONG_3 | TOO_LARGE, TAIL | SURROGATE | TOO_LARGE, TAIL | SURROGATE | TOO_LARGE,
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
  );
  const first = v128.and(
    i8x16.swizzle(highOfFirst, i8x16.shr_u(one, 4)),
    i8x16.swizzle(lowOfFirst, v128.and(one, i8x16.splat(15))),
  );
  const pairs = v128.and(first, i8x16.swizzle(highOfSecond, i8x16.shr_u(v, 4)));
  // The third byte of three and more, and the fourth of four, must be tails behind tails.
  const third = i8x16.sub_sat_u(two, i8x16.splat(0x60));
  const fourth = i8x16.sub_sat_u(three, i8x16.splat(0x70));
  return v128.xor(v128.and(v128.or(third, fourth), i8x16.splat(-128)), pairs);
}

/** The first `n` bytes at `p`, then zeros. */
function firstBytes(p: usize, n: usize): v128 {
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return v128.and(v128.load(p), i8x16.lt_u(places, i8x16.splat(<i8>n)));
}

export function isUtf8(start: usize, end: usize): bool {
  let errors = i8x16.splat(0);
  let before = i8x16.splat(0);
  let p = start;
  while (p + 16 <= end) {
    const v = v128.load(p);
    // All ASCII behind ASCII, as most bytes are.
    if (i8x16.bitmask(v128.or(v, before)) != 0) errors = v128.or(errors, errorsOf(v, before));
    before = v;
    p += 16;
  }
  errors = v128.or(errors, errorsOf(firstBytes(p, end - p), before));
  return !v128.any_true(errors);
}
