// CSV records as bytes to a batch whose rows are cut into cells when asked for.
import { isAscii, isUtf8 } from "node:buffer";
import type { CellMarks, CsvRecords as CsvByteRows } from "@heddle/bytes";
import { type CsvSettings, type Dict, setKey, type Value } from "@heddle/compiler";
import { asBuffer } from "../../contracts/byte-source.ts";
import { type RowBatch, RowError, type TransferBatch } from "../../contracts/row-batch.ts";
import { notUtf8 } from "../json/json-batch.ts";
import type { DictOfValues } from "../make-row.ts";
import { transferableBytes } from "../transferable-bytes.ts";
import { badUtf8At } from "../utf8.ts";
import { cutCells } from "./cells.ts";
import { delimiterShape } from "./delimiters.ts";
import { type CsvPlaces, errorOf, hasMarks } from "./record-list.ts";
import type { QuoteError } from "./scan.ts";

/** What all batches of a file share. */
export interface CsvShape {
  readonly settings: CsvSettings;
  /** The key of each column. */
  readonly keys: readonly string[];
  /** Which columns go into a row. */
  readonly isRead: readonly boolean[];
  /** The characters around cells as bytes; undefined where they are not single ones. */
  readonly marks: CellMarks | undefined;
  /** Makes the dict of a row that has a cell for each column; it stays on its thread. */
  readonly dictOf?: DictOfValues | undefined;
}

export interface CsvRecords extends CsvPlaces {
  readonly bytes: Buffer;
  /** Where `bytes` starts in the file. */
  readonly offset: number;
  readonly firstRow: number;
}

/** A batch on its way to another thread. */
export interface CsvTransfer extends TransferBatch, CsvPlaces {
  readonly format: "csv";
  /** In memory of its own, or in shared memory. */
  readonly bytes: Uint8Array;
  /** Where `bytes` starts in the file. */
  readonly offset: number;
  readonly firstRow: number;
  readonly shape: Omit<CsvShape, "dictOf">;
}

export function openCsv({ bytes, shape, ...records }: CsvTransfer): RowBatch {
  return csvBatch({ ...records, bytes: asBuffer(bytes) }, shape);
}

export function csvBatch(records: CsvRecords, shape: CsvShape): RowBatch {
  const { bytes, offset, starts, ends, marks, firstRow } = records;
  const { marks: cellMarks } = shape;
  const count = starts.length;
  let isClean: boolean | undefined;
  let encoding: "latin1" | "utf8" = "utf8";
  const start = (i: number): number => {
    const found = starts[i];
    if (found === undefined) throw new RangeError(`row ${i} of ${count}`);
    return found;
  };
  const end = (i: number): number => ends[i] ?? 0;
  return {
    firstRow,
    count,
    columns: shape.keys,
    read(i) {
      const from = start(i);
      const mark = marks[i] ?? 0;
      if (isClean === undefined) {
        const all = bytes.subarray(start(0), end(count - 1));
        isClean = isUtf8(all);
        // The same text, in half of the time.
        if (isClean && isAscii(all)) encoding = "latin1";
      }
      if (!isClean) {
        const bad = badUtf8At(bytes.subarray(from, end(i)));
        if (bad >= 0) return notUtf8(bad, offset + from + bad);
      }
      const error = errorOf(mark);
      if (error !== undefined) return quoteError(error);
      return rowOf(cutCells(bytes.toString(encoding, from, end(i)), shape.settings, hasMarks(mark)), shape);
    },
    raw: (i) => bytes.toString("utf8", start(i), end(i)),
    offset: (i) => offset + start(i),
    bytes: (i) => bytes.subarray(start(i), end(i)),
    ...(cellMarks === undefined ? {} : { byteRows: () => byteRows(records, shape.keys, cellMarks) }),
    shape: (i) => delimiterShape(bytes.toString("utf8", start(i), end(i)), shape.settings.delimiter, shape.keys),
    toTransfer(): CsvTransfer {
      const from = start(0);
      const { settings, keys, isRead } = shape;
      return {
        format: "csv",
        bytes: transferableBytes(bytes.subarray(from, end(count - 1))),
        offset: offset + from,
        firstRow,
        shape: { settings, keys, isRead, marks: cellMarks },
        starts: starts.map((place) => place - from),
        ends: ends.map((place) => place - from),
        marks: marks.slice(),
      };
    },
  };
}

function byteRows(records: CsvRecords, columns: readonly string[], cellMarks: CellMarks): CsvByteRows {
  const { bytes, starts, ends, marks } = records;
  const from = starts[0] ?? 0;
  return {
    kind: "records",
    bytes: bytes.subarray(from, ends.at(-1)),
    starts: starts.map((start) => start - from),
    ends: ends.map((end, i) => (errorOf(marks[i] ?? 0) === undefined ? end - from : 0)),
    columns,
    marks: cellMarks,
  };
}

function quoteError(error: QuoteError): RowError {
  switch (error) {
    case "bad-quote":
      return new RowError("row/bad-quote", "text follows a closing quote: double the quotes inside a quoted cell");
    case "open-quote":
      return new RowError(
        "row/open-quote",
        "a quote that opens in this line is not closed before a later line has one: close it, or double it if it is text",
      );
    default:
      return error satisfies never;
  }
}

/** A missing trailing cell has no value (D); cells past the last column are an error, unless all of them are empty (D). */
function rowOf(cells: readonly string[], { keys, isRead, dictOf }: CsvShape): Value | RowError {
  if (cells.length === keys.length && dictOf !== undefined) return dictOf(cells);
  if (cells.length > keys.length && cells.slice(keys.length).some((cell) => cell !== "")) {
    return new RowError(
      "row/too-many-cells",
      `the row has ${cells.length} cells, the header ${keys.length}: quote cells that hold the delimiter`,
    );
  }
  const row: Dict = {};
  const count = Math.min(cells.length, keys.length);
  for (let c = 0; c < count; c += 1) {
    if (isRead[c] === true) setKey(row, keys[c] ?? "", cells[c] ?? "");
  }
  return row;
}

/** A batch of one record that cannot be read, for a reason known already. */
export function badRecord(error: RowError, head: Buffer, offset: number, firstRow: number): RowBatch {
  return { firstRow, count: 1, read: () => error, raw: () => head.toString(), offset: () => offset, bytes: () => head };
}
