// Rows as bytes: what a mapper takes.
import type { Value } from "@heddle/compiler";

/** Whole lines of JSON, the last one with or without its line end. Blank ones are no rows. */
export interface LinesOfJson {
  readonly kind: "lines";
  readonly bytes: Uint8Array;
}

/** Records of CSV, in which a delimiter and quotes that are doubled inside quotes are all that has a meaning. */
export interface CsvRecords {
  readonly kind: "records";
  readonly bytes: Uint8Array;
  /** Where each record starts. */
  readonly starts: Uint32Array;
  /** Where each ends, before its line end or the end of the bytes; 0 for one that is broken. */
  readonly ends: Uint32Array;
  /** The keys of the columns, each its own. */
  readonly columns: readonly string[];
  readonly marks: CellMarks;
}

/** The characters around cells, a byte of ASCII each. */
export interface CellMarks {
  readonly delimiter: number;
  /** Undefined: nothing is quoted. */
  readonly quote: number | undefined;
}

/** Columns of values, as Parquet has them. */
export interface ColumnRows {
  readonly kind: "columns";
  readonly count: number;
  /** Of two columns with a name the last one counts. */
  readonly columns: readonly { readonly name: string; readonly cells: ByteColumn }[];
  /** About what the cells take. */
  readonly size: number;
}

export type ByteColumn =
  | { readonly kind: "cells"; readonly cells: readonly Value[] }
  /** An entry for each row; {@link NO_CELL} for none. */
  | { readonly kind: "dictionary"; readonly dictionary: ByteDictionary; readonly indexes: Uint32Array }
  /** A number for each row, in normal form; NaN for none. */
  | { readonly kind: "numbers"; readonly numbers: Float64Array }
  /** Where the text of each row is, in UTF-8; a start of {@link NO_CELL} for none. Starts ascend. */
  | ({ readonly kind: "texts" } & ByteTexts);

/** Where texts are, in UTF-8. */
export interface ByteTexts {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** The same object each time, by which it is known. */
export interface ByteDictionary {
  readonly entries: readonly Value[];
  /** The same as bytes, where all entries are texts; then `entries` is better not asked for. */
  readonly texts?: ByteTexts;
}

/** Stands for a value that is missing: it is null. */
export { NO_CELL } from "./layout.gen.ts";

export type ByteRows = LinesOfJson | CsvRecords | ColumnRows;

/** One of some rows; lines are for who knows where each starts. */
export function rowAt(rows: CsvRecords | ColumnRows, i: number): CsvRecords | ColumnRows {
  if (rows.kind === "records")
    return { ...rows, starts: rows.starts.subarray(i, i + 1), ends: rows.ends.subarray(i, i + 1) };
  const columns = rows.columns.map(({ name, cells }) => ({ name, cells: cellAt(cells, i) }));
  return { ...rows, count: 1, columns, size: Math.ceil(rows.size / Math.max(rows.count, 1)) };
}

function cellAt(column: ByteColumn, i: number): ByteColumn {
  switch (column.kind) {
    case "cells":
      return { ...column, cells: column.cells.slice(i, i + 1) };
    case "dictionary":
      return { ...column, indexes: column.indexes.subarray(i, i + 1) };
    case "numbers":
      return { ...column, numbers: column.numbers.subarray(i, i + 1) };
    case "texts":
      return { ...column, starts: column.starts.subarray(i, i + 1), ends: column.ends.subarray(i, i + 1) };
    default:
      return column satisfies never;
  }
}

/** About how many bytes some rows have. */
export function sizeOfRows(rows: ByteRows): number {
  return rows.kind === "columns" ? rows.size : rows.bytes.length;
}
