// split: the parts of a string without escapes, as a list or one of them.
import { sameBytes } from "../bytes";
import { HAS_ESCAPES, IS_LONG, IS_ODD, LIST, NULL, OBJECT, SPAN_END, SPAN_KIND, SPAN_START, STRING } from "../layout";
import { hasRoom, Temporaries, temporary, unsure } from "../temporaries";

/** Whether the parts of a value can be told by its bytes. */
function isPlain(kind: u32): bool {
  return (kind & 0xff) == STRING && (kind & ((HAS_ESCAPES | IS_ODD | IS_LONG) << 8)) == 0;
}

/** What splitting anything else comes to. */
function otherwise(kind: u32): usize {
  const what = kind & 0xff;
  return what == NULL || what >= OBJECT ? 0 : unsure();
}

/** The next separator from `p` on, or the end. */
function nextSeparator(p: usize, end: usize, separator: usize, length: u32): usize {
  const last = end - length;
  for (let q = p; q <= last; q++) {
    if (load<u8>(q) == load<u8>(separator) && sameBytes(q, separator, length)) return q;
  }
  return end;
}

/** `piece`: the address and the length of the separator. */
export function split(span: usize, piece: usize): usize {
  if (span == 0) return 0;
  const kind = load<u32>(span, SPAN_KIND);
  if (!isPlain(kind)) return otherwise(kind);
  const separator = <usize>load<u32>(piece);
  const length = load<u32>(piece, 4);
  const end = <usize>load<u32>(span, SPAN_END) - 1;
  let p = <usize>load<u32>(span, SPAN_START) + 1;
  const start = Temporaries.text;
  // Each separator becomes three bytes.
  if (!hasRoom(start, (end - p) * 3 + 4)) return unsure();
  store<u16>(start, 0x225b);
  let to = start + 2;
  while (true) {
    const next = nextSeparator(p, end, separator, length);
    memory.copy(to, p, next - p);
    to += next - p;
    if (next == end) break;
    store<u8>(to, 0x22);
    store<u16>(to, 0x222c, 1);
    to += 3;
    p = next + length;
  }
  store<u16>(to, 0x5d22);
  return temporary(start, to + 2, LIST);
}

export function itemOfSplit(span: usize, piece: usize, index: u32): usize {
  if (span == 0) return 0;
  const kind = load<u32>(span, SPAN_KIND);
  if (!isPlain(kind)) return otherwise(kind);
  const separator = <usize>load<u32>(piece);
  const length = load<u32>(piece, 4);
  const end = <usize>load<u32>(span, SPAN_END) - 1;
  let p = <usize>load<u32>(span, SPAN_START) + 1;
  for (let i: u32 = 0; i < index; i++) {
    const next = nextSeparator(p, end, separator, length);
    if (next == end) return 0;
    p = next + length;
  }
  const size = nextSeparator(p, end, separator, length) - p;
  const start = Temporaries.text;
  if (!hasRoom(start, size + 2)) return unsure();
  store<u8>(start, 0x22);
  memory.copy(start + 1, p, size);
  store<u8>(start + 1 + size, 0x22);
  return temporary(start, start + size + 2, STRING);
}
