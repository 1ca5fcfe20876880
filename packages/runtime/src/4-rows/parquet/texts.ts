// Byte arrays that are texts, as a page stores them, to strings; those that are not UTF-8 to row errors.
import { isUtf8 } from "node:buffer";
import { RowError } from "../../contracts/row-batch.ts";
import { badUtf8At } from "../utf8.ts";
import type { Cell } from "./cell.ts";
import { type ColumnRows, plainRows, textRows } from "./column-rows.ts";
import { isAsciiIn } from "./text-cells.ts";

/** Whether any cell made so far is a row error, so that nobody has to look. */
export interface CellErrors {
  found: boolean;
}

/**
 * Gives the next `n` texts of a page in the encoding PLAIN: four bytes of length before each. They are decoded at once, and texts of
 * plain ASCII cut from that, which is several times faster than to decode one by one.
 */
export function plainTexts(page: Uint8Array, errors: CellErrors): (n: number) => ColumnRows {
  const bytes = bufferOf(page);
  let at = 0;
  return (n) => {
    const start = at;
    let longest = 0;
    const starts = new Uint32Array(n);
    const ends = new Uint32Array(n);
    for (let i = 0; i < n; i += 1) {
      if (at + 4 > bytes.length) throw new Error("it ends before its last text");
      const length = bytes.readUInt32LE(at);
      if (length > longest) longest = length;
      starts[i] = at + 4;
      at += 4 + length;
      ends[i] = at;
    }
    if (at > bytes.length) throw new Error(`a text ends at byte ${at} of ${bytes.length}`);
    const piece = bytes.subarray(start, at);
    // Where all lengths are ASCII too, the whole piece is sound only if each of its texts is.
    const isSound = longest < 0x80 ? isUtf8(piece) : areUtf8(bytes, starts, ends);
    if (!isSound) return plainRows(doubtfulTexts(bytes, start, ends, n, errors));
    return textRows({ bytes, starts, ends });
  };
}

function areUtf8(bytes: Buffer, starts: Uint32Array, ends: Uint32Array): boolean {
  return starts.every((start, i) => isUtf8(bytes.subarray(start, ends[i])));
}

function doubtfulTexts(bytes: Buffer, start: number, ends: Uint32Array, n: number, errors: CellErrors): Cell[] {
  const latin = bytes.toString("latin1", start, ends[n - 1] ?? start);
  const cells: Cell[] = [];
  for (let i = 0, from = start + 4; i < n; i += 1) {
    const to = ends[i] ?? from;
    cells.push(isAsciiIn(bytes, from, to) ? latin.slice(from - start, to - start) : decoded(bytes, from, to, errors));
    from = to + 4;
  }
  return cells;
}

/** Byte arrays that were found already; those of a page share one piece of memory, which is then looked at as one. */
export function storedTexts(values: ArrayLike<unknown>, errors: CellErrors): Cell[] {
  const cells: Cell[] = [];
  let memory: Buffer | undefined;
  for (let i = 0; i < values.length; i += 1) {
    const stored = values[i];
    if (!(stored instanceof Uint8Array)) throw new Error(`bytes were expected where a ${typeof stored} is stored`);
    if (memory?.buffer !== stored.buffer) memory = Buffer.from(stored.buffer);
    cells.push(decoded(memory, stored.byteOffset, stored.byteOffset + stored.length, errors));
  }
  return cells;
}

function decoded(bytes: Buffer, from: number, to: number, errors: CellErrors): Cell {
  const text = bytes.toString("utf8", from, to);
  if (!text.includes("\ufffd")) return text;
  const bad = badUtf8At(bytes.subarray(from, to));
  if (bad < 0) return text;
  errors.found = true;
  return new RowError(
    "row/not-utf8",
    `byte ${bad} of a string is not UTF-8: store it as UTF-8, or as a byte array without the string annotation`,
  );
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
