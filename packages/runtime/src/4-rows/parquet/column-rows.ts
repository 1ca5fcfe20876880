// Rows of one column as they were decoded: cells, indexes of a dictionary, or texts that stay the bytes that they are until someone reads them.
import { type ByteColumn, NO_CELL } from "@heddle/bytes";
import type { Value } from "@heddle/compiler";
import type { Cell, Levels } from "./cell.ts";

export interface ColumnRows {
  readonly length: number;
  /** Cells of a flat column, nested lists of others. */
  levels(): readonly Levels[];
  slice(from: number, to: number): ColumnRows;
  /** The same rows with nulls between them: a row has the next of them where its level is `defined`. */
  spread(levels: Uint32Array, from: number, to: number, defined: number): ColumnRows;
  /** Adds about the bytes of each row. */
  addSizes(sizes: number[]): void;
  /** Of a column of cells that has no errors. */
  bytes(): ByteColumn;
}

const NUMBER_BYTES = 8;

export function plainRows(levels: readonly Levels[]): ColumnRows {
  return {
    length: levels.length,
    levels: () => levels,
    slice: (from, to) => plainRows(levels.slice(from, to)),
    spread: (...level) => plainRows(spreadOf(levels, ...level)),
    addSizes(sizes) {
      for (let i = 0; i < levels.length; i += 1) {
        const cell = levels[i];
        sizes[i] = (sizes[i] ?? 0) + (typeof cell === "string" ? cell.length : sizeOf(cell));
      }
    },
    bytes: () => ({ kind: "cells", cells: levels as readonly Value[] }),
  };
}

/** A dictionary, whose entries may be row errors, and how long each entry is. */
export interface Dictionary {
  readonly entries: readonly Cell[];
  readonly sizes: readonly number[];
}

export function dictionaryOf(entries: readonly Cell[]): Dictionary {
  return { entries, sizes: entries.map((entry) => (typeof entry === "string" ? entry.length : NUMBER_BYTES)) };
}

/** `indexes`: of entries that are there, or NO_CELL. */
export function dictionaryRows(indexes: Uint32Array, dictionary: Dictionary): ColumnRows {
  const { entries, sizes: sizesOfEntries } = dictionary;
  let cells: readonly Cell[] | undefined;
  return {
    length: indexes.length,
    levels() {
      if (cells === undefined) {
        const made: Cell[] = [];
        for (let i = 0; i < indexes.length; i += 1) made.push(entries[indexes[i] ?? NO_CELL] ?? null);
        cells = made;
      }
      return cells;
    },
    slice: (from, to) => dictionaryRows(indexes.subarray(from, to), dictionary),
    spread: (...level) => dictionaryRows(spreadNumbers(indexes, ...level), dictionary),
    addSizes(sizes) {
      for (let i = 0; i < indexes.length; i += 1)
        sizes[i] = (sizes[i] ?? 0) + (sizesOfEntries[indexes[i] ?? NO_CELL] ?? NUMBER_BYTES);
    },
    bytes: () => ({ kind: "dictionary", entries: entries as readonly Value[], indexes }),
  };
}

/** Texts in UTF-8, which was found to be so; a start of NO_CELL for none. `decode` makes strings of those that are there. */
export interface TextRows {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  decode(starts: Uint32Array, ends: Uint32Array): readonly Cell[];
}

export function textRows(texts: TextRows): ColumnRows {
  const { bytes, starts, ends } = texts;
  let cells: readonly Cell[] | undefined;
  return {
    length: starts.length,
    levels: () => (cells ??= texts.decode(starts, ends)),
    slice: (from, to) => textRows({ ...texts, starts: starts.subarray(from, to), ends: ends.subarray(from, to) }),
    spread: (...level) =>
      textRows({ ...texts, starts: spreadNumbers(starts, ...level), ends: spreadNumbers(ends, ...level) }),
    addSizes(sizes) {
      for (let i = 0; i < starts.length; i += 1) {
        const start = starts[i] ?? NO_CELL;
        sizes[i] = (sizes[i] ?? 0) + (start === NO_CELL ? NUMBER_BYTES : (ends[i] ?? start) - start);
      }
    },
    bytes: () => ({ kind: "texts", bytes, starts, ends }),
  };
}

/** Parts of a column, one after another. */
export function joinedRows(parts: readonly ColumnRows[]): ColumnRows {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return plainRows(parts.flatMap((part) => part.levels()));
}

function spreadOf(values: readonly Levels[], levels: Uint32Array, from: number, to: number, defined: number): Levels[] {
  const rows: Levels[] = [];
  let next = 0;
  for (let i = from; i < to; i += 1) rows.push(levels[i] === defined ? (values[next++] ?? null) : null);
  return rows;
}

function spreadNumbers(
  values: Uint32Array,
  levels: Uint32Array,
  from: number,
  to: number,
  defined: number,
): Uint32Array {
  const rows = new Uint32Array(to - from);
  let next = 0;
  for (let i = from; i < to; i += 1) rows[i - from] = levels[i] === defined ? (values[next++] ?? NO_CELL) : NO_CELL;
  return rows;
}

/** Not of dicts: the values that they are made of are here. */
function sizeOf(cell: Levels | undefined): number {
  if (typeof cell === "string") return cell.length;
  if (!Array.isArray(cell)) return NUMBER_BYTES;
  let size = NUMBER_BYTES;
  for (const item of cell as readonly Levels[]) size += sizeOf(item);
  return size;
}
