// A record of CSV to the spans of the columns that are read. A cell becomes a JSON string where it stands: quotes take the place of the
// bytes around it. Only what JSON escapes is written anew.
import { utf16Units } from "./bytes";
import { writeString, Written } from "./escape";
import {
  CELLS,
  CELLS_END,
  COLUMNS,
  HAS_ESCAPES,
  IS_LONG,
  NO_BYTE,
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

/** Where the text of the next cell that is written anew goes. */
let to: usize = 0;

/** The record that was read last, whose delimiters are gone; and the number that its spans have. */
let lastIndex: usize = usize.MAX_VALUE;
let lastEpoch: u32 = 0;

/** Other records are in memory from now on. */
export function forgetRecords(): void {
  lastIndex = usize.MAX_VALUE;
}

/** Delimiters, quotes and what JSON escapes in sixteen bytes, a bit each. */
function marksOf(v: v128, delimiters: v128, quotes: v128): u64 {
  const around = v128.or(i8x16.eq(v, delimiters), i8x16.eq(v, quotes));
  const escaped = v128.or(i8x16.eq(v, i8x16.splat(0x22)), i8x16.eq(v, i8x16.splat(0x5c)));
  return <u64>i8x16.bitmask(v128.or(v128.or(around, escaped), i8x16.lt_u(v, i8x16.splat(0x20))));
}

/** The same in 64 bytes. */
function marksAt(p: usize, delimiters: v128, quotes: v128): u64 {
  const low = marksOf(v128.load(p), delimiters, quotes) | (marksOf(v128.load(p, 16), delimiters, quotes) << 16);
  const high = marksOf(v128.load(p, 32), delimiters, quotes) | (marksOf(v128.load(p, 48), delimiters, quotes) << 16);
  return low | (high << 32);
}

/** Sets the span of a cell from `from` to `end`, around which stand two bytes that mean nothing any more. */
function setCell(span: usize, from: usize, end: usize, isPlain: bool, doubled: u32): void {
  let start = from - 1;
  let behind = end + 1;
  let flags: u32 = 0;
  if (isPlain) {
    store<u8>(start, 0x22);
    store<u8>(end, 0x22);
  } else {
    start = to;
    writeString(to, from, end, doubled);
    behind = Written.end;
    to = behind;
    if (Written.hasEscapes) flags = HAS_ESCAPES;
  }
  const length = <i32>(behind - start) - 2;
  // An escape is at most one unit for each of its bytes.
  if (length > Plan.maxUnits && (flags != 0 || utf16Units(start + 1, length) > Plan.maxUnits)) flags |= IS_LONG;
  store<u32>(span, Row.epoch, SPAN_ROW);
  store<u32>(span, <u32>start, SPAN_START);
  store<u32>(span, <u32>behind, SPAN_END);
  store<u32>(span, STRING | (flags << 8), SPAN_KIND);
}

/** Whether the cells of a record are in their spans; else it is given back. A record ends before its line end. */
function readCells(start: usize, end: usize): bool {
  const delimiter = Csv.delimiter;
  const quote = Csv.quote;
  const columns = Csv.columns;
  const delimiters = i8x16.splat(<i8>delimiter);
  const quotes = i8x16.splat(<i8>(quote < 256 ? quote : 0x22));
  let block = start;
  let marks = marksAt(block, delimiters, quotes);
  let column: u32 = 0;
  let from = start;
  // What stands before is known already.
  let done = start;
  let isQuoted = <u32>load<u8>(start) == quote;
  if (isQuoted) done = ++from;
  let isPlain = true;
  while (true) {
    while (marks == 0) {
      block += 64;
      marks = marksAt(block, delimiters, quotes);
    }
    const p = block + <usize>ctz(marks);
    marks &= marks - 1;
    if (p < done) continue;
    const c = <u32>load<u8>(p);
    let next = p;
    if (isQuoted) {
      if (p >= end) return giveBack(WHY_QUOTES) != 0;
      if (c != quote) {
        if (c == 0x22 || c == 0x5c || c < 0x20) isPlain = false;
        continue;
      }
      next = p + 1;
      const after = <u32>load<u8>(next);
      if (next < end && after != delimiter) {
        if (after != quote) return giveBack(WHY_QUOTES) != 0;
        isPlain = false;
        done = next + 1;
        continue;
      }
    } else if (p < end && c != delimiter) {
      if (c == 0x22 || c == 0x5c || c < 0x20) isPlain = false;
      continue;
    }
    if (column < columns) {
      const span = <usize>load<u32>(COLUMNS + ((<usize>column) << 2));
      if (span != 0) setCell(span, from, p, isPlain, isQuoted ? quote : NO_BYTE);
    } else if (p > from) return giveBack(WHY_CELLS) != 0;
    if (next >= end) return true;
    column++;
    isPlain = true;
    from = next + 1;
    isQuoted = from < end && <u32>load<u8>(from) == quote;
    if (isQuoted) from++;
    done = from;
  }
}

/** Whether the spans of a record are there; else it is given back. One that was read last is not read again. */
export function readRecord(index: usize): bool {
  if (index == lastIndex) {
    Row.epoch = lastEpoch;
    return true;
  }
  const record = RECORDS + index * RECORD;
  const start = <usize>load<u32>(record);
  const end = <usize>load<u32>(record, 4);
  const size = end - start;
  to = CELLS;
  const most = <usize>6 * size + <usize>Csv.columns * 2 + SLACK + SLACK;
  if (<u32>size > Plan.maxRow || most > CELLS_END - CELLS) return giveBack(WHY_LARGE) != 0;
  if (result(R_CHECK_UTF8) != 0 && !isUtf8(start, end)) return giveBack(WHY_ENCODING) != 0;
  if (!readCells(start, end)) return false;
  lastIndex = index;
  lastEpoch = Row.epoch;
  return true;
}
