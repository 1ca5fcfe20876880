// Text to a JSON string.
import { writeCharacter } from "./canonical";

/** Where the string ends that {@link writeString} wrote. */
export class Written {
  static end: usize = 0;
  static hasEscapes: bool = false;
}

/** What JSON escapes, a bit each. */
function escapedBytes(v: v128): v128 {
  const quotes = v128.or(i8x16.eq(v, i8x16.splat(0x22)), i8x16.eq(v, i8x16.splat(0x5c)));
  return v128.or(quotes, i8x16.lt_u(v, i8x16.splat(0x20)));
}

/**
 * Writes UTF-8 as a JSON string, of which `doubled` stands for one where it comes twice; no byte: none does. Up to six times the text and
 * {@link SLACK} are written.
 */
export function writeString(start: usize, from: usize, end: usize, doubled: u32): void {
  const marks = i8x16.splat(<i8>(doubled < 256 ? doubled : 0x22));
  let to = start;
  let p = from;
  let hasEscapes = false;
  store<u8>(to++, 0x22);
  while (p < end) {
    const v = v128.load(p);
    v128.store(to, v);
    const mask = i8x16.bitmask(v128.or(escapedBytes(v), i8x16.eq(v, marks)));
    const plain: usize = mask == 0 ? 16 : ctz(mask);
    const some = min(plain, end - p);
    p += some;
    to += some;
    if (p >= end || plain == 16) continue;
    const c = <u32>load<u8>(p);
    hasEscapes = hasEscapes || c == 0x22 || c == 0x5c || c < 0x20;
    to = writeCharacter(to, c);
    p += c == doubled ? 2 : 1;
  }
  store<u8>(to, 0x22);
  Written.end = to + 1;
  Written.hasEscapes = hasEscapes;
}
