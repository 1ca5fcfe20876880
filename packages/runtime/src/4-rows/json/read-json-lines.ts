// Plain bytes to batches of JSON lines: framed as bytes, decoded only when a row's value is asked for.
import type { RowBatch } from "../../contracts/row-batch.ts";
import { type StreamBuffer, streamBuffer } from "../stream-buffer.ts";
import type { ReadLimits } from "../row-format.ts";
import { openText } from "../text-file.ts";
import { type ExactNumbers, exactNumbersIn } from "./exact-numbers.ts";
import { type FileShape, fileShape } from "./file-shape.ts";
import { jsonBatch, type LineEnds, longRowBatch, unframedBatch } from "./json-batch.ts";

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

interface Reader {
  readonly limits: ReadLimits;
  readonly held: StreamBuffer;
  readonly hasExact: ExactNumbers;
  /** What the file is instead of one value a line; unknown until its first lines are here. */
  shape: FileShape | "unknown" | undefined;
  /** The number of the next row. */
  row: number;
  /** Bytes of `held` that were searched for a line's end. */
  searched: number;
  /** The line that is too long and being passed over. */
  long: LongRow | undefined;
}

/**
 * One JSON value per line; lines end with LF or CRLF, the last may go without; blank lines (spaces, tabs) are no rows; a
 * byte-order mark at the start of a line is passed over. Any JSON value is a row (D). A line longer than `maxRowBytes` is a bad
 * row, and no more of it is held in memory than that.
 * @throws StageFailure `rows/utf-16` when the file is UTF-16, `rows/not-text` when it is no text at all.
 */
export async function* readJsonLines(input: AsyncIterable<Uint8Array>, limits: ReadLimits): AsyncGenerator<RowBatch> {
  const { source, offset } = await openText(input, limits.place);
  try {
    const reader: Reader = {
      limits,
      held: streamBuffer(offset, limits.hasHeadroom),
      hasExact: exactNumbersIn(limits.columns),
      shape: "unknown",
      row: 0,
      searched: 0,
      long: undefined,
    };
    for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
      for (const part of partsOf(chunk, reader)) {
        reader.held.append(part);
        yield* linesOf(reader, false);
      }
    }
    yield* linesOf(reader, true);
  } finally {
    await source.close();
  }
}

/**
 * A chunk behind the start of a line: the end of that line, and the rest, which then need not be copied to stand behind it. A chunk with
 * headroom is written to in front instead.
 */
function partsOf(chunk: Uint8Array, { held, limits, shape }: Reader): readonly Uint8Array[] {
  if (limits.hasHeadroom === true || shape === "unknown" || held.bytes().length === 0) return [chunk];
  const end = chunk.indexOf(LF) + 1;
  return end === 0 || end === chunk.length ? [chunk] : [chunk.subarray(0, end), chunk.subarray(end)];
}

/** The batches that the held bytes make; what is left waits for more. */
function* linesOf(reader: Reader, isLast: boolean): Generator<RowBatch> {
  const { held, limits } = reader;
  if (reader.shape === "unknown") reader.shape = fileShape(held.bytes(), isLast);
  if (reader.shape === "unknown") return;
  if (reader.long !== undefined) {
    const isOver = passLong(reader, reader.long);
    if (!isOver && !isLast) return;
    yield longRowBatch(reader.long, reader.row, limits.maxRowBytes);
    reader.row += 1;
    reader.long = undefined;
  }
  const bytes = held.bytes();
  const last = bytes.subarray(reader.searched).lastIndexOf(LF);
  const whole = isLast ? bytes.length : last < 0 ? 0 : reader.searched + last + 1;
  const lines = bytes.subarray(0, whole);
  const isUnframed = limits.framesLater === true && whole <= Math.min(limits.maxRowBytes, limits.maxBatchBytes);
  for (const batch of isUnframed ? unframed(lines, reader) : batchesOf(lines, reader)) {
    yield batch;
    reader.row += batch.count;
  }
  held.drop(whole);
  const rest = held.bytes();
  reader.searched = rest.length;
  if (rest.length > limits.maxRowBytes) {
    reader.long = { head: headOf(rest), offset: held.offset(), length: rest.length };
    held.drop(rest.length);
    reader.searched = 0;
  }
}

