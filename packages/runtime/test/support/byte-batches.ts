// Rows as they are in a file to a batch of them.
import { jsonBatch } from "../../src/4-rows/json/json-batch.ts";
import type { RowBatch } from "../../src/contracts/row-batch.ts";

/** Lines of some rows, of which some are blank. */
export function batchOfLines(rows: readonly Uint8Array[], firstRow = 0): RowBatch {
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const row of rows) {
    const end = row.at(-1) === 13 ? row.length - 1 : row.length;
    if (row.some((byte) => byte !== 32 && byte !== 9 && byte !== 13)) {
      starts.push(at);
      ends.push(at + end);
    }
    at += row.length + 1;
  }
  const bytes = Buffer.concat(rows.flatMap((row) => [row, Buffer.from("\n")]));
  return jsonBatch({ bytes, offset: 0, starts, ends, firstRow });
}
