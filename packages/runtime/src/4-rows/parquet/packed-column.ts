// Rows of a column to data that another thread can take, and back.
import { deserialize, serialize } from "node:v8";
import { NO_CELL } from "@heddle/bytes";
import { parseJson, stringifyJson } from "@heddle/compiler";
import { RowError } from "../../contracts/row-batch.ts";
import type { Cell } from "./cell.ts";
import {
  type ColumnForm,
  type ColumnRows,
  type Dictionary,
  dictionaryOf,
  dictionaryRows,
  numberRows,
  plainRows,
  textRows,
  usedTexts,
} from "./column-rows.ts";

/** Numbers, texts and indexes as the bytes that they are; a dictionary by its place among those of the batch. */
export type PackedColumn<D = number> =
  | Extract<ColumnForm, { readonly kind: "numbers" | "texts" }>
  | { readonly kind: "dictionary"; readonly indexes: Uint32Array; readonly dictionary: D }
  | ({ readonly kind: "cells" } & PackedCells);

/** Plain cells as they are; others as JSON, which alone keeps every number and key as it is; errors apart. */
interface PackedCells {
  readonly plain: readonly (string | number | bigint | boolean | null)[];
  readonly json: readonly (readonly [row: number, text: string])[];
  readonly errors: readonly (readonly [row: number, code: RowError["code"], message: string])[];
}

/** The entries are in shared memory: every batch of a row group takes them along. */
export interface PackedDictionaries {
  readonly id: number;
  readonly entries: Uint8Array;
}

export function packColumn<D>(rows: ColumnRows, pack: (dictionary: Dictionary) => D): PackedColumn<D> {
  const form = rows.form();
  switch (form.kind) {
    case "numbers":
      return form;
    case "texts":
      return { kind: "texts", ...usedTexts(form) };
    case "dictionary":
      return { kind: "dictionary", indexes: form.indexes, dictionary: pack(form.dictionary) };
    case "cells": {
      const cells = form.cells as readonly Cell[];
      return packedNumbers(cells) ?? packedTexts(cells) ?? { kind: "cells", ...packCells(cells) };
    }
    default:
      return form satisfies never;
  }
}

export function packColumns(columns: readonly ColumnRows[]): {
  readonly columns: readonly PackedColumn[];
  readonly dictionaries: PackedDictionaries | undefined;
} {
  const dictionaries: Dictionary[] = [];
  const packed = columns.map((column) => packColumn(column, (dictionary) => dictionaries.push(dictionary) - 1));
  return { columns: packed, dictionaries: dictionaries.length === 0 ? undefined : packDictionaries(dictionaries) };
}

export function openColumn(column: PackedColumn, dictionaries: readonly Dictionary[]): ColumnRows {
  switch (column.kind) {
    case "numbers":
      return numberRows(column.numbers);
    case "texts":
      return textRows(column);
    case "dictionary": {
      const dictionary = dictionaries[column.dictionary];
      if (dictionary === undefined) throw new RangeError("a dictionary that was not sent");
      return dictionaryRows(column.indexes, dictionary);
    }
    case "cells":
      return plainRows(unpackCells(column));
    default:
      return column satisfies never;
  }
}

