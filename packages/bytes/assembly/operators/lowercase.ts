// lowercase: ASCII, Latin-1 and scripts without case.
import { HAS_ESCAPES, IS_ODD, NULL, SPAN_END, SPAN_KIND, SPAN_START, STRING } from "../layout";
import { hasRoom, Temporaries, temporary, unsure } from "../temporaries";

export function lowercase(span: usize): usize {
  if (span == 0) return 0;
  const kind = load<u32>(span, SPAN_KIND);
  const what = kind & 0xff;
  if (what == NULL) return 0;
  if (what != STRING || (kind & ((IS_ODD | HAS_ESCAPES) << 8)) != 0) return unsure();
  const from = <usize>load<u32>(span, SPAN_START);
  const end = <usize>load<u32>(span, SPAN_END);
  const to = Temporaries.text;
  if (!hasRoom(to, end - from)) return unsure();
  const written = lowerText(to, from, end);
  return written == 0 ? 0 : temporary(to, written, kind);
}

function lowerText(start: usize, from: usize, end: usize): usize {
  let to = start;
  let p = from;
  while (p < end) {
    const v = v128.load(p);
    const wide = i8x16.bitmask(v);
    const rest = end - p;
    const ascii = <usize>(wide == 0 ? 16 : ctz(wide));
    const upper = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x41)), i8x16.splat(26));
    v128.store(to, v128.or(v, v128.and(upper, i8x16.splat(0x20))));
    if (ascii >= rest) return to + rest;
    to += ascii;
    p += ascii;
    if (ascii == 16) continue;
    const length = lowerCharacter(to, p);
    if (length == 0) return unsure();
    to += length;
    p += length;
  }
  return to;
}

/** Latin-1 letters, and the scripts of U+3000 to U+9FFF, which have no case; 0 for any other. */
function lowerCharacter(to: usize, p: usize): usize {
  const lead = <u32>load<u8>(p);
  const next = <u32>load<u8>(p, 1);
  if (lead == 0xc3) {
    store<u8>(to, lead);
    store<u8>(to, next < 0x9f && next != 0x97 ? next + 0x20 : next, 1);
    return 2;
  }
  // U+0080 to U+00BF are signs.
  if (lead == 0xc2) {
    store<u16>(to, load<u16>(p));
    return 2;
  }
  if (lead < 0xe3 || lead > 0xe9) return 0;
  store<u16>(to, load<u16>(p));
  store<u8>(to, load<u8>(p, 2), 2);
  return 3;
}
