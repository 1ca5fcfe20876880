// Rows as bytes to lines of events, by one converter on one thread. Rows that the module is not sure of go to the caller.
import type { Program, RejectedOutcome } from "@heddle/compiler";
import * as L from "./layout.gen.ts";
import { layOut, type Layout, MOST_INSERT_ID } from "./lay-out.ts";
import { type ColumnLoader, columnLoader } from "./columns.ts";
import { encoder, Unfit } from "./memory.ts";
import { type CompiledModule, type Instance, instantiateWithin } from "./module.ts";
import type { ByteRows, ColumnRows, CsvRecords } from "./rows.ts";
import type { ByteRules } from "./rules.ts";
import { PORTABLE_TEXTS, type Texts } from "./texts.ts";
import { type ComputeUnits, createUnits } from "./units.ts";

export interface BytePlace {
  /** The number of the first row in its file. */
  readonly firstRow: number;
  /** What the id of a row's place starts with, up to its number. */
  readonly insertIdPrefix: string;
  /** The instant that time operators see, in milliseconds since the epoch. */
  readonly now: number;
}

/** What takes lines out of the module's memory; it copies or writes them before it returns, or borrows the last ones. */
export interface LineSink {
  /**
   * Whether the last lines stay where they are until the call of `map` after the next one, which writes over them; what comes before them
   * is to be copied.
   */
  readonly borrows?: boolean;
  /** `ends`: the end of each line from the first byte on; `rows`: the row of each, counted from the first of the lines. */
  add(lines: Uint8Array<ArrayBuffer>, ends: Uint32Array, rows: Uint32Array, instance: Instance, isLast: boolean): void;
}

/** What the caller does with rows that leave no line of the module. */
export interface RowTaker {
  /** Maps the `i`-th of the rows by values: its line, or undefined where it leaves none. */
  byValues(i: number, why: number): string | undefined;
  /** The event of the `i`-th row lacks what every event has. */
  setAside(i: number, outcome: RejectedOutcome): void;
  /** How often a rule was noted, in the order of the rows: told before each row that is mapped by values, and at the end. */
  note(rule: number, times: number): void;
}

export interface ByteCounts {
  rows: number;
  /** Rows that went by values. */
  givenBack: number;
  ignored: number;
  /** Lines of the module with a time, and with an `insert_id`. */
  timed: number;
  withInsertId: number;
}

export interface ByteMapper {
  map(rows: ByteRows, place: BytePlace, taker: RowTaker, sink: LineSink): ByteCounts;
}

export interface ByteMapperOptions {
  readonly rules: ByteRules;
  /** Longer rows go by values: the converter's patterns could take long on them. */
  readonly maxRowBytes?: number;
  /** Whether an event without time may have lost one. */
  readonly losesTime: boolean;
  readonly module: CompiledModule;
  readonly texts?: Texts;
  /** The most bytes of input at once, for tests. */
  readonly pieceBytes?: number;
  /** The most rows of columns at once, for tests. */
  readonly pieceRows?: number;
}

const LF = 10;
/** A longer row goes by values. */
const MOST_ROW = 256 * 1024;
const PIECE = L.INPUT_END - L.INPUT - MOST_ROW;
/** Long before a counter of 32 bits wraps, what it counts starts anew. */
const MOST_COUNTED = 0x40000000;
/** What was learnt of rows is forgotten where it filled its memory, but not more often than this. */
const RENEWED_AFTER = 0x400000;

/** The mapper of a converter; a reason where its rows go by values. */
export function createByteMapper(program: Program, options: ByteMapperOptions): ByteMapper | { readonly why: string } {
  const { rules, module, losesTime, texts = PORTABLE_TEXTS } = options;
  const { pieceBytes = PIECE, pieceRows = Infinity } = options;
  const maxRowBytes = Math.min(options.maxRowBytes ?? program.maxUnguardedRowBytes, 0xffffffff);
  try {
    const bytes = program.bytes?.() ?? { why: "the program has no plan" };
    if ("why" in bytes) return bytes;
    const instance = instantiateWithin(module);
    if (instance === undefined) return { why: "this process may not have the memory" };
    const start = (): Layout => layOut(instance, bytes, rules, { maxRowBytes, losesTime });
    const layout = start();
    const hasUnits = bytes.plan.units.length > 0;
    const compute = hasUnits ? createUnits(instance, bytes, layout, rules, texts) : undefined;
    const columns = columnLoader(instance, texts, rules.limits.maxStringLength);
    const run: Run = {
      instance,
      rules,
      layout,
      compute,
      texts,
      pieceBytes,
      pieceRows,
      columns,
      counted: 0,
      turn: 0,
      start,
    };
    return { map: (...args) => mapRows(run, ...args) };
  } catch (error) {
    if (error instanceof Unfit) return { why: error.message };
    if (error instanceof EvalError)
      return { why: "a policy forbids code from strings, which computes some of its keys" };
    throw error;
  }
}

