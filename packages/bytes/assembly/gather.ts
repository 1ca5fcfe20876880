// The inputs of a row's units as JavaScript reads them: kinds and doubles, and texts in one run of Latin-1 and one of UTF-16.
import { copy, isAscii } from "./bytes";
import { escapedUnit, shortEscape } from "./canonical";
import {
  FALSE,
  HAS_ESCAPES,
  HAS_EXPONENT,
  IN_ENDS,
  IN_KINDS,
  IN_LATIN,
  IN_LATIN_END,
  IN_NUMBERS,
  IN_STARTS,
  IN_WIDE,
  IN_WIDE_END,
  INPUT_FALSE,
  INPUT_JSON_LATIN,
  INPUT_JSON_WIDE,
  INPUT_LATIN,
  INPUT_NONE,
  INPUT_NULL,
  INPUT_NUMBER,
  INPUT_TRUE,
  INPUT_WIDE,
  IS_PRECISE,
  NULL,
  NUMBER,
  R_LATIN,
  R_WIDE,
  SLACK,
  SPAN_END,
  SPAN_KIND,
  SPAN_ROW,
  SPAN_START,
  STRING,
  TRUE,
} from "./layout";
import { powerOfTen } from "./shortest";
import { Plan, result, Row, setResult } from "./state";

const LONGEST_NUMBER: usize = 17;
const MOST_EXACT: i64 = 9007199254740991;

/** UTF-8 as UTF-16, escapes undone in a string; behind it. At most two bytes for each. */
function widen(start: usize, from: usize, end: usize, isString: bool): usize {
  let to = start;
  let p = from;
  while (p < end) {
    const c = <u32>load<u8>(p);
    if (c == 0x5c && isString) {
      const isUnit = load<u8>(p, 1) == 0x75;
      store<u16>(to, isUnit ? escapedUnit(p) : shortEscape(load<u8>(p, 1)));
      to += 2;
      p += isUnit ? 6 : 2;
    } else if (c < 0x80) {
      store<u16>(to, c);
      to += 2;
      p++;
    } else if (c < 0xe0) {
      store<u16>(to, ((c & 31) << 6) | (load<u8>(p, 1) & 63));
      to += 2;
      p += 2;
    } else if (c < 0xf0) {
      store<u16>(to, ((c & 15) << 12) | ((<u32>load<u8>(p, 1) & 63) << 6) | (load<u8>(p, 2) & 63));
      to += 2;
      p += 3;
    } else {
      const high = ((c & 7) << 18) | ((<u32>load<u8>(p, 1) & 63) << 12);
      const code = (high | ((<u32>load<u8>(p, 2) & 63) << 6) | (load<u8>(p, 3) & 63)) - 0x10000;
      store<u16>(to, 0xd800 + (code >> 10));
      store<u16>(to, 0xdc00 + (code & 1023), 2);
      to += 4;
      p += 4;
    }
  }
  return to;
}

/** Whether a number without an exponent is exact as the quotient of two whole numbers; then it is the input at `at`. */
function putNumber(at: usize, from: usize, end: usize): bool {
  const isNegative = load<u8>(from) == 0x2d;
  let value: i64 = 0;
  let places: i32 = -1;
  for (let p = isNegative ? from + 1 : from; p < end; p++) {
    const c = <i64>load<u8>(p);
    if (c == 0x2e) places = 0;
    else {
      value = value * 10 + (c - 48);
      if (places >= 0) places++;
    }
  }
  if (value > MOST_EXACT || (value == 0 && isNegative)) return false;
  const double = places > 0 ? <f64>value / powerOfTen(places) : <f64>value;
  store<f64>(IN_NUMBERS + (at << 3), isNegative ? -double : double);
  store<u8>(IN_KINDS + at, INPUT_NUMBER);
  return true;
}

function putLatin(at: usize, from: usize, n: usize, isString: bool): bool {
  const used = <usize>result(R_LATIN);
  if (IN_LATIN + used + n + SLACK > IN_LATIN_END) return false;
  store<u8>(IN_KINDS + at, isString ? INPUT_LATIN : INPUT_JSON_LATIN);
  store<u32>(IN_STARTS + (at << 2), <u32>used);
  copy(IN_LATIN + used, from, n);
  store<u32>(IN_ENDS + (at << 2), <u32>(used + n));
  setResult(R_LATIN, <u32>(used + n));
  return true;
}

function putWide(at: usize, from: usize, end: usize, isString: bool): bool {
  const used = <usize>result(R_WIDE);
  if (IN_WIDE + (used + (end - from)) * 2 + SLACK > IN_WIDE_END) return false;
  store<u8>(IN_KINDS + at, isString ? INPUT_WIDE : INPUT_JSON_WIDE);
  store<u32>(IN_STARTS + (at << 2), <u32>used);
  const units = (widen(IN_WIDE + used * 2, from, end, isString) - IN_WIDE) >> 1;
  store<u32>(IN_ENDS + (at << 2), <u32>units);
  setResult(R_WIDE, <u32>units);
  return true;
}

/** Puts the value of a span; false where there is no room. */
function putInput(at: usize, span: usize): bool {
  const kindAndFlags = load<u32>(span, SPAN_KIND);
  const kind = kindAndFlags & 0xff;
  const flags = kindAndFlags >> 8;
  if (kind == NULL || kind == TRUE || kind == FALSE) {
    store<u8>(IN_KINDS + at, kind == NULL ? INPUT_NULL : kind == TRUE ? INPUT_TRUE : INPUT_FALSE);
    return true;
  }
  const isString = kind == STRING;
  const from = <usize>load<u32>(span, SPAN_START) + (isString ? 1 : 0);
  const end = <usize>load<u32>(span, SPAN_END) - (isString ? 1 : 0);
  if (
    kind == NUMBER &&
    (flags & (HAS_EXPONENT | IS_PRECISE)) == 0 &&
    end - from <= LONGEST_NUMBER &&
    putNumber(at, from, end)
  )
    return true;
  const isLatin = !(isString && (flags & HAS_ESCAPES) != 0) && isAscii(from, end - from);
  return isLatin ? putLatin(at, from, end - from, isString) : putWide(at, from, end, isString);
}

/** Lays the inputs of the current row out as the `index`-th; false where there is no room for them. */
export function gather(index: u32): bool {
  let at = <usize>(index * Plan.inputCount);
  for (let k: u32 = 0; k < Plan.inputCount; k++, at++) {
    const span = <usize>load<u32>(Plan.inputs + ((<usize>k) << 2));
    if (load<u32>(span, SPAN_ROW) != Row.epoch) store<u8>(IN_KINDS + at, INPUT_NONE);
    else if (!putInput(at, span)) return false;
  }
  return true;
}
