// Plain bytes to batches of JSON lines: framed as bytes, decoded only when a row's value is asked for.
import type { RowBatch } from "../../contracts/row-batch.ts";
import { streamBuffer } from "../stream-buffer.ts";
import type { ReadLimits } from "../row-format.ts";
import { openText } from "../text-file.ts";
import { type ExactNumbers, exactNumbersIn } from "./exact-numbers.ts";
import { jsonBatch, longRowBatch } from "./json-batch.ts";

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

/**
 * One JSON value per line; lines end with LF or CRLF, the last may go without; blank lines (spaces, tabs) are no rows;
 * a byte-order mark at the start is passed over. Any JSON value is a row (D). A line longer than `maxRowBytes` is a bad row, and
 * no more of it is held in memory than that.
 * @throws StageFailure `rows/utf-16` when the file is UTF-16, `rows/not-text` when it is no text at all.
 */
export async function* readJsonLines(input: AsyncIterable<Uint8Array>, limits: ReadLimits): AsyncGenerator<RowBatch> {
  const { source, offset } = await openText(input, limits.place);
  try {
    const held = streamBuffer(offset, limits.hasHeadroom);
    const hasExact = exactNumbersIn(limits.columns);
    let row = 0;
    /** Bytes of `held` that were searched for a line's end. */
    let searched = 0;
    let long: LongRow | undefined;

    for (let chunk = await source.next(); chunk !== undefined; chunk = await source.next()) {
      held.append(chunk);
      if (long !== undefined) {
        const end = held.bytes().indexOf(LF);
        const passed: number = end < 0 ? held.bytes().length : end + 1;
        long = { ...long, length: long.length + (end < 0 ? passed : end) };
        held.drop(passed);
        if (end < 0) continue;
        yield longRowBatch(long, row, limits.maxRowBytes);
        row += 1;
        long = undefined;
      }
      const bytes = held.bytes();
      const last = bytes.subarray(searched).lastIndexOf(LF);
      if (last >= 0) {
        const whole = searched + last + 1;
        for (const batch of batchesOf(bytes.subarray(0, whole), held.offset(), row, limits, hasExact)) {
          yield batch;
          row += batch.count;
        }
        held.drop(whole);
      }
      const rest = held.bytes();
      searched = rest.length;
      if (rest.length > limits.maxRowBytes) {
        long = { head: headOf(rest), offset: held.offset(), length: rest.length };
        held.drop(rest.length);
        searched = 0;
      }
    }
    if (long !== undefined) yield longRowBatch(long, row, limits.maxRowBytes);
    else yield* batchesOf(held.bytes(), held.offset(), row, limits, hasExact);
  } finally {
    await source.close();
  }
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

/** Whole lines, the last with or without its LF, to batches. */
function* batchesOf(
  bytes: Buffer,
  offset: number,
  firstRow: number,
  limits: ReadLimits,
  hasExact: ExactNumbers,
): Generator<RowBatch> {
  let row = firstRow;
  let position = 0;
  let starts: number[] = [];
  let ends: number[] = [];
  const flush = (): RowBatch => {
    const batch = jsonBatch({ bytes, offset, starts, ends, firstRow: row }, hasExact);
    row += starts.length;
    starts = [];
    ends = [];
    return batch;
  };
  while (position < bytes.length) {
    const found = bytes.indexOf(LF, position);
    const next = found < 0 ? bytes.length : found + 1;
    let end = found < 0 ? bytes.length : found;
    if (end > position && bytes[end - 1] === CR) end -= 1;
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
