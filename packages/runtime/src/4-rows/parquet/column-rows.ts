// Rows of one column as they were decoded: cells, indexes of a dictionary, or texts that stay the bytes that they are until someone reads them.
import { type ByteColumn, type ByteDictionary, NO_CELL } from "@heddle/bytes";
import type { Value } from "@heddle/compiler";
import type { Cell, Levels } from "./cell.ts";
import { textCells } from "./text-cells.ts";

/** How rows are held. */
export type ColumnForm =
  | { readonly kind: "cells"; readonly cells: readonly Levels[] }
  /** NaN for none. */
  | { readonly kind: "numbers"; readonly numbers: Float64Array }
  /** An entry for each row; NO_CELL for none. */
  | { readonly kind: "dictionary"; readonly indexes: Uint32Array; readonly dictionary: Dictionary }
  | ({ readonly kind: "texts" } & TextRows);

export interface ColumnRows {
  readonly length: number;
  /** Cells of a flat column, nested lists of others. */
  levels(): readonly Levels[];
  slice(from: number, to: number): ColumnRows;
  /** The same rows with nulls between them: a row has the next of them where its level is `defined`. */
  spread(levels: Uint32Array, from: number, to: number, defined: number): ColumnRows;
  /** Adds about the bytes of each row. */
  addSizes(sizes: Float64Array): void;
  form(): ColumnForm;
}

const NUMBER_BYTES = 8;

/** Rows of a column of cells that has no errors, as a mapper takes them. */
export function byteColumnOf(rows: ColumnRows): ByteColumn {
  const form = rows.form();
  switch (form.kind) {
    case "cells":
      return { kind: "cells", cells: form.cells as readonly Value[] };
    case "dictionary":
      return { kind: "dictionary", dictionary: form.dictionary as ByteDictionary, indexes: form.indexes };
    case "numbers":
    case "texts":
      return form;
    default:
      return form satisfies never;
  }
}

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
    form: () => ({ kind: "cells", cells: levels }),
  };
}

/** Numbers in normal form; NaN for none. */
export function numberRows(numbers: Float64Array): ColumnRows {
  let cells: readonly Cell[] | undefined;
  return {
    length: numbers.length,
    levels: () => (cells ??= Array.from(numbers, (number) => (Number.isNaN(number) ? null : number))),
    slice: (from, to) => numberRows(numbers.subarray(from, to)),
    spread(levels, from, to, defined) {
      const spread = new Float64Array(to - from).fill(Number.NaN);
      let next = 0;
      for (let i = from; i < to; i += 1) if (levels[i] === defined) spread[i - from] = numbers[next++] ?? Number.NaN;
      return numberRows(spread);
    },
    addSizes(sizes) {
      for (let i = 0; i < numbers.length; i += 1) sizes[i] = (sizes[i] ?? 0) + NUMBER_BYTES;
    },
    form: () => ({ kind: "numbers", numbers }),
  };
}

/** A dictionary, whose entries may be row errors, and how long each entry is. */
export interface Dictionary {
  readonly entries: readonly Cell[];
  readonly length: number;
  /** The entries as bytes, where all are texts: cells are then made of them only when someone asks. */
  readonly texts?: TextRows;
  readonly sizes: Float64Array;
}

export function dictionaryOf(entries: readonly Cell[]): Dictionary {
  const sizes = Float64Array.from(entries, (entry) => (typeof entry === "string" ? entry.length : NUMBER_BYTES));
  return { entries, length: entries.length, sizes };
}

/** The dictionary of some rows, none of which is missing. */
export function dictionaryOfRows(rows: ColumnRows): Dictionary {
  const form = rows.form();
  if (form.kind !== "texts") return dictionaryOf(rows.levels() as readonly Cell[]);
  const sizes = new Float64Array(rows.length);
  rows.addSizes(sizes);
  return {
    get entries() {
      return rows.levels() as readonly Cell[];
    },
    length: rows.length,
    texts: form,
    sizes,
  };
}