interface Run {
  readonly instance: Instance;
  readonly rules: ByteRules;
  readonly layout: Layout;
  readonly compute: ComputeUnits | undefined;
  readonly texts: Texts;
  readonly pieceBytes: number;
  readonly pieceRows: number;
  readonly columns: ColumnLoader;
  /** Bytes since what was learnt of rows was forgotten: no counter grows faster. */
  counted: number;
  /** Which output is in use. */
  turn: 0 | 1;
  /** Lays the plan out anew. */
  start(): Layout;
}

/** One call of `map`. */
interface Call {
  readonly run: Run;
  readonly taker: RowTaker;
  readonly sink: LineSink;
  readonly context: { readonly now: number };
  readonly counts: ByteCounts;
  readonly output: OutputRegion;
  /** Where the next line goes. */
  out: number;
}

interface OutputRegion {
  readonly start: number;
  readonly end: number;
}

const OUTPUTS = [
  { start: L.OUTPUT, end: L.OUTPUT_END },
  { start: L.OTHER_OUTPUT, end: L.OTHER_OUTPUT_END },
] as const;

/** Where the lines of a call go: not where those of the call before are in use. */
function outputOf(run: Run, { borrows }: LineSink): OutputRegion {
  if (borrows === true) run.turn = run.turn === 0 ? 1 : 0;
  const output = OUTPUTS[run.turn];
  run.instance.exports.setOutput(output.start, output.end);
  return output;
}

function mapRows(
  run: Run,
  rows: ByteRows,
  { firstRow, insertIdPrefix, now }: BytePlace,
  taker: RowTaker,
  sink: LineSink,
): ByteCounts {
  const { instance } = run;
  const counts: ByteCounts = { rows: 0, givenBack: 0, ignored: 0, timed: 0, withInsertId: 0 };
  const output = outputOf(run, sink);
  const call: Call = { run, taker, sink, context: { now }, counts, output, out: output.start };
  for (const cell of [L.R_ROW, L.R_EVENTS, L.R_TIMED, L.R_WITH_INSERT_ID, L.R_IGNORED, L.R_ORDERED])
    instance.setResult(cell, 0);
  instance.numbers.fill(0, L.TOTALS >> 2, (L.TOTALS >> 2) + L.NOTE_COUNT);
  const fits = firstRow <= 0x7fffffff && setInsertId(run, insertIdPrefix);
  instance.setResult(L.R_FIRST_ROW, fits ? firstRow : 0);
  switch (rows.kind) {
    case "lines":
      mapLines(call, rows.bytes, fits, insertIdPrefix);
      break;
    case "records":
      mapRecords(call, rows, fits, insertIdPrefix);
      break;
    case "columns":
      mapColumns(call, rows, fits, insertIdPrefix);
      break;
    default:
      rows satisfies never;
  }
  takeNotes(call);
  flush(call, true);
  counts.rows = instance.result(L.R_ROW);
  counts.ignored = instance.result(L.R_IGNORED);
  counts.timed = instance.result(L.R_TIMED);
  counts.withInsertId = instance.result(L.R_WITH_INSERT_ID);
  return counts;
}

/** `fits`: whether rows can go as bytes at all. */
function mapLines(call: Call, lines: Uint8Array, fits: boolean, insertIdPrefix: string): void {
  const { run } = call;
  const { exports } = run.instance;
  exports.setLines();
  for (let at = 0; at < lines.length;) {
    renewIfFull(run, insertIdPrefix);
    const end = fits ? pieceEnd(lines, at, run.pieceBytes) : at;
    if (end > at) mapPiece(call, lines.subarray(at, end));
    else giveBackLine(call, lines, at);
    at = end > at ? end : lineEnd(lines, at) + 1;
  }
}

function mapRecords(call: Call, records: CsvRecords, fits: boolean, insertIdPrefix: string): void {
  const { run } = call;
  const { ends, columns } = records;
  const hasRoom = fits && columns.length <= L.MOST_COLUMNS;
  if (hasRoom) setColumns(run, columns);
  for (let i = 0; i < ends.length;) {
    renewIfFull(run, insertIdPrefix);
    const next = hasRoom ? recordsEnd(records, i, run.pieceBytes) : i;
    if (next > i) mapRecordsOf(call, records, i, next);
    else giveBackRow(call, ends[i] === 0 ? L.WHY_QUOTES : L.WHY_LARGE);
    i = Math.max(next, i + 1);
  }
}