/** The same columns with all their bytes in one piece of memory, which is the only one that has to move. */
export function gathered<D>(columns: readonly PackedColumn<D>[]): {
  readonly columns: readonly PackedColumn<D>[];
  readonly memory: ArrayBuffer;
} {
  const sizes = columns.flatMap(viewsOf).map(({ byteLength }) => aligned(byteLength));
  const memory = new ArrayBuffer(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  const place = ({ byteLength }: ArrayBufferView): number => {
    const start = at;
    at += aligned(byteLength);
    return start;
  };
  const copyOf = (view: Uint32Array): Uint32Array => {
    const copy = new Uint32Array(memory, place(view), view.length);
    copy.set(view);
    return copy;
  };
  const moved = columns.map((column): PackedColumn<D> => {
    switch (column.kind) {
      case "numbers": {
        const numbers = new Float64Array(memory, place(column.numbers), column.numbers.length);
        numbers.set(column.numbers);
        return { kind: "numbers", numbers };
      }
      case "texts": {
        const bytes = new Uint8Array(memory, place(column.bytes), column.bytes.length);
        bytes.set(column.bytes);
        return { kind: "texts", bytes, starts: copyOf(column.starts), ends: copyOf(column.ends) };
      }
      case "dictionary":
        return { ...column, indexes: copyOf(column.indexes) };
      case "cells":
        return column;
      default:
        return column satisfies never;
    }
  });
  return { columns: moved, memory };
}

/** The memory of a column, where all of it is its own; undefined where it shares some with others. */
export function ownMemoryOf(column: PackedColumn<unknown>): readonly ArrayBuffer[] | undefined {
  const memory = viewsOf(column).map(({ buffer }) => buffer);
  const own = viewsOf(column).every(
    ({ byteLength, buffer }) => 2 * byteLength >= buffer.byteLength && byteLength > SHARED_BYTES,
  );
  return own && new Set(memory).size === memory.length ? (memory as ArrayBuffer[]) : undefined;
}

/** Node cuts small buffers from memory that they share. */
const SHARED_BYTES = Buffer.poolSize;

function viewsOf(column: PackedColumn<unknown>): readonly ArrayBufferView[] {
  switch (column.kind) {
    case "numbers":
      return [column.numbers];
    case "texts":
      return [column.bytes, column.starts, column.ends];
    case "dictionary":
      return [column.indexes];
    case "cells":
      return [];
    default:
      return column satisfies never;
  }
}

/** So that numbers of eight bytes can follow. */
function aligned(byteLength: number): number {
  return (byteLength + 7) & ~7;
}

type NumbersOrTexts = Extract<ColumnForm, { readonly kind: "numbers" | "texts" }>;

/** Undefined where a cell is no number. */
function packedNumbers(cells: readonly Cell[]): NumbersOrTexts | undefined {
  const numbers = new Float64Array(cells.length);
  for (let i = 0; i < cells.length; i += 1) {
    const cell = cells[i] ?? null;
    if (cell === null) numbers[i] = Number.NaN;
    else if (typeof cell === "number") numbers[i] = cell;
    else return undefined;
  }
  return { kind: "numbers", numbers };
}

/** Undefined where a cell is no text of ASCII: such take as many bytes as units, so that rows stay as long as they were. */
function packedTexts(cells: readonly Cell[]): NumbersOrTexts | undefined {
  const starts = new Uint32Array(cells.length);
  const ends = new Uint32Array(cells.length);
  let all = "";
  for (const [i, cell] of cells.entries()) {
    if (cell !== null && typeof cell !== "string") return undefined;
    starts[i] = cell === null ? NO_CELL : all.length;
    all += cell ?? "";
    ends[i] = all.length;
  }
  const bytes = Buffer.from(all);
  return bytes.length === all.length ? { kind: "texts", bytes, starts, ends } : undefined;
}

function packCells(column: readonly Cell[]): PackedCells {
  const plain: PackedCells["plain"][number][] = [];
  const json: [number, string][] = [];
  const errors: [number, RowError["code"], string][] = [];
  for (const [i, cell] of column.entries()) {
    if (typeof cell !== "object" || cell === null) {
      plain.push(cell);
      continue;
    }
    plain.push(null);
    if (cell instanceof RowError) errors.push([i, cell.code, cell.message]);
    else json.push([i, stringifyJson(cell)]);
  }
  return { plain, json, errors };
}

function unpackCells({ plain, json, errors }: PackedCells): readonly Cell[] {
  const cells: Cell[] = [...plain];
  for (const [row, text] of json) cells[row] = parseJson(text);
  for (const [row, code, message] of errors) cells[row] = new RowError(code, message);
  return cells;
}

let lastId = 0;
/** By the first of them. */
const packed = new WeakMap<Dictionary, { readonly all: readonly Dictionary[]; readonly packed: PackedDictionaries }>();

function packDictionaries(all: readonly Dictionary[]): PackedDictionaries {
  const [first] = all;
  const known = first === undefined ? undefined : packed.get(first);
  if (known?.all.length === all.length && known.all.every((dictionary, i) => dictionary === all[i]))
    return known.packed;
  const bytes = serialize(all.map(({ entries }) => packCells(entries)));
  const entries = new Uint8Array(new SharedArrayBuffer(bytes.length));
  entries.set(bytes);
  const made = { id: (lastId += 1), entries };
  if (first !== undefined) packed.set(first, { all, packed: made });
  return made;
}

/** What the dictionaries that are kept open take packed, at most. */
const KEPT_BYTES = 16 * 1024 * 1024;

/** Opens dictionaries, those that come again once; what was not used for the longest time goes first. */
export function createDictionaryOpener(): (packed: PackedDictionaries) => readonly Dictionary[] {
  const kept = new Map<number, { readonly dictionaries: readonly Dictionary[]; readonly bytes: number }>();
  let bytes = 0;
  return ({ id, entries }) => {
    const known = kept.get(id);
    kept.delete(id);
    const dictionaries = known?.dictionaries ?? openDictionaries(entries);
    kept.set(id, { dictionaries, bytes: entries.length });
    if (known === undefined) bytes += entries.length;
    for (const [other, { bytes: size }] of kept) {
      if (bytes <= KEPT_BYTES || other === id) break;
      kept.delete(other);
      bytes -= size;
    }
    return dictionaries;
  };
}

/** What lies in shared memory is copied: not all of Node reads from there. */
function openDictionaries(entries: Uint8Array): readonly Dictionary[] {
  const cells = deserialize(Buffer.from(entries)) as readonly PackedCells[];
  return cells.map((each) => dictionaryOf(unpackCells(each)));
}
