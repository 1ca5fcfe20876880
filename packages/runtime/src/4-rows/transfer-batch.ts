// A batch of rows as data that can be moved to another thread, and such data back to the same batch there.
import type { CsvSettings } from "@heddle/compiler";
import { asBuffer } from "../contracts/byte-source.ts";
import type { RowBatch } from "../contracts/row-batch.ts";
import { csvBatch } from "./csv/csv-batch.ts";
import type { ExactNumbers } from "./json/exact-numbers.ts";
import { jsonBatch } from "./json/json-batch.ts";
import { cellsBatch, openCells, type PackedCells } from "./parquet/cells-batch.ts";

export interface JsonParcel {
  readonly kind: "json";
  /** In memory of its own, or in shared memory. */
  readonly bytes: Uint8Array;
  /** Where `bytes` starts in the file. */
  readonly offset: number;
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly firstRow: number;
}

export interface CsvParcel {
  readonly kind: "csv";
  /** In memory of its own, or in shared memory. */
  readonly bytes: Uint8Array;
  /** Where `bytes` starts in the file. */
  readonly offset: number;
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
  /** Of each record: 1 where it has quotes, 2 where a closing one is followed by text. */
  readonly marks: Uint8Array<ArrayBuffer>;
  readonly firstRow: number;
  readonly shape: {
    readonly settings: CsvSettings;
    readonly keys: readonly string[];
    readonly isRead: readonly boolean[];
  };
}

/** Parquet travels as cells: the pages that they come from serve several batches. */
export interface CellsParcel {
  readonly kind: "cells";
  readonly names: readonly string[];
  readonly columns: readonly PackedCells[];
  readonly count: number;
  readonly firstRow: number;
  readonly all?: readonly string[];
}

export type BatchParcel = JsonParcel | CsvParcel | CellsParcel;

/** The memory that moves with a parcel; what sent it loses it. Shared memory does not move. */
export function parcelMemory(parcel: BatchParcel): ArrayBuffer[] {
  switch (parcel.kind) {
    case "json":
    case "csv":
      return parcel.bytes.buffer instanceof ArrayBuffer ? [parcel.bytes.buffer] : [];
    case "cells":
      return [];
    default:
      return parcel satisfies never;
  }
}

/** The batch that the parcel was made of; `hasExact` as `jsonBatch` takes it. */
export function openParcel(parcel: BatchParcel, hasExact?: ExactNumbers): RowBatch {
  switch (parcel.kind) {
    case "json":
      return jsonBatch({ ...parcel, bytes: asBuffer(parcel.bytes) }, hasExact);
    case "csv": {
      const { starts, ends, marks } = parcel;
      const records = Array.from(starts, (start, i) => {
        const mark = marks[i] ?? 0;
        return { start, end: ends[i] ?? start, hasQuote: (mark & 1) !== 0, isTorn: (mark & 2) !== 0 };
      });
      return csvBatch({ ...parcel, bytes: asBuffer(parcel.bytes), records }, parcel.shape);
    }
    case "cells":
      return cellsBatch({ ...parcel, columns: parcel.columns.map(openCells) });
    default:
      return parcel satisfies never;
  }
}