/** `indexes`: of entries that are there, or NO_CELL. */
export function dictionaryRows(indexes: Uint32Array, dictionary: Dictionary): ColumnRows {
  const { sizes: sizesOfEntries } = dictionary;
  let cells: readonly Cell[] | undefined;
  return {
    length: indexes.length,
    levels() {
      if (cells === undefined) {
        const { entries } = dictionary;
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
    form: () => ({ kind: "dictionary", indexes, dictionary }),
  };
}

/** Texts in UTF-8, which was found to be so, in ascending order; a start of NO_CELL for none. */
export interface TextRows {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

export function textRows(texts: TextRows): ColumnRows {
  const { bytes, starts, ends } = texts;
  let cells: readonly Cell[] | undefined;
  return {
    length: starts.length,
    levels: () => (cells ??= textCells(bytes, starts, ends)),
    slice: (from, to) => textRows({ bytes, starts: starts.subarray(from, to), ends: ends.subarray(from, to) }),
    spread: (...level) =>
      textRows({ bytes, starts: spreadNumbers(starts, ...level), ends: spreadNumbers(ends, ...level) }),
    addSizes(sizes) {
      for (let i = 0; i < starts.length; i += 1) {
        const start = starts[i] ?? NO_CELL;
        sizes[i] = (sizes[i] ?? 0) + (start === NO_CELL ? NUMBER_BYTES : (ends[i] ?? start) - start);
      }
    },
    form: () => ({ kind: "texts", bytes, starts, ends }),
  };
}

/** Parts of a column, one after another. */
export function joinedRows(parts: readonly ColumnRows[]): ColumnRows {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return alikeRows(parts.map((part) => part.form())) ?? plainRows(parts.flatMap((part) => part.levels()));
}

/** The rows of forms that are all of one kind but cells; undefined for others. */
function alikeRows(forms: readonly ColumnForm[]): ColumnRows | undefined {
  const [first] = forms;
  switch (first?.kind) {
    case "numbers": {
      const pieces = forms.flatMap((form) => (form.kind === "numbers" ? [form.numbers] : []));
      if (pieces.length < forms.length) return undefined;
      const numbers = new Float64Array(lengthOf(pieces));
      pieces.reduce((at, piece) => (numbers.set(piece, at), at + piece.length), 0);
      return numberRows(numbers);
    }
    case "dictionary": {
      const { dictionary } = first;
      const pieces = forms.flatMap((form) =>
        form.kind === "dictionary" && form.dictionary === dictionary ? [form.indexes] : [],
      );
      return pieces.length < forms.length ? undefined : dictionaryRows(joinedNumbers(pieces), dictionary);
    }
    case "texts": {
      const pieces = forms.flatMap((form) => (form.kind === "texts" ? [usedTexts(form)] : []));
      return pieces.length < forms.length ? undefined : joinedTexts(pieces);
    }
    default:
      return undefined;
  }
}

function joinedTexts(pieces: readonly TextRows[]): ColumnRows {
  const bytes = Buffer.concat(pieces.map((piece) => piece.bytes));
  let before = 0;
  const shifted = pieces.map((piece) => {
    const by = before;
    before += piece.bytes.length;
    return { starts: shiftedBy(piece.starts, by), ends: shiftedBy(piece.ends, by) };
  });
  return textRows({
    bytes,
    starts: joinedNumbers(shifted.map(({ starts }) => starts)),
    ends: joinedNumbers(shifted.map(({ ends }) => ends)),
  });
}

/** The same texts, with no more bytes than from the first of them to the last. */
export function usedTexts({ bytes, starts, ends }: TextRows): TextRows {
  const first = starts.find((start) => start !== NO_CELL) ?? 0;
  const last = ends.findLast((_, i) => starts[i] !== NO_CELL) ?? first;
  return { bytes: bytes.subarray(first, last), starts: shiftedBy(starts, -first), ends: shiftedBy(ends, -first) };
}

function shiftedBy(values: Uint32Array, by: number): Uint32Array {
  return by === 0 ? values : values.map((value) => (value === NO_CELL ? value : value + by));
}

function joinedNumbers(pieces: readonly Uint32Array[]): Uint32Array {
  const joined = new Uint32Array(lengthOf(pieces));
  pieces.reduce((at, piece) => (joined.set(piece, at), at + piece.length), 0);
  return joined;
}

function lengthOf(pieces: readonly { readonly length: number }[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
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
