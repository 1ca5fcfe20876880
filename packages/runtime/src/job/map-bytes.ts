// From the bytes of a batch to events as lines of JSON, rejected rows and counts, row by row as bytes or, where that is not sure, by values.
import { type ByteMapper, type ByteRows, type Instance, layout, type RowTaker, sizeOfRows } from "@heddle/bytes";
import type { Dict, RowOutcome } from "@heddle/compiler";
import { watchDrift } from "../5-map/drift.ts";
import { rowOfBatch } from "../4-rows/row-of-batch.ts";
import { reasonOf } from "../5-map/byte-mapping.ts";
import { NOTED_RULES } from "../6-check/byte-rules.ts";
import { lineBytes } from "../7-deliver/line-bytes.ts";
import type { RowPaths } from "../contracts/byte-mapping.ts";
import type { JobParts } from "../contracts/job-parts.ts";
import type { MapContext, MappedBatch } from "../contracts/mapped-batch.ts";
import type { RowBatch } from "../contracts/row-batch.ts";
import { count, countOutcome, noRows } from "../contracts/row-counts.ts";
import type { RejectedRow } from "../contracts/sink.ts";
import { KEY_BYTES, writeDedupKey } from "../dedup/key.ts";
import { rejectedRow } from "./rejected-row.ts";
import { explained, jsonOf, lostTimeOf, rowOutcomes, type TakeEvent, UNWRITABLE } from "./row-outcomes.ts";

/** Is told what became of the batch's `i`-th row. */
export type ObserveOutcome = (outcome: RowOutcome, i: number) => void;

export interface ByteWork {
  readonly parts: Pick<JobParts, "mapper" | "checks">;
  readonly mapper: ByteMapper;
  readonly batch: RowBatch;
  /** Of the batch. */
  readonly rows: ByteRows;
  readonly context: MapContext;
  readonly observe?: ObserveOutcome;
}

const SPARE_BYTES = 64 * 1024;

/** How many bytes events mostly take at most: rows of JSON have their keys in them. */
function expectedBytes(rows: ByteRows): number {
  return (rows.kind === "lines" ? 1 : 3) * sizeOfRows(rows) + SPARE_BYTES;
}

export function mapBytes(work: ByteWork, spare: ArrayBuffer | undefined): MappedBatch {
  const { mapper, batch, rows, context } = work;
  const { bucket, key, now } = context;
  const taken = takeRows(work);
  const { counts, paths } = taken;
  const out = lineCollector(batch, expectedBytes(rows), spare, context);
  const place = { firstRow: batch.firstRow, insertIdPrefix: `${bucket}/${key}:`, now };
  const done = mapper.map(rows, place, taken.taker, out);
  batch.counted?.(done.rows);
  const drift = watchDrift(batch, context.sample).piece();
  counts.rows = done.rows;
  counts.ignored += done.ignored;
  counts.events = out.count();
  paths.byBytes = done.rows - done.givenBack;
  const keys = out.keys();
  return {
    counts,
    rejects: taken.rejects,
    drift,
    timed: done.timed + taken.timed(),
    withInsertId: done.withInsertId + taken.withInsertId(),
    paths,
    ...taken.lostTime(),
    lines: out.end(),
    ...(out.isBorrowed() ? { isBorrowed: true } : {}),
    ...(keys === undefined ? {} : { keys }),
  };
}

