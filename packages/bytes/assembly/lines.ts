// Rows to lines of events: in one go, or as drafts whose units JavaScript computes in between.
import {
  DRAFTS,
  DRAFTS_END,
  END_OF_INPUT,
  END_OF_ROOM,
  EVENT_ENDS,
  EVENT_ROWS,
  HAS_INSERT_ID,
  HAS_TIME,
  HOLES,
  IN_NEEDS,
  MOST_EVENTS,
  NEEDS_NONE,
  R_CHECK_UTF8,
  R_DONE,
  R_EVENTS,
  R_FILLED,
  R_IGNORED,
  R_LACKS,
  R_LATIN,
  R_NEXT,
  R_NOTES,
  R_OUT,
  R_ROW,
  R_SCANNED,
  R_TIMED,
  R_WHY,
  R_WIDE,
  R_WITH_INSERT_ID,
  ROW,
  ROW_DRAFT,
  ROW_DRAFT_END,
  ROW_GIVEN_BACK,
  ROW_HAS,
  ROW_HOLES,
  ROW_HOLES_END,
  ROW_INPUTS,
  ROW_NUMBER,
  ROW_SET_ASIDE,
  ROW_STATUS,
  ROW_WHY,
  ROWS,
  ROWS_ARE_LINES,
  ROWS_ARE_RECORDS,
  STATUS_DRAFT,
  STATUS_GIVEN_BACK,
  STATUS_IGNORED,
  WHY_ENCODING,
  WHY_LARGE,
  WHY_NO_OBJECT,
  WHY_NOT_JSON,
} from "./layout";
import { writeEvent } from "./event";
import { fillDraft } from "./fill";
import { gather } from "./gather";
import { readRecord } from "./cells";
import { readColumns } from "./columns";
import { countNotes, giveBack, Output, Plan, result, Row, Rows, setResult } from "./state";
import { blanksEnd } from "./tokens";
import { isUtf8 } from "./utf8";
import { walk } from "./walk";

function lineEnd(start: usize): usize {
  let p = start;
  while (true) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(0x0a)));
    if (mask != 0) return p + ctz(mask);
    p += 16;
  }
}

/** Where the next row from `start` on is: blank lines are no rows. `end` where there is none. */
function nextRow(start: usize, end: usize): usize {
  if (Rows.form != ROWS_ARE_LINES) return start;
  let i = start;
  while (i < end) {
    const row = blanksEnd(i);
    if (load<u8>(row) != 0x0a) return row;
    i = row + 1;
  }
  return end;
}

/** The line end behind the line at `start`, whose spans are then there; 0 where it is given back. */
function readLine(start: usize): usize {
  if (load<u8>(start) != 0x7b) return giveBack(WHY_NO_OBJECT);
  if (result(R_CHECK_UTF8) != 0 && !isUtf8(start, lineEnd(start))) return giveBack(WHY_ENCODING);
  let end = walk(start);
  if (end == 0) return 0;
  end = blanksEnd(end);
  if (load<u8>(end) != 0x0a) return giveBack(WHY_NOT_JSON);
  return <u32>(end - start) > Plan.maxRow ? giveBack(WHY_LARGE) : end;
}

/** Whether the spans of the row at `at` are there; else it is given back. */
function readRow(at: usize): bool {
  Row.epoch++;
  if (Rows.form != ROWS_ARE_LINES) {
    Row.next = at + 1;
    return Rows.form == ROWS_ARE_RECORDS ? readRecord(at) : readColumns(at);
  }
  const end = readLine(at);
  Row.next = (end == 0 ? lineEnd(at) : end) + 1;
  return end != 0;
}

/** Counts the line of the current row, which ends at `end`. */
function addLine(end: usize, row: u32): void {
  const events = result(R_EVENTS);
  store<u32>(EVENT_ENDS + ((<usize>events) << 2), <u32>(end - Output.start));
  store<u32>(EVENT_ROWS + ((<usize>events) << 2), row);
  setResult(R_EVENTS, events + 1);
  if ((Row.has & HAS_TIME) != 0) setResult(R_TIMED, result(R_TIMED) + 1);
  if ((Row.has & HAS_INSERT_ID) != 0) setResult(R_WITH_INSERT_ID, result(R_WITH_INSERT_ID) + 1);
  countNotes();
}

function stop(next: usize, out: usize, code: u32): u32 {
  setResult(R_NEXT, <u32>next);
  setResult(R_OUT, <u32>out);
  return code;
}

/** How a call ends at a row without a line. */
function rowEnd(): u32 {
  if (!Row.isSetAside) {
    setResult(R_WHY, Row.why);
    return ROW_GIVEN_BACK;
  }
  setResult(R_LACKS, Row.lacks);
  setResult(R_NOTES, Row.notes);
  return ROW_SET_ASIDE;
}

