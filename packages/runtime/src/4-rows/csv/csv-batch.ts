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
import type { CsvRecord, QuoteError } from "./scan.ts";

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

export interface CsvRecords {
  readonly bytes: Buffer;
  /** Where `bytes` starts in the file. */
  readonly offset: number;
  readonly records: readonly CsvRecord[];
  readonly firstRow: number;
}

/** A batch on its way to another thread. */
export interface CsvTransfer extends TransferBatch {
  readonly format: "csv";
  /** In memory of its own, or in shared memory. */
  readonly bytes: Uint8Array;
  /** Where `bytes` starts in the file. */
  readonly offset: number;
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
  /** Of each record: 1 where it has quotes or escapes, 2 where text follows a closing quote, 4 where a quote is left open. */
  readonly marks: Uint8Array<ArrayBuffer>;
  readonly firstRow: number;
  readonly shape: Omit<CsvShape, "dictOf">;
}

export function openCsv({ bytes, offset, starts, ends, marks, firstRow, shape }: CsvTransfer): RowBatch {
  const records = Array.from(starts, (start, i) => {
    const mark = marks[i] ?? 0;
    const end = ends[i] ?? start;
    const error = (mark & 2) !== 0 ? "bad-quote" : (mark & 4) !== 0 ? "open-quote" : undefined;
    return { start, end, hasMarks: (mark & 1) !== 0, error, readTo: end } as const;
  });
  return csvBatch({ bytes: asBuffer(bytes), offset, records, firstRow }, shape);
}

export function csvBatch({ bytes, offset, records, firstRow }: CsvRecords, shape: CsvShape): RowBatch {
  const { marks: cellMarks } = shape;
  let isClean: boolean | undefined;
  let encoding: "latin1" | "utf8" = "utf8";
  const at = (i: number): CsvRecord => {
    const record = records[i];
    if (record === undefined) throw new RangeError(`row ${i} of ${records.length}`);
    return record;
  };
  return {
    firstRow,
    count: records.length,
    columns: shape.keys,
    read(i) {
      const record = at(i);
      if (isClean === undefined) {
        const all = bytes.subarray(at(0).start, at(records.length - 1).end);
        isClean = isUtf8(all);
        // The same text, in half of the time.
        if (isClean && isAscii(all)) encoding = "latin1";
      }
      if (!isClean) {
        const bad = badUtf8At(bytes.subarray(record.start, record.end));
        if (bad >= 0) return notUtf8(bad, offset + record.start + bad);
      }
      if (record.error !== undefined) return quoteError(record.error);
      return rowOf(
        cutCells(bytes.toString(encoding, record.start, record.end), shape.settings, record.hasMarks),
        shape,
      );
    },
    raw: (i) => bytes.toString("utf8", at(i).start, at(i).end),
    offset: (i) => offset + at(i).start,
    bytes: (i) => bytes.subarray(at(i).start, at(i).end),
    ...(cellMarks === undefined ? {} : { byteRows: () => byteRows(bytes, records, shape.keys, cellMarks) }),
    shape: (i) => delimiterShape(bytes.toString("utf8", at(i).start, at(i).end), shape.settings.delimiter, shape.keys),
    toTransfer(): CsvTransfer {
      const from = at(0).start;
      const starts = new Uint32Array(records.length);
      const ends = new Uint32Array(records.length);
      const marks = new Uint8Array(records.length);
      for (let i = 0; i < records.length; i += 1) {
        const { start, end, hasMarks, error } = at(i);
        starts[i] = start - from;
        ends[i] = end - from;
        marks[i] = (hasMarks ? 1 : 0) + (error === "bad-quote" ? 2 : error === "open-quote" ? 4 : 0);
      }
      const { settings, keys, isRead } = shape;
      return {
        format: "csv",
        bytes: transferableBytes(bytes.subarray(from, at(records.length - 1).end)),
        offset: offset + from,
        firstRow,
        shape: { settings, keys, isRead, marks: cellMarks },
        starts,
        ends,
        marks,
      };
    },
  };
}

function byteRows(
  bytes: Buffer,
  records: readonly CsvRecord[],
  columns: readonly string[],
  marks: CellMarks,
): CsvByteRows {
  const from = records[0]?.start ?? 0;
  const starts = new Uint32Array(records.length);
  const ends = new Uint32Array(records.length);
  let end = from;
  for (let i = 0; i < records.length; i += 1) {
    const record = records[i];
    if (record === undefined) continue;
    starts[i] = record.start - from;
    if (record.error === undefined) ends[i] = record.end - from;
    end = record.end;
  }
  return { kind: "records", bytes: bytes.subarray(from, end), starts, ends, columns, marks };
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
