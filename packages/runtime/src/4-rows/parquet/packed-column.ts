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

/** Numbers, texts and indexes as the bytes that they are. */
export type PackedColumn =
  | Extract<ColumnForm, { readonly kind: "numbers" | "texts" }>
  | { readonly kind: "dictionary"; readonly indexes: Uint32Array; readonly dictionary: PackedDictionary }
  | ({ readonly kind: "cells" } & PackedCells);

/** Plain cells as they are; others as JSON, which alone keeps every number and key as it is; errors apart. */
interface PackedCells {
  readonly plain: readonly (string | number | bigint | boolean | null)[];
  readonly json: readonly (readonly [row: number, text: string])[];
  readonly errors: readonly (readonly [row: number, code: RowError["code"], message: string])[];
}

/** Its entries are in shared memory: every batch of its column takes them along. */
interface PackedDictionary {
  readonly id: number;
  readonly entries: Uint8Array;
}

export function packColumn(rows: ColumnRows): PackedColumn {
  const form = rows.form();
  switch (form.kind) {
    case "numbers":
      return form;
    case "texts":
      return { kind: "texts", ...usedTexts(form) };
    case "dictionary":
      return { kind: "dictionary", indexes: form.indexes, dictionary: packDictionary(form.dictionary) };
    case "cells": {
      const cells = form.cells as readonly Cell[];
      return packedNumbers(cells) ?? packedTexts(cells) ?? { kind: "cells", ...packCells(cells) };
    }
    default:
      return form satisfies never;
  }
}

/** Opens columns; dictionaries that come again are opened once. */
export function createColumnOpener(): (column: PackedColumn) => ColumnRows {
  const dictionaries = dictionaryCache();
  return (column) => {
    switch (column.kind) {
      case "numbers":
        return numberRows(column.numbers);
      case "texts":
        return textRows(column);
      case "dictionary":
        return dictionaryRows(column.indexes, dictionaries(column.dictionary));
      case "cells":
        return plainRows(unpackCells(column));
      default:
        return column satisfies never;
    }
  };
}

/** The same columns with all their bytes in one piece of memory, which is the only one that has to move. */
export function gathered(columns: readonly PackedColumn[]): { columns: PackedColumn[]; memory: ArrayBuffer } {
  const views = columns.flatMap(viewsOf);
  const memory = new ArrayBuffer(views.reduce((sum, { byteLength }) => sum + aligned(byteLength), 0));
  let at = 0;
  const place = (byteLength: number): number => {
    const start = at;
    at += aligned(byteLength);
    return start;
  };
  const bytes = (view: Uint8Array): Uint8Array => {
    const copy = new Uint8Array(memory, place(view.byteLength), view.length);
    copy.set(view);
    return copy;
  };
  const indexes = (view: Uint32Array): Uint32Array => {
    const copy = new Uint32Array(memory, place(view.byteLength), view.length);
    copy.set(view);
    return copy;
  };
  const numbers = (view: Float64Array): Float64Array => {
    const copy = new Float64Array(memory, place(view.byteLength), view.length);
    copy.set(view);
    return copy;
  };
  const moved = columns.map((column): PackedColumn => {
    switch (column.kind) {
      case "numbers":
        return { ...column, numbers: numbers(column.numbers) };
      case "texts":
        return { ...column, bytes: bytes(column.bytes), starts: indexes(column.starts), ends: indexes(column.ends) };
      case "dictionary":
        return { ...column, indexes: indexes(column.indexes) };
      case "cells":
        return column;
      default:
        return column satisfies never;
    }
  });
  return { columns: moved, memory };
}

function viewsOf(column: PackedColumn): readonly ArrayBufferView[] {
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

/** Undefined where a cell is no number. */
function packedNumbers(cells: readonly Cell[]): PackedColumn | undefined {
  if (cells.some((cell) => cell !== null && typeof cell !== "number")) return undefined;
  return { kind: "numbers", numbers: Float64Array.from(cells, (cell) => (typeof cell === "number" ? cell : Number.NaN)) };
}

/** Undefined where a cell is no text of ASCII: such take as many bytes as units, so that rows stay as long as they were. */
function packedTexts(cells: readonly Cell[]): PackedColumn | undefined {
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
const packed = new WeakMap<Dictionary, PackedDictionary>();

function packDictionary(dictionary: Dictionary): PackedDictionary {
  const known = packed.get(dictionary);
  if (known !== undefined) return known;
  const bytes = serialize(packCells(dictionary.entries));
  const entries = new Uint8Array(new SharedArrayBuffer(bytes.length));
  entries.set(bytes);
  const made = { id: (lastId += 1), entries };
  packed.set(dictionary, made);
  return made;
}

/** What the entries of dictionaries that are kept open take packed, at most. */
const KEPT_BYTES = 16 * 1024 * 1024;

/** Opened dictionaries; those that were not used for the longest time go first. */
function dictionaryCache(): (dictionary: PackedDictionary) => Dictionary {
  const kept = new Map<number, { readonly dictionary: Dictionary; readonly bytes: number }>();
  let bytes = 0;
  return ({ id, entries }) => {
    const known = kept.get(id);
    kept.delete(id);
    // What comes from shared memory is copied: not all of Node reads from there.
    const dictionary =
      known?.dictionary ?? dictionaryOf(unpackCells(deserialize(Buffer.from(entries)) as PackedCells));
    kept.set(id, { dictionary, bytes: entries.length });
    if (known === undefined) bytes += entries.length;
    for (const [other, { bytes: size }] of kept) {
      if (bytes <= KEPT_BYTES || other === id) break;
      kept.delete(other);
      bytes -= size;
    }
    return dictionary;
  };
}
