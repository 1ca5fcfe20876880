// ms_to_iso_time: milliseconds from 1970 to 9999.
import { civilFromDays } from "../calendar";
import { IS_INTEGER, IS_ODD, NUMBER, SPAN_END, SPAN_KIND, SPAN_START, STRING } from "../layout";
import { hasRoom, Temporaries, temporary, unsure } from "../temporaries";

/** The end of the year 9999. */
const MOST_MS: u64 = 253402300799999;
const MOST_DIGITS: usize = 15;

function writeTwo(to: usize, value: u32): usize {
  store<u8>(to, 48 + value / 10);
  store<u8>(to, 48 + (value % 10), 1);
  return to + 2;
}

function writeSeparated(to: usize, separator: u32, value: u32): usize {
  store<u8>(to, separator);
  return writeTwo(to + 1, value);
}

export function msToIsoTime(span: usize): usize {
  if (span == 0) return 0;
  const kind = load<u32>(span, SPAN_KIND);
  const what = kind & 0xff;
  if (what != NUMBER) return what == STRING ? unsure() : 0;
  const from = <usize>load<u32>(span, SPAN_START);
  const digits = <usize>load<u32>(span, SPAN_END) - from;
  if ((kind & (IS_ODD << 8)) != 0 || (kind & (IS_INTEGER << 8)) == 0 || digits > MOST_DIGITS) return unsure();
  let ms: u64 = 0;
  for (let i: usize = 0; i < digits; i++) {
    const digit = <u32>load<u8>(from + i) - 48;
    // A sign.
    if (digit > 9) return unsure();
    ms = ms * 10 + digit;
  }
  const start = Temporaries.text;
  if (ms > MOST_MS || !hasRoom(start, 32)) return unsure();
  const days = ms / 86400000;
  return temporary(start, writeTime(start, civilFromDays(days), <u32>(ms - days * 86400000)), STRING);
}

/** `date`: as of {@link civilFromDays}. */
function writeTime(start: usize, date: u32, ms: u32): usize {
  store<u8>(start, 0x22);
  let to = writeTwo(start + 1, date / 1000000);
  to = writeTwo(to, (date / 10000) % 100);
  to = writeSeparated(to, 0x2d, (date / 100) % 100);
  to = writeSeparated(to, 0x2d, date % 100);
  to = writeSeparated(to, 0x54, ms / 3600000);
  to = writeSeparated(to, 0x3a, (ms / 60000) % 60);
  to = writeSeparated(to, 0x3a, (ms / 1000) % 60);
  const fraction = ms % 1000;
  if (fraction != 0) {
    to = writeSeparated(to, 0x2e, fraction / 10);
    store<u8>(to++, 48 + (fraction % 10));
  }
  store<u8>(to, 0x22);
  return to + 1;
}
