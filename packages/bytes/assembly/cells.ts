// A record of CSV to the spans of the columns that are read, their cells written as JSON strings.
import { writeCharacter } from "./canonical";
import { utf16Units } from "./bytes";
import {
  CELLS,
  CELLS_END,
  COLUMNS,
  HAS_ESCAPES,
  IS_LONG,
  R_CHECK_UTF8,
  RECORD,
  RECORDS,
  SLACK,
  SPAN_END,
  SPAN_KIND,
  SPAN_ROW,
  SPAN_START,
  STRING,
  WHY_CELLS,
  WHY_ENCODING,
  WHY_LARGE,
  WHY_QUOTES,
} from "./layout";
import { Csv, giveBack, Plan, result, Row } from "./state";
import { isUtf8 } from "./utf8";

/** Where the text of the next cell goes. */
let to: usize = 0;
/** Flags of the cell that was read. */
let flags: u32 = 0;

/** What JSON escapes, a bit each. */
function escapedBytes(v: v128): v128 {
  const quotes = v128.or(i8x16.eq(v, i8x16.splat(0x22)), i8x16.eq(v, i8x16.splat(0x5c)));
  return v128.or(quotes, i8x16.lt_u(v, i8x16.splat(0x20)));
}

/** Copies a cell without quotes from `p` on; behind it. A record ends with its line end or zeros, which JSON would escape. */
function copyBare(start: usize, end: usize): usize {
  const delimiters = i8x16.splat(<i8>Csv.delimiter);
  let p = start;
  while (true) {
    const v = v128.load(p);
    v128.store(to, v);
    const mask = i8x16.bitmask(v128.or(escapedBytes(v), i8x16.eq(v, delimiters)));
    if (mask == 0) {
      p += 16;
      to += 16;
      continue;
    }
    const plain = ctz(mask);
    p += plain;
    to += plain;
    const c = <u32>load<u8>(p);
    if (p >= end || c == Csv.delimiter) return p;
    flags |= HAS_ESCAPES;
    to = writeCharacter(to, c);
    p++;
  }
}

/** The same from behind an opening quote; behind the closing one, or 0 where there is none or text follows it. */
function copyQuoted(start: usize, end: usize): usize {
  const quotes = i8x16.splat(<i8>Csv.quote);
  let p = start;
  while (true) {
    const v = v128.load(p);
    v128.store(to, v);
    const mask = i8x16.bitmask(v128.or(escapedBytes(v), i8x16.eq(v, quotes)));
    if (mask == 0) {
      p += 16;
      to += 16;
      continue;
    }
    const plain = ctz(mask);
    p += plain;
    to += plain;
    if (p >= end) return 0;
    const c = <u32>load<u8>(p);
    p++;
    if (c == Csv.quote) {
      if (p >= end || <u32>load<u8>(p) == Csv.delimiter) return p;
      if (<u32>load<u8>(p) != c) return 0;
      p++;
    }
    if (c == 0x22 || c == 0x5c || c < 0x20) flags |= HAS_ESCAPES;
    to = writeCharacter(to, c);
  }
}

/** Behind a cell that nobody reads. */
function skipBare(start: usize, end: usize): usize {
  const delimiters = i8x16.splat(<i8>Csv.delimiter);
  for (let p = start; p < end; p += 16) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(p), delimiters));
    if (mask != 0) return min(p + ctz(mask), end);
  }
  return end;
}

function skipQuoted(start: usize, end: usize): usize {
  const quotes = i8x16.splat(<i8>Csv.quote);
  let p = start;
  while (p < end) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(p), quotes));
    if (mask == 0) {
      p += 16;
      continue;
    }
    p += ctz(mask) + 1;
    if (p > end) return 0;
    if (p == end || <u32>load<u8>(p) == Csv.delimiter) return p;
    if (<u32>load<u8>(p) != Csv.quote) return 0;
    p++;
  }
  return 0;
}

/** Reads a cell to a span; behind it, or 0. */
function readCell(span: usize, p: usize, end: usize): usize {
  const start = to;
  store<u8>(to++, 0x22);
  flags = 0;
  const isQuoted = p < end && <u32>load<u8>(p) == Csv.quote;
  const next = isQuoted ? copyQuoted(p + 1, end) : copyBare(p, end);
  if (next == 0) return 0;
  const length = <i32>(to - start) - 1;
  store<u8>(to++, 0x22);
  // An escape is at most one unit for each of its bytes.
  if (length > Plan.maxUnits && ((flags & HAS_ESCAPES) != 0 || utf16Units(start + 1, length) > Plan.maxUnits))
    flags |= IS_LONG;
  store<u32>(span, Row.epoch, SPAN_ROW);
  store<u32>(span, <u32>start, SPAN_START);
  store<u32>(span, <u32>to, SPAN_END);
  store<u32>(span, STRING | (flags << 8), SPAN_KIND);
  return next;
}

/** Behind a cell that has no column, which is empty; else the row is given back. */
function surplusEnd(p: usize, end: usize): usize {
  const isQuoted = p < end && <u32>load<u8>(p) == Csv.quote;
  const next = isQuoted ? skipQuoted(p + 1, end) : skipBare(p, end);
  const most: usize = isQuoted ? 2 : 0;
  return next > p + most ? giveBack(WHY_CELLS) : next;
}

/** Whether the spans of a record are there; else it is given back. */
export function readRecord(index: usize): bool {
  const record = RECORDS + index * RECORD;
  let p = <usize>load<u32>(record);
  const end = <usize>load<u32>(record, 4);
  const size = end - p;
  to = CELLS;
  const most = <usize>6 * size + <usize>Csv.columns * 2 + SLACK + SLACK;
  if (<u32>size > Plan.maxRow || most > CELLS_END - CELLS) return giveBack(WHY_LARGE) != 0;
  if (result(R_CHECK_UTF8) != 0 && !isUtf8(p, end)) return giveBack(WHY_ENCODING) != 0;
  Row.why = WHY_QUOTES;
  let column: u32 = 0;
  while (true) {
    if (column < Csv.columns) {
      const span = <usize>load<u32>(COLUMNS + ((<usize>column) << 2));
      if (span != 0) p = readCell(span, p, end);
      else p = p < end && <u32>load<u8>(p) == Csv.quote ? skipQuoted(p + 1, end) : skipBare(p, end);
    } else p = surplusEnd(p, end);
    if (p == 0) return false;
    if (p >= end) return true;
    p++;
    column++;
  }
}