/** Drops what is here of a line that is too long; whether its end was. */
function passLong(reader: Reader, long: LongRow): boolean {
  const { held } = reader;
  const bytes = held.bytes();
  const end = bytes.indexOf(LF);
  reader.long = { ...long, length: long.length + (end < 0 ? bytes.length : end) };
  held.drop(end < 0 ? bytes.length : end + 1);
  return end >= 0;
}

interface LongRow {
  /** The start of it, to show which one it is. */
  readonly head: Buffer;
  readonly offset: number;
  readonly length: number;
}

/** What is kept of a line that is too long, to show which one it is. */
const HEAD_BYTES = 4096;

function headOf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, HEAD_BYTES));
}

/** Whole lines to one batch, none of whose rows can be too long. */
function* unframed(bytes: Buffer, { limits, held, hasExact, shape, row: firstRow }: Reader): Generator<RowBatch> {
  if (bytes.length === 0) return;
  const lines = { bytes, offset: held.offset(), firstRow, ...shapeOf(shape) };
  yield unframedBatch({ ...lines, isReused: limits.isReused === true }, () => frame(bytes), hasExact);
}

/** Where lines start and end that are rows. */
function frame(bytes: Buffer): LineEnds {
  const starts: number[] = [];
  const ends: number[] = [];
  for (let position = 0; position < bytes.length;) {
    const { next, end } = lineAt(bytes, position);
    if (!isBlank(bytes, position, end)) {
      starts.push(position);
      ends.push(end);
    }
    position = next;
  }
  return { starts, ends };
}

/** Where the line at `position` ends, its line end left out, and where the next one starts. */
function lineAt(bytes: Buffer, position: number): { readonly next: number; readonly end: number } {
  const found = bytes.indexOf(LF, position);
  const next = found < 0 ? bytes.length : found + 1;
  const end = found < 0 ? bytes.length : found;
  return { next, end: end > position && bytes[end - 1] === CR ? end - 1 : end };
}

function shapeOf(shape: Reader["shape"]): { readonly shape?: FileShape } {
  return shape === undefined || shape === "unknown" ? {} : { shape };
}

/** Whole lines, the last with or without its LF, to batches. */
function* batchesOf(bytes: Buffer, { held, limits, hasExact, shape, row: firstRow }: Reader): Generator<RowBatch> {
  const offset = held.offset();
  let row = firstRow;
  let position = 0;
  let starts: number[] = [];
  let ends: number[] = [];
  const flush = (): RowBatch => {
    const batch = jsonBatch({ bytes, offset, starts, ends, firstRow: row, ...shapeOf(shape) }, hasExact);
    row += starts.length;
    starts = [];
    ends = [];
    return batch;
  };
  while (position < bytes.length) {
    const { next, end } = lineAt(bytes, position);
    if (!isBlank(bytes, position, end)) {
      if (end - position > limits.maxRowBytes) {
        if (starts.length > 0) yield flush();
        yield longRowBatch(
          { head: headOf(bytes.subarray(position, end)), offset: offset + position, length: end - position },
          row,
          limits.maxRowBytes,
        );
        row += 1;
      } else {
        starts.push(position);
        ends.push(end);
        if (starts.length >= limits.maxRowsPerBatch || end - (starts[0] ?? 0) >= limits.maxBatchBytes) yield flush();
      }
    }
    position = next;
  }
  if (starts.length > 0) yield flush();
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i];
    if (byte !== SPACE && byte !== TAB && byte !== CR) return false;
  }
  return true;
}
