// From a row set aside to its line of JSON, the same in every sink.
import type { RejectedRow } from "../contracts/sink.ts";

export function rejectedLine(row: RejectedRow): string {
  const { bucket, key, offset, rule, message, converter, raw } = row;
  return JSON.stringify({
    bucket,
    key,
    row: row.row,
    ...(offset === undefined ? {} : { offset }),
    rule,
    message,
    ...(converter === undefined ? {} : { converter }),
    raw,
  });
}
