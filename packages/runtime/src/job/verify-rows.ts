// Two results of mapping the same batch to the first thing in which they differ.
import { isDeepStrictEqual } from "node:util";
import type { MappedBatch } from "../contracts/mapped-batch.ts";
import type { EventLines } from "../contracts/sink.ts";

/** A sentence without a full stop; undefined where events, counts and rejected rows are the same. */
export function firstDifference(bytes: MappedBatch, values: MappedBatch): string | undefined {
  const row = firstOtherLine(bytes.lines, values.lines);
  if (row !== undefined) return `row ${row} has another event as bytes than by values`;
  // The order in which counts were made shows in reports.
  const orderOf = ({ counts }: MappedBatch): string => JSON.stringify(counts);
  if (orderOf(bytes) !== orderOf(values))
    return `rows are counted ${orderOf(bytes)} as bytes and ${orderOf(values)} by values`;
  const other = values.rejects.find((rejected, i) => !isDeepStrictEqual(rejected, bytes.rejects[i]));
  return other === undefined ? undefined : `row ${other.row} is set aside in another way as bytes than by values`;
}

function firstOtherLine(bytes: EventLines | undefined, values: EventLines | undefined): number | undefined {
  if (bytes === undefined || values === undefined) return undefined;
  const most = Math.max(bytes.count, values.count);
  for (let i = 0; i < most; i += 1) {
    const [one, other] = [bytes, values].map((lines) => lineOf(lines, i));
    if (one === undefined || other === undefined || !one.equals(other))
      return values.firstRow + Math.min(bytes.rows[i] ?? Infinity, values.rows[i] ?? Infinity);
  }
  return undefined;
}

function lineOf({ bytes, ends, count }: EventLines, i: number): Buffer | undefined {
  if (i >= count) return undefined;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).subarray(i === 0 ? 0 : ends[i - 1], ends[i]);
}
