// concat: strings, canonical numbers and booleans joined; a null or a missing value gives none.
import { HAS_ESCAPES, IS_ODD, NULL, OBJECT, SPAN_END, SPAN_KIND, SPAN_START, STRING } from "../layout";
import { Row } from "../state";
import { hasRoom, Temporaries, temporaryString, unsure } from "../temporaries";
import { valueOf } from "../values";

export function concat(list: usize, count: u32): usize {
  const start = Temporaries.text;
  if (!hasRoom(start, 1)) return unsure();
  store<u8>(start, 0x22);
  let to = start + 1;
  let flags: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    Temporaries.text = to;
    const span = valueOf(load<u32>(list + ((<usize>i) << 2)));
    // An operand that is made here lies where the text goes on: it is moved into its place.
    if (span == 0) return 0;
    const kind = load<u32>(span, SPAN_KIND);
    const what = kind & 0xff;
    if (what == NULL) return 0;
    if (what >= OBJECT || (kind & (IS_ODD << 8)) != 0) return unsure();
    let from = <usize>load<u32>(span, SPAN_START);
    let length = <usize>load<u32>(span, SPAN_END) - from;
    if (what == STRING) {
      from++;
      length -= 2;
      flags |= (kind >> 8) & HAS_ESCAPES;
    }
    if (!hasRoom(to, length)) return unsure();
    memory.copy(to, from, length);
    to += length;
  }
  store<u8>(to, 0x22);
  return Row.isUnsure ? 0 : temporaryString(start, to + 1, flags);
}
