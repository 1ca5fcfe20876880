// A batch of rows to the batch of one of them.
import type { RowBatch } from "../contracts/row-batch.ts";
import { type ByteRows, rowAt } from "@heddle/bytes";

/** With the number, the place and the bytes that the `i`-th row has in its batch. */
export function rowOfBatch(batch: RowBatch, i: number): RowBatch {
  const bytes = batch.bytes && ((): Uint8Array => batch.bytes?.(i) ?? new Uint8Array());
  const byteRows = batch.byteRows && ((): ByteRows => oneOf(batch.byteRows?.(), batch, i));
  return {
    firstRow: batch.firstRow + i,
    count: 1,
    ...(batch.columns === undefined ? {} : { columns: batch.columns }),
    read: () => batch.read(i),
    raw: () => batch.raw(i),
    offset: () => batch.offset(i),
    shape: () => batch.shape?.(i),
    ...(bytes === undefined ? {} : { bytes }),
    ...(byteRows === undefined ? {} : { byteRows }),
  };
}

function oneOf(rows: ByteRows | undefined, batch: RowBatch, i: number): ByteRows {
  if (rows === undefined || rows.kind === "lines")
    return { kind: "lines", bytes: batch.bytes?.(i) ?? Buffer.from(batch.raw(i)) };
  return rowAt(rows, i);
}
