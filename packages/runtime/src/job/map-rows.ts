// From a batch of rows to events as lines of JSON, rejected rows and counts; nothing is delivered or recorded.
import { sizeOfRows } from "@heddle/bytes";
import type { RowBatch } from "../contracts/row-batch.ts";
import { watchDrift } from "../5-map/drift.ts";
import { lineBytes } from "../7-deliver/line-bytes.ts";
import type { Delivery, EventLines, RejectedRow } from "../contracts/sink.ts";
import { KEY_BYTES, writeDedupKey } from "../dedup/key.ts";
import { countOutcome, noRows } from "../contracts/row-counts.ts";
import type { JobParts } from "../contracts/job-parts.ts";
import type { MapContext, MappedBatch } from "../contracts/mapped-batch.ts";
import { mapBytes, type ObserveOutcome } from "./map-bytes.ts";
import { rejectedRow } from "./rejected-row.ts";
import { jsonOf, lostTimeOf, rowOutcomes, type TakeEvent, UNWRITABLE } from "./row-outcomes.ts";

/** What an event is expected to take as text; more is no harm. */
const EVENT_BYTES = 512;
/** What lines are given at first: short rows come by the ten thousand. */
const MOST_EXPECTED = 1024 * 1024;

type MapParts = Pick<JobParts, "mapper" | "checks" | "bytes">;

/**
 * Maps, checks and writes every row of a batch; the same on the thread of the job and on any other. `spare` is memory for the lines.
 * Rows go as bytes where they can, to the same lines, counts and rejected rows; `observe` is told of those that go by values, and of those that are set aside.
 */
export function mapRows(
  parts: MapParts,
  batch: RowBatch,
  context: MapContext,
  spare?: ArrayBuffer,
  observe?: ObserveOutcome,
): MappedBatch {
  const rows = context.form === "lines" ? batch.byteRows?.() : undefined;
  const mapper = rows === undefined ? undefined : parts.bytes?.mapper();
  if (rows === undefined || mapper === undefined || "why" in mapper || parts.bytes?.accepts(batch) !== true)
    return mapValues(parts, batch, context, spare, observe);
  const mapped = mapBytes(
    { parts, mapper, batch, rows, context, ...(observe === undefined ? {} : { observe }) },
    spare,
  );
  const garbage = batch.isReused === true ? 0 : sizeOfRows(rows);
  parts.bytes.passed?.(garbage, mapped.counts.rows, mapped.paths?.byBytes ?? 0);
  return mapped;
}

function mapValues(
  parts: MapParts,
  batch: RowBatch,
  context: MapContext,
  spare: ArrayBuffer | undefined,
  observe: ObserveOutcome | undefined,
): MappedBatch {
  const { bucket, key } = context;
  const counts = noRows();
  const rejects: RejectedRow[] = [];
  const events: Pick<Delivery, "row" | "event" | "json">[] = [];
  const lines = context.form === "lines" ? lineWriter(batch, spare) : undefined;
  const keyBytes = new Uint8Array(context.keys ? batch.count * KEY_BYTES : 0);
  let hasKeys = false;
  let timed = 0;
  let withInsertId = 0;
  let lostTime: MappedBatch["lostTime"];
  const drift = watchDrift(batch, context.sample);

  const take: TakeEvent = (event, i) => {
    const json = jsonOf(event);
    if (json === undefined) return UNWRITABLE;
    const row = batch.firstRow + i;
    if (event["time"] !== undefined) timed += 1;
    if (event["insert_id"] !== undefined) withInsertId += 1;
    if (lines === undefined) events.push({ row, event, json });
    else lines.add(i, json);
    if (context.keys && writeDedupKey(event, { bucket, key, row }, keyBytes, counts.events * KEY_BYTES)) hasKeys = true;
    return undefined;
  };
  for (const outcome of rowOutcomes(parts, drift.batch, context, take)) {
    if (outcome.kind === "rejected") rejects.push(rejectedRow(batch, counts.rows, context, outcome));
    else if (lostTime === undefined && outcome.kind === "event") {
      const lost = lostTimeOf(outcome);
      if (lost !== undefined) lostTime = { row: batch.firstRow + counts.rows, message: lost.message };
    }
    observe?.(outcome, counts.rows);
    countOutcome(counts, outcome);
  }
  return {
    counts,
    rejects,
    drift: drift.piece(),
    timed,
    withInsertId,
    ...(lostTime === undefined ? {} : { lostTime }),
    ...(lines === undefined ? { events } : { lines: lines.end() }),
    ...(hasKeys ? { keys: keyBytes.subarray(0, counts.events * KEY_BYTES) } : {}),
  };
}

function lineWriter({ firstRow, count: most }: RowBatch, spare: ArrayBuffer | undefined) {
  const rows = new Uint32Array(most);
  const ends = new Uint32Array(most);
  const text = lineBytes(Math.min(most * EVENT_BYTES, MOST_EXPECTED), spare);
  let lines = 0;
  return {
    add(i: number, json: string): void {
      text.add(json);
      rows[lines] = i;
      ends[lines] = text.length;
      lines += 1;
    },
    end: (): EventLines => ({
      count: lines,
      firstRow,
      rows: rows.subarray(0, lines),
      ends: ends.subarray(0, lines),
      bytes: text.take(),
    }),
  };
}

/** The buffers to transfer with a mapped batch; its sender loses them. */
export function mappedTransferList({ lines, keys }: MappedBatch): ArrayBuffer[] {
  return [
    ...(lines === undefined ? [] : [lines.rows.buffer, lines.ends.buffer, lines.bytes.buffer]),
    ...(keys === undefined ? [] : [keys.buffer]),
  ];
}