/** Takes the rows of which the module makes no line as `mapRows` does without bytes. */
function takeRows({ parts, batch, context, observe }: ByteWork) {
  const counts = noRows();
  const paths: RowPaths = { byBytes: 0, byValues: {} };
  const rejects: RejectedRow[] = [];
  let lostTime: MappedBatch["lostTime"];
  let timed = 0;
  let withInsertId = 0;
  let line: string | undefined;
  const take: TakeEvent = (event) => {
    const json = jsonOf(event);
    if (json === undefined) return UNWRITABLE;
    if (event["time"] !== undefined) timed += 1;
    if (event["insert_id"] !== undefined) withInsertId += 1;
    line = json;
    return undefined;
  };
  const takeOutcome = (outcome: RowOutcome, i: number): void => {
    if (outcome.kind === "rejected") rejects.push(rejectedRow(batch, i, context, outcome));
    else if (lostTime === undefined && outcome.kind === "event") {
      const lost = lostTimeOf(outcome);
      if (lost !== undefined) lostTime = { row: batch.firstRow + i, message: lost.message };
    }
    observe?.(outcome, i);
    countOutcome(counts, outcome);
  };
  const taker: RowTaker = {
    byValues(i, why) {
      line = undefined;
      count(paths.byValues, reasonOf(why));
      for (const outcome of rowOutcomes(parts, rowOfBatch(batch, i), context, take)) takeOutcome(outcome, i);
      return line;
    },
    setAside: (i, outcome) => takeOutcome(explained(outcome, batch, i), i),
    note(number, times) {
      const { rule } = NOTED_RULES[number] ?? {};
      if (rule !== undefined) count(counts.changes, rule, times);
    },
  };
  return {
    taker,
    counts,
    paths,
    rejects,
    timed: () => timed,
    withInsertId: () => withInsertId,
    lostTime: () => (lostTime === undefined ? {} : { lostTime }),
  };
}

/** Collects lines, and with them the keys of deduplication where they are asked for. */
function lineCollector(batch: RowBatch, size: number, spare: ArrayBuffer | undefined, context: MapContext) {
  const bytes = lineBytes(size, spare);
  let allRows = new Uint32Array(0);
  let allEnds = new Uint32Array(0);
  const keyBytes = new Uint8Array(context.keys ? batch.count * KEY_BYTES : 0);
  let lines = 0;
  let hasKeys = false;
  let borrowed: Uint8Array<ArrayBuffer> | undefined;
  return {
    borrows: context.borrows === true,
    add(
      added: Uint8Array<ArrayBuffer>,
      ends: Uint32Array,
      rows: Uint32Array,
      instance: Instance,
      isLast: boolean,
    ): void {
      if (context.keys) {
        const ids = idReader(added, ends, instance);
        for (const [k, row] of rows.entries()) {
          const place = { bucket: context.bucket, key: context.key, row: batch.firstRow + row };
          if (writeDedupKey(ids(k), place, keyBytes, (lines + k) * KEY_BYTES)) hasKeys = true;
        }
      }
      const before = bytes.length;
      if (isLast && lines === 0 && context.borrows === true) borrowed = added;
      else bytes.addBytes(added);
      allRows = joined(allRows, rows, 0);
      allEnds = joined(allEnds, ends, before);
      lines += ends.length;
    },
    count: () => lines,
    isBorrowed: () => borrowed !== undefined,
    keys: () => (hasKeys ? keyBytes.subarray(0, lines * KEY_BYTES) : undefined),
    end: () => ({
      count: lines,
      firstRow: batch.firstRow,
      rows: allRows,
      ends: allEnds,
      bytes: borrowed ?? bytes.take(),
    }),
  };
}

/** Some numbers and more of them, of which each grows by `shift`. Mostly all come at once. */
function joined(some: Uint32Array<ArrayBuffer>, more: Uint32Array, shift: number): Uint32Array<ArrayBuffer> {
  const all = new Uint32Array(some.length + more.length);
  all.set(some);
  all.set(more, some.length);
  if (shift > 0) for (let i = some.length; i < all.length; i += 1) all[i] = (all[i] ?? 0) + shift;
  return all;
}

const ID_KEYS = ["user_id", "device_id", "insert_id"] as const;

/** Reads the ids of the `k`-th of some lines, as an event that has only them. */
function idReader(added: Uint8Array, ends: Uint32Array, { bytes, numbers, exports }: Instance): (k: number) => Dict {
  const text = Buffer.from(added.buffer, added.byteOffset, added.length);
  // A line too long for the module's memory.
  if (added.buffer !== bytes.buffer) return (k) => JSON.parse(text.toString("utf8", 0, ends[k])) as Dict;
  exports.locateIds();
  const memory = Buffer.from(bytes.buffer);
  return (k) => {
    const event: Dict = {};
    for (const [i, key] of ID_KEYS.entries()) {
      const at = ((layout.EVENT_IDS + k * layout.EVENT_ID_BYTES) >> 2) + i * 2;
      const start = numbers[at] ?? 0;
      if (start > 0) event[key] = JSON.parse(memory.toString("utf8", start, numbers[at + 1])) as string;
    }
    return event;
  };
}
