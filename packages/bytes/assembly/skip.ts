// A value that nobody reads: its grammar, and nothing else.
import { blanksEnd, literalEnd, numberEnd, stringEnd } from "./tokens";

const MOST_LAYERS: i32 = 60;

/** `i`: at a key or a blank before it; behind its colon, or 0. */
function keyEnd(start: usize): usize {
  let i = start;
  if (load<u8>(i) != 0x22) {
    i = blanksEnd(i);
    if (load<u8>(i) != 0x22) return 0;
  }
  i = stringEnd(i + 1);
  if (i == 0) return 0;
  if (load<u8>(i) != 0x3a) {
    i = blanksEnd(i);
    if (load<u8>(i) != 0x3a) return 0;
  }
  return i + 1;
}

function scalarEnd(i: usize, c: u32): usize {
  if (c == 0x22) return stringEnd(i + 1);
  return c == 0x2d || c - 48 < 10 ? numberEnd(i) : literalEnd(i);
}

/** Behind the value at `start`; 0 where it is none, or nests deeper than 60 layers. */
export function skipValue(start: usize): usize {
  let i = start;
  // A bit for each open container: 1 is an object.
  let kinds: u64 = 0;
  let depth: i32 = 0;
  while (true) {
    let c = <u32>load<u8>(i);
    if (c <= 0x20) {
      i = blanksEnd(i);
      c = load<u8>(i);
    }
    if (c == 0x7b || c == 0x5b) {
      if (++depth > MOST_LAYERS) return 0;
      kinds = (kinds << 1) | (c == 0x7b ? 1 : 0);
      i = blanksEnd(i + 1);
      if (load<u8>(i) != (c == 0x7b ? 0x7d : 0x5d)) {
        if (c == 0x7b) {
          i = keyEnd(i);
          if (i == 0) return 0;
        }
        continue;
      }
      i++;
      kinds >>= 1;
      depth--;
    } else {
      i = scalarEnd(i, c);
      if (i == 0) return 0;
    }
    while (true) {
      if (depth == 0) return i;
      c = load<u8>(i);
      if (c <= 0x20) {
        i = blanksEnd(i);
        c = load<u8>(i);
      }
      i++;
      if (c == 0x2c) {
        if ((kinds & 1) == 0) break;
        i = keyEnd(i);
        if (i == 0) return 0;
        break;
      }
      if (c != ((kinds & 1) != 0 ? 0x7d : 0x5d)) return 0;
      kinds >>= 1;
      depth--;
    }
  }
}
