// Whether bytes are UTF-8 (RFC 3629): sixteen at a time where they are ASCII, else one character after another.

export function isUtf8(start: usize, end: usize): bool {
  let p = start;
  while (p < end) {
    if (p + 16 <= end) {
      const mask = i8x16.bitmask(v128.load(p));
      if (mask == 0) {
        p += 16;
        continue;
      }
      p += ctz(mask);
    }
    const length = characterLength(p);
    if (length == 0) return false;
    p += length;
  }
  return p == end;
}

/** The length of the character at `p`; 0 where there is none. Behind the bytes lie zeros. */
function characterLength(p: usize): usize {
  const a = <u32>load<u8>(p);
  if (a < 0x80) return 1;
  const b = <u32>load<u8>(p, 1);
  if (a >= 0xc2 && a <= 0xdf) return (b & 0xc0) == 0x80 ? 2 : 0;
  const c = <u32>load<u8>(p, 2);
  if ((b & 0xc0) != 0x80 || (c & 0xc0) != 0x80) return 0;
  if ((a & 0xf0) == 0xe0) return (a == 0xe0 && b < 0xa0) || (a == 0xed && b > 0x9f) ? 0 : 3;
  if (a < 0xf0 || a > 0xf4 || (<u32>load<u8>(p, 3) & 0xc0) != 0x80) return 0;
  return (a == 0xf0 && b < 0x90) || (a == 0xf4 && b > 0x8f) ? 0 : 4;
}