function mapColumns(call: Call, rows: ColumnRows, fits: boolean, insertIdPrefix: string): void {
  const { run } = call;
  run.instance.setResult(L.R_CHECK_UTF8, 0);
  for (let i = 0; i < rows.count;) {
    renewIfFull(run, insertIdPrefix);
    const count = fits ? run.columns.load(rows, i, run.pieceRows, run.layout.columns) : 0;
    if (count > 0) mapInput(call, 0, count);
    else giveBackRow(call, L.WHY_LARGE);
    i += Math.max(count, 1);
  }
  run.counted += rows.size + rows.count;
}

/** Which span each column is read to. */
function setColumns({ instance, layout }: Run, columns: readonly string[]): void {
  for (const [i, key] of columns.entries()) instance.numbers[(L.COLUMNS >> 2) + i] = layout.columns.get(key) ?? 0;
}

/** The index behind the records from `from` on that fit; `from` where not even one does, or it is broken. */
function recordsEnd({ starts, ends }: CsvRecords, from: number, most: number): number {
  const start = starts[from] ?? 0;
  const limit = Math.min(ends.length, from + L.MOST_RECORDS);
  let i = from;
  while (i < limit && ends[i] !== 0 && (ends[i] ?? 0) - start <= (i === from ? MOST_ROW : most)) i += 1;
  return i;
}

function mapRecordsOf(call: Call, records: CsvRecords, from: number, next: number): void {
  const { bytes, starts, ends, columns, marks } = records;
  const { numbers, exports } = call.run.instance;
  const start = starts[from] ?? 0;
  const shift = L.INPUT - start;
  for (let i = from; i < next; i += 1) {
    const at = (L.RECORDS >> 2) + 2 * (i - from);
    numbers[at] = (starts[i] ?? 0) + shift;
    numbers[at + 1] = (ends[i] ?? 0) + shift;
  }
  // Behind the last record there is a line end, which its reader counted on.
  putInput(call, bytes.subarray(start, ends[next - 1]));
  exports.setCells(marks.delimiter, marks.quote ?? L.NO_BYTE, columns.length);
  mapInput(call, 0, next - from);
}

/** Forgets what was learnt of rows where it is time to, without losing the state of the call. */
function renewIfFull(run: Run, insertIdPrefix: string): void {
  const isFull = run.instance.result(L.R_FULL) !== 0 && run.counted > RENEWED_AFTER;
  if (!isFull && run.counted <= MOST_COUNTED) return;
  run.instance.setResult(L.R_FULL, 0);
  run.counted = 0;
  const layout = run.start();
  if (layout.insertId !== run.layout.insertId) throw new TypeError("a plan is laid out in the same place each time");
  setInsertId(run, insertIdPrefix);
}

/** Puts the text of `insert_id` up to the row's number into memory; false where it is too long for an id. */
function setInsertId({ instance, layout }: Run, prefix: string): boolean {
  const text = encoder.encode(`"insert_id":${JSON.stringify(prefix).slice(0, -1)}`);
  if (text.length > MOST_INSERT_ID || prefix.length > 1000) return false;
  instance.bytes.set(text, layout.insertId);
  instance.exports.setIds(layout.refusedIds, layout.insertId, text.length);
  return true;
}

function lineEnd(lines: Uint8Array, from: number): number {
  const found = lines.indexOf(LF, from);
  return found < 0 ? lines.length : found;
}

/** The end of the whole lines from `at` on that fit; `at` where not even one does. */
function pieceEnd(lines: Uint8Array, at: number, most: number): number {
  if (lines.length - at <= most) return lines.length;
  const last = lines.lastIndexOf(LF, at + most - 1);
  if (last >= at) return last + 1;
  const end = Math.min(lineEnd(lines, at) + 1, lines.length);
  return end - at <= MOST_ROW ? end : at;
}

/** A line that is too long for the module. Blank lines are no rows. */
function giveBackLine(call: Call, lines: Uint8Array, at: number): void {
  const line = lines.subarray(at, lineEnd(lines, at));
  if (!line.every((byte) => byte === 32 || byte === 9 || byte === 13)) giveBackRow(call, L.WHY_LARGE);
}

/** The next row, which the module does not see. */
function giveBackRow(call: Call, why: number): void {
  const { instance } = call.run;
  const row = instance.result(L.R_ROW);
  instance.setResult(L.R_ROW, row + 1);
  giveBack(call, row, why);
}

/** Puts bytes where the module reads them, with a line end; behind them. */
function putInput(call: Call, piece: Uint8Array): number {
  const { instance, texts } = call.run;
  const { bytes, exports, setResult } = instance;
  call.run.counted += piece.length;
  bytes.set(piece, L.INPUT);
  let end = L.INPUT + piece.length;
  if (piece.at(-1) !== LF) bytes[end++] = LF;
  bytes.fill(0, end, end + L.SLACK);
  const isUtf8 = texts.isUtf8?.(bytes.subarray(L.INPUT, end)) ?? exports.isUtf8(L.INPUT, end) !== 0;
  setResult(L.R_CHECK_UTF8, Number(!isUtf8));
  return end;
}

