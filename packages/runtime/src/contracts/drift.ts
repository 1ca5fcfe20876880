/** A column with the kinds of its values, sorted and joined with "|"; null apart, and empty where all were null. */
export type ColumnKinds = readonly [column: string, kinds: string];

/** What changed in the shape of a file. Each list has at most 100 entries. */
export interface DriftReport {
  /** Columns of the file that the converter does not read; empty where it reads rows as a whole. */
  readonly unread: readonly string[];
  /** Columns that the converter reads and no sampled row has: those that an earlier file had, or, of the first file, all (D). */
  readonly gone: readonly string[];
  /** Columns that hold values of a kind that the last file with this column did not have. */
  readonly changed: readonly { readonly column: string; readonly before: string; readonly now: string }[];
}

/** What the first rows of a batch hold; plain data, so that another thread can tell it. */
export interface DriftPiece {
  /** Rows that were looked at, from the first of the batch on. */
  readonly looked: number;
  /** Those of them that are dicts. */
  readonly rows: number;
  readonly columns: readonly (readonly [column: string, kinds: readonly string[]])[];
}
