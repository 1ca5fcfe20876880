// What rows take once their values are made: a dictionary can make any size of a few bytes.
import { type RowBatch, RowError } from "../../contracts/row-batch.ts";
import type { ReadLimits } from "../row-format.ts";
import type { ColumnRows } from "./column-rows.ts";

/** About the bytes of each row's values, over all columns. */
export function rowSizes(columns: readonly ColumnRows[], count: number): Float64Array {
  const sizes = new Float64Array(count);
  for (const column of columns) column.addSizes(sizes);
  return sizes;
}

export function sumOf(sizes: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < sizes.length; i += 1) sum += sizes[i] ?? 0;
  return sum;
}

/** Ranges of rows, in order, of at most so many bytes or of one row each; all rows are in one of them, those that are too long alone. */
export function batchesOf(
  sizes: Float64Array,
  { maxBatchBytes, maxRowBytes }: Pick<ReadLimits, "maxBatchBytes" | "maxRowBytes">,
): readonly (readonly [from: number, to: number])[] {
  const most = Math.min(maxBatchBytes, maxRowBytes);
  const ranges: [number, number][] = [];
  let from = 0;
  let bytes = 0;
  for (let i = 0; i < sizes.length; i += 1) {
    const size = sizes[i] ?? 0;
    if (i > from && bytes + size > most) {
      ranges.push([from, i]);
      from = i;
      bytes = 0;
    }
    bytes += size;
  }
  if (sizes.length > from) ranges.push([from, sizes.length]);
  return ranges;
}

/** A row that is longer than rows may be. */
export function tooLongBatch(firstRow: number, { maxRowBytes }: ReadLimits): RowBatch {
  const error = new RowError(
    "row/too-long",
    `the row has more than ${maxRowBytes} bytes, which is all that is allowed`,
  );
  return { firstRow, count: 1, read: () => error, raw: () => "", offset: () => undefined };
}