function mapPiece(call: Call, piece: Uint8Array): void {
  mapInput(call, L.INPUT, putInput(call, piece));
}

/** Maps the rows from one place or index to another. */
function mapInput(call: Call, start: number, end: number): void {
  const { compute } = call.run;
  if (compute === undefined) runInput(call, start, end);
  else scanInput(call, start, end, compute);
}

function runInput(call: Call, start: number, end: number): void {
  const { instance } = call.run;
  for (let at = start; ;) {
    const code = instance.exports.run(at, end, call.out);
    call.out = instance.result(L.R_OUT);
    if (code === L.END_OF_INPUT) return;
    at = instance.result(L.R_NEXT);
    if (code === L.END_OF_ROOM) flush(call);
    else takeRow(call, instance.result(L.R_ROW) - 1, code);
  }
}

function scanInput(call: Call, start: number, end: number, compute: ComputeUnits): void {
  const { instance } = call.run;
  for (let at = start; at < end; at = instance.result(L.R_NEXT)) {
    const firstRow = instance.result(L.R_ROW);
    instance.exports.scan(at, end);
    compute(call.context);
    for (let row = 0; ;) {
      const code = instance.exports.finish(row, call.out);
      call.out = instance.result(L.R_OUT);
      if (code === L.END_OF_INPUT) break;
      row = instance.result(L.R_DONE);
      if (code === L.END_OF_ROOM) flush(call);
      else {
        takeRow(call, firstRow + row, code);
        row += 1;
      }
    }
  }
}

/** A row at which a call ended with `code`. */
function takeRow(call: Call, row: number, code: number): void {
  const { instance, rules } = call.run;
  const { result, bytes } = instance;
  if (code !== L.ROW_SET_ASIDE) giveBack(call, row, result(L.R_WHY));
  else {
    const notes = bytes.subarray(L.NOTES, L.NOTES + result(L.R_NOTES));
    call.taker.setAside(row, rules.rejectionOf(result(L.R_LACKS), notes));
  }
}

/** Maps a row by values, and puts its line where it belongs. */
function giveBack(call: Call, row: number, why: number): void {
  const { instance, texts } = call.run;
  takeNotes(call);
  call.counts.givenBack += 1;
  const line = call.taker.byValues(row, why);
  if (line === undefined) return;
  // A unit of UTF-16 takes three bytes of UTF-8 at most.
  const most = line.length * 3 + 1;
  if (call.out + most > call.output.end || instance.result(L.R_EVENTS) >= L.MOST_EVENTS) flush(call);
  if (call.out + most > call.output.end) {
    const bytes = encoder.encode(`${line}\n`);
    call.sink.add(bytes, Uint32Array.of(bytes.length), Uint32Array.of(row), instance, false);
    return;
  }
  call.out += texts.write(instance.bytes, call.out, line);
  instance.bytes[call.out++] = LF;
  const events = instance.result(L.R_EVENTS);
  instance.numbers[(L.EVENT_ENDS >> 2) + events] = call.out - call.output.start;
  instance.numbers[(L.EVENT_ROWS >> 2) + events] = row;
  instance.setResult(L.R_EVENTS, events + 1);
}

/** Hands the rules that were noted since the last call on, in the order of their first note. */
function takeNotes({ run: { instance }, taker }: Call): void {
  const { bytes, numbers } = instance;
  const ordered = instance.result(L.R_ORDERED);
  for (let i = 0; i < ordered; i += 1) {
    const rule = bytes[L.ORDER + i] ?? 0;
    taker.note(rule, numbers[(L.TOTALS >> 2) + rule] ?? 0);
    numbers[(L.TOTALS >> 2) + rule] = 0;
  }
  instance.setResult(L.R_ORDERED, 0);
}

function flush(call: Call, isLast = false): void {
  const { instance } = call.run;
  const { bytes, numbers } = instance;
  const events = instance.result(L.R_EVENTS);
  if (events > 0) {
    const ends = numbers.subarray(L.EVENT_ENDS >> 2, (L.EVENT_ENDS >> 2) + events);
    const rows = numbers.subarray(L.EVENT_ROWS >> 2, (L.EVENT_ROWS >> 2) + events);
    call.sink.add(bytes.subarray(call.output.start, call.out), ends, rows, instance, isLast);
  }
  instance.setResult(L.R_EVENTS, 0);
  call.out = call.output.start;
}
