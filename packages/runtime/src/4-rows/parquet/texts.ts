// Byte arrays that are texts, as a page stores them, to strings; those that are not UTF-8 to faults.
import { isAscii } from "node:buffer";
import { RowFault } from "../batch.ts";
import { badUtf8At } from "../utf8.ts";
import type { Cell } from "./cells-batch.ts";

/** Whether a fault is among the cells that were made: so that nobody has to look. */
export interface Faults {
  areSeen: boolean;
}

/**
 * Gives the next `n` texts of a page in the encoding PLAIN: four bytes of length before each. They are decoded at once, and texts of
 * plain ASCII cut from that, which is several times faster than to decode one by one.
 */
export function plainTexts(page: Uint8Array, faults: Faults): (n: number) => readonly Cell[] {
  const bytes = bufferOf(page);
  let at = 0;
  let ends = new Uint32Array(0);
  return (n) => {
    const start = at;
    if (ends.length < n) ends = new Uint32Array(n);
    for (let i = 0; i < n; i += 1) {
      if (at + 4 > bytes.length) throw new Error(`a text that begins ${at + 4 - bytes.length} bytes behind its page`);
      at += 4 + bytes.readUInt32LE(at);
      ends[i] = at;
    }
    if (at > bytes.length) throw new Error(`a text that ends ${at - bytes.length} bytes behind its page`);
    const whole = bytes.toString("latin1", start, at);
    // The lengths are ASCII too, where texts are short.
    const isPlain = isAscii(bytes.subarray(start, at));
    const cells: Cell[] = [];
    for (let i = 0, from = start + 4; i < n; i += 1) {
      const to = ends[i] ?? from;
      cells.push(isPlain || isAsciiIn(bytes, from, to) ? whole.slice(from - start, to - start) : decoded(bytes, from, to, faults));
      from = to + 4;
    }
    return cells;
  };
}

/** Byte arrays that were found already; those of a page share one piece of memory, which is then looked at as one. */
export function storedTexts(values: ArrayLike<unknown>, faults: Faults): Cell[] {
  const cells: Cell[] = [];
  let memory: Buffer | undefined;
  for (let i = 0; i < values.length; i += 1) {
    const stored = values[i];
    if (!(stored instanceof Uint8Array)) throw new Error(`bytes were expected where a ${typeof stored} is stored`);
    if (memory?.buffer !== stored.buffer) memory = Buffer.from(stored.buffer);
    cells.push(decoded(memory, stored.byteOffset, stored.byteOffset + stored.length, faults));
  }
  return cells;
}

function isAsciiIn(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) {
    if ((bytes[i] ?? 0) >= 0x80) return false;
  }
  return true;
}

function decoded(bytes: Buffer, from: number, to: number, faults: Faults): Cell {
  const text = bytes.toString("utf8", from, to);
  if (!text.includes("\ufffd")) return text;
  const bad = badUtf8At(bytes.subarray(from, to));
  if (bad < 0) return text;
  faults.areSeen = true;
  return new RowFault("row/not-utf8", `byte ${bad} of a string is not UTF-8: store it as UTF-8, or as a byte array without the string annotation`);
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
