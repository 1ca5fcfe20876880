// A row that is set aside, with its place and what it is in the file.
import type { RejectedOutcome } from "@heddle/compiler";
import type { RowContext } from "../contracts/mapped-batch.ts";
import type { RowBatch } from "../contracts/row-batch.ts";
import type { RejectedRow } from "../contracts/sink.ts";

/** The batch's `i`-th row. */
export function rejectedRow(
  batch: RowBatch,
  i: number,
  { bucket, key }: RowContext,
  { rule, message }: RejectedOutcome,
): RejectedRow {
  const offset = batch.offset(i);
  return {
    bucket,
    key,
    row: batch.firstRow + i,
    ...(offset === undefined ? {} : { offset }),
    rule,
    message,
    raw: batch.raw(i),
  };
}
