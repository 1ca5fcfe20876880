// parse_time_to_ms: patterns of digits and signs, for dates that there are, from 1970 to 9999.
import { daysFromCivil, daysInMonth } from "../calendar";
import { writeDecimal } from "../canonical";
import {
  HAS_ESCAPES,
  IS_INTEGER,
  NULL,
  NUMBER,
  SPAN_END,
  SPAN_KIND,
  SPAN_START,
  STRING,
  TIME_DAY,
  TIME_HOUR,
  TIME_LITERAL,
  TIME_MINUTE,
  TIME_MONTH,
  TIME_SECOND,
  TIME_STEP,
  TIME_YEAR,
} from "../layout";
import { hasRoom, Temporaries, temporary, unsure } from "../temporaries";

class Time {
  static year: u32 = 0;
  static month: u32 = 0;
  static day: u32 = 0;
  static hour: u32 = 0;
  static minute: u32 = 0;
  static second: u32 = 0;
  static ms: u32 = 0;
}

function clearTime(): void {
  Time.hour = 0;
  Time.minute = 0;
  Time.second = 0;
  Time.ms = 0;
}

function setField(field: u32, value: u32, digits: u32): void {
  if (field == TIME_YEAR) Time.year = value;
  else if (field == TIME_MONTH) Time.month = value;
  else if (field == TIME_DAY) Time.day = value;
  else if (field == TIME_HOUR) Time.hour = value;
  else if (field == TIME_MINUTE) Time.minute = value;
  else if (field == TIME_SECOND) Time.second = value;
  else {
    let ms = value;
    for (let i = digits; i > 3; i--) ms /= 10;
    for (let i = digits; i < 3; i++) ms *= 10;
    Time.ms = ms;
  }
}

/** How many digits stand from `p` on. */
function digitsAt(p: usize, end: usize): u32 {
  let q = p;
  while (q < end && <u32>load<u8>(q) - 48 < 10) q++;
  return <u32>(q - p);
}

/** Reads the number of a step at `p`; behind it, or 0 where the text does not fit or is read in another way. */
function readField(step: usize, p: usize, end: usize): usize {
  const field = <u32>load<u8>(step);
  const min = <u32>load<u8>(step, 1);
  const max = <u32>load<u8>(step, 2);
  const reserve = <u32>load<u8>(step, 3);
  const run = digitsAt(p, end);
  let digits: u32 = run < min + reserve ? 0 : run - reserve;
  // A year and a part that is always as long take no more than that; others take all that is there.
  if (min == max && field != TIME_YEAR && run >= min) digits = min;
  if (digits < min || digits > max) return 0;
  let value: u32 = 0;
  for (let i: u32 = 0; i < digits; i++) value = value * 10 + (load<u8>(p + i) - 48);
  setField(field, value, digits);
  return p + digits;
}

/** Whether the whole text fits the steps. */
function fits(start: usize, end: usize, steps: usize, count: u32): bool {
  clearTime();
  let p = start;
  for (let i: u32 = 0; i < count; i++) {
    const step = steps + <usize>i * TIME_STEP;
    if (<u32>load<u8>(step) != TIME_LITERAL) {
      p = readField(step, p, end);
      if (p == 0) return false;
    } else {
      if (p >= end || load<u8>(p) != load<u8>(step, 1)) return false;
      p++;
    }
  }
  return p == end;
}

export function parseTimeToMs(span: usize, steps: usize, count: u32): usize {
  if (span == 0) return 0;
  const kind = load<u32>(span, SPAN_KIND);
  if ((kind & 0xff) == NULL) return 0;
  if ((kind & 0xff) != STRING || (kind & (HAS_ESCAPES << 8)) != 0) return unsure();
  const start = <usize>load<u32>(span, SPAN_START) + 1;
  if (!fits(start, <usize>load<u32>(span, SPAN_END) - 1, steps, count)) return unsure();
  if (Time.year < 1970 || Time.month - 1 > 11 || Time.day - 1 > 30) return unsure();
  if (Time.day > daysInMonth(Time.year, Time.month)) return unsure();
  if (Time.hour > 23 || Time.minute > 59 || Time.second > 59) return unsure();
  const seconds = <i64>((Time.hour * 60 + Time.minute) * 60 + Time.second);
  const ms = daysFromCivil(Time.year, Time.month, Time.day) * 86400000 + seconds * 1000 + <i64>Time.ms;
  const to = Temporaries.text;
  if (!hasRoom(to, 20)) return unsure();
  return temporary(to, writeDecimal(to, <u64>ms), NUMBER | (IS_INTEGER << 8));
}
