// iso_time_to_ms: dates from 1970 to 9999, with or without a time and a zone.
import { daysFromCivil, daysInMonth } from "../calendar";
import { writeDecimal } from "../canonical";
import { HAS_ESCAPES, IS_INTEGER, NUMBER, SPAN_END, SPAN_KIND, SPAN_START, STRING } from "../layout";
import { hasRoom, Temporaries, temporary, unsure } from "../temporaries";

/** More than any number that is made of two digits, also where it is half of a year. */
const NOT_DIGITS: u32 = 100000;

function two(p: usize): u32 {
  const tens = <u32>load<u8>(p) - 48;
  const ones = <u32>load<u8>(p, 1) - 48;
  return tens < 10 && ones < 10 ? tens * 10 + ones : NOT_DIGITS;
}

/** Where reading goes on. */
let at: usize = 0;

/** The date at `p`, in days; -1 where it is none. */
function dateAt(p: usize): i64 {
  const year = two(p) * 100 + two(p + 2);
  const month = two(p + 5);
  const day = two(p + 8);
  if (load<u8>(p, 4) != 0x2d || load<u8>(p, 7) != 0x2d) return -1;
  if (year < 1970 || year > 9999 || month - 1 > 11 || day - 1 > 30) return -1;
  if (day > daysInMonth(year, month)) return -1;
  at = p + 10;
  return daysFromCivil(year, month, day);
}

/** The fraction of a second behind its point, in milliseconds; -1 where it is none. */
function fractionAt(start: usize, end: usize): i64 {
  let ms: i64 = 0;
  let digits: u32 = 0;
  let p = start;
  for (; p < end && <u32>load<u8>(p) - 48 < 10; p++) {
    if (digits < 3) ms = ms * 10 + (load<u8>(p) - 48);
    digits++;
  }
  if (digits == 0 || digits > 9) return -1;
  for (; digits < 3; digits++) ms *= 10;
  at = p;
  return ms;
}

/** The time of day at `p`, in milliseconds; -1 where it is none. */
function timeAt(p: usize, end: usize): i64 {
  if (p + 5 > end) return -1;
  const hour = two(p);
  const minute = two(p + 3);
  if (hour > 23 || minute > 59 || load<u8>(p, 2) != 0x3a) return -1;
  at = p + 5;
  const ms = <i64>(hour * 60 + minute) * 60000;
  if (at >= end || load<u8>(at) != 0x3a) return ms;
  if (at + 3 > end) return -1;
  const second = two(at + 1);
  if (second > 59) return -1;
  at += 3;
  if (at >= end || load<u8>(at) != 0x2e) return ms + <i64>second * 1000;
  const fraction = fractionAt(at + 1, end);
  return fraction < 0 ? -1 : ms + <i64>second * 1000 + fraction;
}

const NO_ZONE: i64 = i64.MAX_VALUE;

/** How far the zone from `at` to the end is ahead of UTC, in milliseconds. */
function zoneAt(start: usize, end: usize): i64 {
  const p = load<u8>(start) == 0x20 ? start + 1 : start;
  if (p >= end) return NO_ZONE;
  const sign = load<u8>(p);
  if (sign == 0x5a) return p + 1 == end ? 0 : NO_ZONE;
  if ((sign != 0x2b && sign != 0x2d) || p + 3 > end) return NO_ZONE;
  const hours = two(p + 1);
  let minutes: u32 = 0;
  let next = p + 3;
  if (next < end) {
    if (load<u8>(next) == 0x3a) next++;
    if (next + 2 != end) return NO_ZONE;
    minutes = two(next);
  }
  const offset = <i64>(hours * 60 + minutes) * 60000;
  if (hours > 23 || minutes > 59 || offset > 64800000) return NO_ZONE;
  return sign == 0x2b ? offset : -offset;
}

export function isoTimeToMs(span: usize): usize {
  if (span == 0) return 0;
  const kind = load<u32>(span, SPAN_KIND);
  if ((kind & 0xff) != STRING || (kind & (HAS_ESCAPES << 8)) != 0) return unsure();
  const start = <usize>load<u32>(span, SPAN_START) + 1;
  const end = <usize>load<u32>(span, SPAN_END) - 1;
  if (end < start + 10) return unsure();
  const days = dateAt(start);
  if (days < 0) return unsure();
  let ms = days * 86400000;
  if (at < end) {
    const separator = load<u8>(at);
    if (separator == 0x54 || (separator == 0x20 && <u32>load<u8>(at, 1) - 48 < 10)) {
      const time = timeAt(at + 1, end);
      if (time < 0) return unsure();
      ms += time;
    }
  }
  if (at < end) {
    const offset = zoneAt(at, end);
    if (offset == NO_ZONE) return unsure();
    ms -= offset;
  }
  const to = Temporaries.text;
  if (ms < 0 || !hasRoom(to, 20)) return unsure();
  return temporary(to, writeDecimal(to, <u64>ms), NUMBER | (IS_INTEGER << 8));
}
