// add: integers, and fractions of four places. Such a sum of up to fifteen digits is also the shortest text of its double.
import { writeDecimal } from "../canonical";
import { HAS_EXPONENT, IS_INTEGER, IS_ODD, NULL, NUMBER, SPAN_END, SPAN_KIND, SPAN_START } from "../layout";
import { Row } from "../state";
import { hasRoom, Temporaries, temporary, unsure } from "../temporaries";
import { valueOf } from "../values";

const SCALE: i64 = 10000;
const MOST_PLACES: u32 = 4;
/** A fraction below it has at most fifteen digits. */
const MOST_FRACTION: u64 = 1000000000000000;
/** Another digit, or another number, is no more than 64 bits can hold. */
const MOST_SCALED: i64 = 400000000000000000;
const MOST_SUM: i64 = 4000000000000000000;
const NO_NUMBER: i64 = i64.MIN_VALUE;

/** A number times ten thousand; NO_NUMBER where it has too many digits. */
function scaledAt(start: usize, end: usize): i64 {
  const isNegative = load<u8>(start) == 0x2d;
  let p = isNegative ? start + 1 : start;
  let value: i64 = 0;
  let places: u32 = 0;
  let hasPoint = false;
  for (; p < end; p++) {
    const c = <u32>load<u8>(p);
    if (c == 0x2e) {
      hasPoint = true;
      continue;
    }
    if (c - 48 > 9 || places == MOST_PLACES || value >= MOST_SCALED) return NO_NUMBER;
    value = value * 10 + (c - 48);
    if (hasPoint) places++;
  }
  for (; places < MOST_PLACES; places++) {
    if (value >= MOST_SCALED) return NO_NUMBER;
    value *= 10;
  }
  return isNegative ? -value : value;
}

export function add(list: usize, count: u32): usize {
  const start = Temporaries.text;
  let sum: i64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    Temporaries.text = start;
    const span = valueOf(load<u32>(list + ((<usize>i) << 2)));
    if (span == 0) return 0;
    const kind = load<u32>(span, SPAN_KIND);
    if ((kind & 0xff) == NULL) continue;
    if ((kind & 0xff) != NUMBER || (kind & ((IS_ODD | HAS_EXPONENT) << 8)) != 0) return unsure();
    const scaled = scaledAt(load<u32>(span, SPAN_START), load<u32>(span, SPAN_END));
    if (scaled == NO_NUMBER) return unsure();
    sum += scaled;
    if (sum >= MOST_SUM || sum <= -MOST_SUM) return unsure();
  }
  return Row.isUnsure ? 0 : writeScaled(start, sum);
}

function writeScaled(start: usize, sum: i64): usize {
  if (!hasRoom(start, 24)) return unsure();
  let to = start;
  if (sum < 0) store<u8>(to++, 0x2d);
  const size = <u64>(sum < 0 ? -sum : sum);
  to = writeDecimal(to, size / <u64>SCALE);
  let fraction = <u32>(size % <u64>SCALE);
  if (fraction == 0) return temporary(start, to, NUMBER | (IS_INTEGER << 8));
  if (size >= MOST_FRACTION) return unsure();
  store<u8>(to++, 0x2e);
  for (let unit: u32 = 1000; fraction != 0; unit /= 10) {
    store<u8>(to++, 48 + fraction / unit);
    fraction %= unit;
  }
  return temporary(start, to, NUMBER);
}
