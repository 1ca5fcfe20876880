// Rows as bytes: what a mapper takes.

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

export type ByteRows = LinesOfJson | CsvRecords;
