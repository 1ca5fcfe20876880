// A batch of rows as data that can be moved to another thread, and such data back to the same batch there.
import type { CsvSettings } from "@heddle/compiler";
import { asBuffer } from "../contracts/byte-source.ts";
import type { RowBatch } from "../contracts/row-batch.ts";
import { csvBatch } from "./csv/csv-batch.ts";
import type { ExactNumbers } from "./json/exact-numbers.ts";
import { jsonBatch } from "./json/json-batch.ts";
import { cellsBatch, openCells, type PackedCells } from "./parquet/cells-batch.ts";

export interface JsonTransfer {
  readonly kind: "json";
  /** In memory of its own, or in shared memory. */
  readonly bytes: Uint8Array;
  /** Where `bytes` starts in the file. */
  readonly offset: number;
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly firstRow: number;
}

export interface CsvTransfer {
  readonly kind: "csv";
  /** In memory of its own, or in shared memory. */
  readonly bytes: Uint8Array;
  /** Where `bytes` starts in the file. */
  readonly offset: number;
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
  /** Of each record: 1 where it has quotes or escapes, 2 where text follows a closing quote, 4 where a quote is left open. */
  readonly marks: Uint8Array<ArrayBuffer>;
  readonly firstRow: number;
  readonly shape: {
    readonly settings: CsvSettings;
    readonly keys: readonly string[];
    readonly isRead: readonly boolean[];
  };
}

/** Parquet travels as cells: the pages that they come from serve several batches. */
export interface CellsTransfer {
  readonly kind: "cells";
  readonly names: readonly string[];
  readonly columns: readonly PackedCells[];
  readonly count: number;
  readonly firstRow: number;
  readonly all?: readonly string[];
}

export type TransferBatch = JsonTransfer | CsvTransfer | CellsTransfer;

/** The memory that moves with a transfer; what sent it loses it. Shared memory does not move. */
export function transferListOf(transfer: TransferBatch): ArrayBuffer[] {
  switch (transfer.kind) {
    case "json":
    case "csv":
      return transfer.bytes.buffer instanceof ArrayBuffer ? [transfer.bytes.buffer] : [];
    case "cells":
      return [];
    default:
      return transfer satisfies never;
  }
}

/** The batch that the transfer was made of; `hasExact` as `jsonBatch` takes it. */
export function openTransferBatch(transfer: TransferBatch, hasExact?: ExactNumbers): RowBatch {
  switch (transfer.kind) {
    case "json":
      return jsonBatch({ ...transfer, bytes: asBuffer(transfer.bytes) }, hasExact);
    case "csv": {
      const { starts, ends, marks } = transfer;
      const records = Array.from(starts, (start, i) => {
        const mark = marks[i] ?? 0;
        const end = ends[i] ?? start;
        const error = (mark & 2) !== 0 ? "bad-quote" : (mark & 4) !== 0 ? "open-quote" : undefined;
        return { start, end, hasMarks: (mark & 1) !== 0, error, readTo: end } as const;
      });
      return csvBatch({ ...transfer, bytes: asBuffer(transfer.bytes), records }, transfer.shape);
    }
    case "cells":
      return cellsBatch({ ...transfer, columns: transfer.columns.map(openCells) });
    default:
      return transfer satisfies never;
  }
}
