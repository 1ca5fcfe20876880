// CSV records as bytes to a batch whose rows are cut into cells when asked for.
import { isUtf8 } from "node:buffer";
import { type CsvSettings, type Dict, setKey, type Value } from "@heddle/compiler";
import { type RowBatch, RowError } from "../../contracts/row-batch.ts";
import { notUtf8 } from "../json/json-batch.ts";
import type { DictOfValues } from "../make-row.ts";
import { transferableBytes } from "../transferable-bytes.ts";
import { badUtf8At } from "../utf8.ts";
import { cutCells } from "./cells.ts";
import type { Record } from "./scan.ts";

/** What all batches of a file share. */
export interface CsvShape {
  readonly settings: CsvSettings;
  /** The key of each column. */
  readonly keys: readonly string[];
  /** Which columns go into a row. */
  readonly isRead: readonly boolean[];
  /** Makes the dict of a row that has a cell for each column; it stays on its thread. */
  readonly dictOf?: DictOfValues | undefined;
}

export interface CsvRecords {
  readonly bytes: Buffer;
  /** Where `bytes` starts in the file. */
  readonly offset: number;
  readonly records: readonly Record[];
  readonly firstRow: number;
}

export function csvBatch({ bytes, offset, records, firstRow }: CsvRecords, shape: CsvShape): RowBatch {
  let isClean: boolean | undefined;
  const at = (i: number): Record => {
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
      isClean ??= isUtf8(bytes.subarray(at(0).start, at(records.length - 1).end));
      if (!isClean) {
        const bad = badUtf8At(bytes.subarray(record.start, record.end));
        if (bad >= 0) return notUtf8(bad, offset + record.start + bad);
      }
      if (record.isTorn)
        return new RowError("row/bad-quote", "text follows a closing quote: double the quotes inside a quoted cell");
      return rowOf(cutCells(bytes.toString("utf8", record.start, record.end), shape.settings, record.hasQuote), shape);
    },
    raw: (i) => bytes.toString("utf8", at(i).start, at(i).end),
    offset: (i) => offset + at(i).start,
    bytes: (i) => bytes.subarray(at(i).start, at(i).end),
    toTransfer() {
      const from = at(0).start;
      const starts = new Uint32Array(records.length);
      const ends = new Uint32Array(records.length);
      const marks = new Uint8Array(records.length);
      for (let i = 0; i < records.length; i += 1) {
        const { start, end, hasQuote, isTorn } = at(i);
        starts[i] = start - from;
        ends[i] = end - from;
        marks[i] = (hasQuote ? 1 : 0) + (isTorn ? 2 : 0);
      }
      const { settings, keys, isRead } = shape;
      return {
        kind: "csv",
        bytes: transferableBytes(bytes.subarray(from, at(records.length - 1).end)),
        offset: offset + from,
        firstRow,
        shape: { settings, keys, isRead },
        starts,
        ends,
        marks,
      };
    },
  };
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
