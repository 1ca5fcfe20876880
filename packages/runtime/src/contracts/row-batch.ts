// The shape in which rows travel from a format to the mapper: bounded batches whose rows are decoded when asked for.
import type { ByteRows } from "@heddle/bytes";
import type { FileType, Value } from "@heddle/compiler";
import type { RowCode } from "../codes/catalog.ts";

/** Why a piece of a file is not a row: a value that is counted and kept, never thrown. */
export class RowError {
  readonly code: RowCode;
  /** What is wrong and how to fix it, without the place. */
  readonly message: string;
  /** Names what is wrong with the file rather than with this row, so that it need be shown only once for the file. */
  readonly habit: string | undefined;

  constructor(code: RowCode, message: string, habit?: string) {
    this.code = code;
    this.message = message;
    this.habit = habit;
  }
}

/** A batch as plain data that can move to another thread; what else it holds is the format's own affair. */
export interface TransferBatch {
  readonly format: FileType;
}

/** What a row that can be read is in place of an object or cells with keys. */
export interface RowShape {
  /** What it is, and how to fix the file. */
  readonly message: string;
  /** Names what is wrong with the file, so that it need be shown only once for the file. */
  readonly habit: string;
}

/** Rows of one file in the file's order, mostly a few thousand at a time at most. */
export interface RowBatch {
  /** The number of the first row in its file, from 0. Blank lines are no rows. */
  readonly firstRow: number;
  readonly count: number;
  /** Every top-level column of the file, where the format says so beside its rows: rows may leave out those that nobody reads. */
  readonly columns?: readonly string[];
  /** The `i`-th row's value, or why it has none. May be called more than once. */
  read(i: number): Value | RowError;
  /** The `i`-th row as it is in the file: the line of a JSON file, the record of a CSV file, compact JSON for Parquet. */
  raw(i: number): string;
  /** Where the `i`-th row starts in the decompressed file, in bytes; undefined where the format has no such place. */
  offset(i: number): number | undefined;
  /** The bytes of {@link raw}, where the format has them. Read-only. */
  bytes?(i: number): Uint8Array;
  /** All rows as bytes, where they can be mapped so. Read-only. */
  byteRows?(): ByteRows;
  /** Whether its memory is used again, and never garbage. */
  readonly isReused?: boolean;
  /** Tells how many rows they are: to count them may take time, and who mapped them as bytes knows. */
  counted?(rows: number): void;
  /** What the `i`-th row is, where it is not as rows of its format should be. */
  shape?(i: number): RowShape | undefined;
  /** The batch as data for another thread (`createTransferOpener`), which can be moved, anew at each call; absent: it stays on this thread. */
  toTransfer?(): TransferBatch;
}
