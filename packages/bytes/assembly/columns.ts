// A row of columns to the spans of those that are read: numbers and texts written as JSON, entries of dictionaries as they are there.
import { utf16Units } from "./bytes";
import { writeDecimal, writeDigits } from "./canonical";
import { writeString, Written } from "./escape";
import {
  CELLS,
  CELLS_END,
  COLUMN,
  COLUMN_ENTRIES,
  COLUMN_FORM,
  COLUMN_SPAN,
  COLUMN_TABLE,
  COLUMN_VALUES,
  ENTRY,
  FORM_ENTRIES,
  FORM_NUMBERS,
  FORM_TEXTS,
  HAS_ESCAPES,
  IS_INTEGER,
  IS_LONG,
  NO_BYTE,
  NO_CELL,
  NULL,
  NUMBER,
  SLACK,
  SPAN_END,
  SPAN_KIND,
  SPAN_ROW,
  SPAN_START,
  STRING,
  WHY_LARGE,
  WHY_VALUE,
} from "./layout";
import { powerOfTen } from "./shortest";
import { giveBack, Plan, Row, Rows } from "./state";
import { numberEnd } from "./tokens";
import { walk } from "./walk";

/** Writes a double as JSON.stringify does; behind it. */
declare function writeDouble(value: f64, to: usize): usize;

/** Where the text of the next cell goes. */
let to: usize = 0;

/** Integers below it are exact, and so are the digits of fractions. */
const MOST_DIGITS: f64 = 1e15;
const MOST_INTEGER: f64 = 9007199254740991;
const MOST_PLACES: i32 = 9;
/** Several times what a product of a double can be beside the exact one. */
const MOST_ERROR: f64 = 1e-15;

function setSpan(span: usize, start: usize, end: usize, kind: u32): void {
  store<u32>(span, Row.epoch, SPAN_ROW);
  store<u32>(span, <u32>start, SPAN_START);
  store<u32>(span, <u32>end, SPAN_END);
  store<u32>(span, kind, SPAN_KIND);
}

/** Writes a number whose digits have a point before the last `places` of them, without zeros at the end. */
function writeFraction(start: usize, size: f64, digits: u64, places: i32): usize {
  // So few digits are too far from the next integer for the double to be in another.
  const whole = <u64>size;
  let rest = <u32>(digits - whole * <u64>powerOfTen(places));
  let k = places;
  while (k > 1 && rest % 10 == 0) {
    rest /= 10;
    k--;
  }
  const point = writeDecimal(start, whole);
  store<u8>(point, 0x2e);
  writeDigits(point + 1 + k, rest, k);
  return point + 1 + k;
}

/** Sets the span of a number that was written up to `to`. What follows must not look like more of it. */
function setNumber(span: usize, start: usize, flags: u32): void {
  setSpan(span, start, to, NUMBER | (flags << 8));
  store<u8>(to++, 0x2c);
}

/** Writes a double that is not NaN, and sets its span. */
function readNumber(span: usize, value: f64): void {
  const start = to;
  const size = abs(value);
  if (size <= MOST_INTEGER && trunc(value) == value) {
    if (value < 0) store<u8>(to++, 0x2d);
    to = writeDecimal(to, <u64>size);
    setNumber(span, start, IS_INTEGER);
    return;
  }
  if (size >= 1e-5) {
    for (let k: i32 = 1; k <= MOST_PLACES; k++) {
      const power = powerOfTen(k);
      const product = size * power;
      const digits = nearest(product);
      if (digits >= MOST_DIGITS) break;
      // A division takes long, and most products are no integers for sure.
      if (abs(product - digits) > product * MOST_ERROR || digits / power != size) continue;
      if (value < 0) store<u8>(to++, 0x2d);
      to = writeFraction(to, size, <u64>digits, k);
      setNumber(span, start, 0);
      return;
    }
  }
  to = writeDouble(value, to);
  store<u8>(to, 0x2c);
  Row.flags = 0;
  numberEnd(start);
  setNumber(span, start, Row.flags);
}

/** Writes UTF-8 as a JSON string at `to`, and moves that behind it; its kind and flags. */
function writeText(from: usize, end: usize): u32 {
  const start = to;
  writeString(start, from, end, NO_BYTE);
  to = Written.end;
  let flags: u32 = Written.hasEscapes ? HAS_ESCAPES : 0;
  const length = <i32>(to - start) - 2;
  if (length > Plan.maxUnits && (flags != 0 || utf16Units(start + 1, length) > Plan.maxUnits)) flags |= IS_LONG;
  return STRING | (flags << 8);
}

function readText(span: usize, from: usize, end: usize): void {
  const start = to;
  const kind = writeText(from, end);
  setSpan(span, start, to, kind);
}

/** Makes entries of texts, whose starts and ends stand in their places; behind the last one, or 0 where there is no room. */
export function writeEntries(entries: usize, count: u32, limit: usize): usize {
  to = entries + <usize>count * ENTRY;
  for (let i: u32 = 0; i < count; i++) {
    const entry = entries + <usize>i * ENTRY;
    const from = <usize>load<u32>(entry);
    const end = <usize>load<u32>(entry, 4);
    if (to + 6 * (end - from) + 2 * SLACK > limit) return 0;
    const start = to;
    const kind = writeText(from, end);
    store<u32>(entry, <u32>start);
    store<u32>(entry, <u32>to, 4);
    store<u32>(entry, kind, 8);
  }
  return to;
}

/** Whether the spans of all columns are there; else the row is given back. */
export function readColumns(row: usize): bool {
  store<u32>(CELLS, 0x6c6c756e);
  to = CELLS + 16;
  for (let i: u32 = 0; i < Rows.columns; i++) {
    const column = COLUMN_TABLE + <usize>i * COLUMN;
    const form = load<u32>(column, COLUMN_FORM);
    const span = <usize>load<u32>(column, COLUMN_SPAN);
    const values = <usize>load<u32>(column, COLUMN_VALUES);
    if (to + 64 + SLACK > CELLS_END) return giveBack(WHY_LARGE) != 0;
    if (form == FORM_NUMBERS) {
      const value = load<f64>(values + (row << 3));
      if (value == value) readNumber(span, value);
      else setSpan(span, CELLS, CELLS + 4, NULL);
      continue;
    }
    const first = load<u32>(values + (form == FORM_ENTRIES ? row << 2 : row << 3));
    if (first == NO_CELL) setSpan(span, CELLS, CELLS + 4, NULL);
    else if (form == FORM_ENTRIES) {
      const entry = <usize>load<u32>(column, COLUMN_ENTRIES) + <usize>first * ENTRY;
      setSpan(span, load<u32>(entry), load<u32>(entry, 4), load<u32>(entry, 8));
    } else {
      const end = <usize>load<u32>(values + (row << 3), 4);
      if (form == FORM_TEXTS) {
        if (to + 6 * (end - first) + 2 * SLACK > CELLS_END) return giveBack(WHY_LARGE) != 0;
        readText(span, first, end);
      } else {
        const walked = walk(first);
        if (walked == 0) return false;
        if (walked != end) return giveBack(WHY_VALUE) != 0;
      }
    }
  }
  return true;
}