function stopAtRow(out: usize): u32 {
  setResult(R_ROW, result(R_ROW) + 1);
  return stop(Row.next, out, rowEnd());
}

/** Rows from `start` to `end` to events from `out` on, for plans without units. It ends at a row without a line, or without room. */
export function run(start: usize, end: usize, out: usize): u32 {
  let i = nextRow(start, end);
  let to = out;
  while (i < end) {
    if (result(R_EVENTS) >= MOST_EVENTS) return stop(i, to, END_OF_ROOM);
    const row = result(R_ROW);
    Row.isSetAside = false;
    if (!readRow(i)) return stopAtRow(to);
    const written = writeEvent(to, Output.end, row);
    if (written == 0) return Row.isFull && to > Output.start ? stop(i, to, END_OF_ROOM) : stopAtRow(to);
    setResult(R_ROW, row + 1);
    if (Row.isIgnored) setResult(R_IGNORED, result(R_IGNORED) + 1);
    else {
      to = written;
      addLine(to, row);
    }
    i = nextRow(Row.next, end);
  }
  return stop(i, to, END_OF_INPUT);
}

/** The draft of the row that was read, from `to` on; behind it, or 0 where the row is given back. */
function draft(to: usize, row: u32, filled: u32): usize {
  const written = writeEvent(to, DRAFTS_END, row);
  if (written == 0 || Row.isIgnored || Row.needs == NEEDS_NONE) return written;
  if (gather(filled)) return written;
  Row.isFull = true;
  return giveBack(WHY_LARGE);
}

/** Rows from `start` on, as many as fit, to drafts and inputs of units. */
export function scan(start: usize, end: usize): void {
  let i = nextRow(start, end);
  let to = DRAFTS;
  let scanned: u32 = 0;
  let filled: u32 = 0;
  Row.hole = HOLES;
  Row.isDraft = true;
  setResult(R_LATIN, 0);
  setResult(R_WIDE, 0);
  while (i < end && scanned < Plan.rowsPerScan) {
    const hole = Row.hole;
    const number = result(R_ROW);
    Row.isFull = false;
    const written: usize = readRow(i) ? draft(to, number, filled) : 0;
    if (written == 0) {
      Row.hole = hole;
      if (Row.isFull && scanned > 0) break;
    }
    const row = ROWS + <usize>scanned * ROW;
    const status = written == 0 ? STATUS_GIVEN_BACK : Row.isIgnored ? STATUS_IGNORED : STATUS_DRAFT;
    store<u32>(row, status, ROW_STATUS);
    store<u32>(row, <u32>to, ROW_DRAFT);
    store<u32>(row, <u32>written, ROW_DRAFT_END);
    store<u32>(row, Row.has, ROW_HAS);
    store<u32>(row, number, ROW_NUMBER);
    store<u32>(row, <u32>hole, ROW_HOLES);
    store<u32>(row, <u32>Row.hole, ROW_HOLES_END);
    store<u32>(row, filled, ROW_INPUTS);
    store<u32>(row, Row.why, ROW_WHY);
    if (status == STATUS_DRAFT) {
      to = written;
      if (Row.needs != NEEDS_NONE) store<u8>(IN_NEEDS + filled++, Row.needs);
    }
    setResult(R_ROW, number + 1);
    scanned++;
    i = nextRow(Row.next, end);
  }
  setResult(R_NEXT, <u32>i);
  setResult(R_SCANNED, scanned);
  setResult(R_FILLED, filled);
}

/** The drafts from the `from`-th row on to lines from `out` on. It ends at a row without a line, or without room; at which, says R_DONE. */
export function finish(from: u32, out: usize): u32 {
  let to = out;
  Row.isDraft = false;
  const count = result(R_SCANNED);
  for (let r = from; r < count; r++) {
    const row = ROWS + <usize>r * ROW;
    const status = load<u32>(row, ROW_STATUS);
    setResult(R_DONE, r);
    if (status == STATUS_IGNORED) {
      setResult(R_IGNORED, result(R_IGNORED) + 1);
      continue;
    }
    if (result(R_EVENTS) >= MOST_EVENTS) return endFinish(to, END_OF_ROOM);
    Row.isFull = false;
    Row.isSetAside = false;
    Row.why = load<u32>(row, ROW_WHY);
    const written = status == STATUS_DRAFT ? fillDraft(to, Output.end, row) : 0;
    if (written == 0) {
      if (Row.isFull && to > Output.start) return endFinish(to, END_OF_ROOM);
      return endFinish(to, rowEnd());
    }
    if (Row.isIgnored) setResult(R_IGNORED, result(R_IGNORED) + 1);
    else {
      to = written;
      addLine(to, load<u32>(row, ROW_NUMBER));
    }
  }
  setResult(R_DONE, count);
  return endFinish(to, END_OF_INPUT);
}

function endFinish(out: usize, code: u32): u32 {
  setResult(R_OUT, <u32>out);
  return code;
}
