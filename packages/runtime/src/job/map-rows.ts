// From a batch of rows to what the rows come to: events as lines of JSON, the rows set aside, and counts; nothing is delivered or recorded.
import { type Dict, stringifyJson } from "@heddle/compiler";
import type { RowBatch } from "../contracts/row-batch.ts";
import { type DriftPiece, watchDrift } from "../5-map/drift.ts";
import { lineBytes } from "../7-deliver/line-bytes.ts";
import type { Delivery, EventLines, RejectedRow } from "../contracts/sink.ts";
import { KEY_BYTES, writeDedupKey } from "../dedup/key.ts";
import { count, noRows, type RowCounts } from "../contracts/row-counts.ts";
import type { JobParts } from "../contracts/job-parts.ts";

export interface MapContext {
  readonly bucket: string;
  readonly key: string;
  /** The instant that time operators see, in milliseconds since the epoch. */
  readonly now: number;
  /** So many rows from the first of the batch are looked at for the drift report. */
  readonly sample: number;
  /** Whether the keys of deduplication are asked for. */
  readonly keys: boolean;
  /** Events as lines of bytes, which can move to another thread, or one by one with their values. */
  readonly form: "lines" | "events";
}

/** Plain data, so that another thread can tell it. One of `lines` and `events` is there. */
export interface MappedBatch {
  /** Of this batch alone. */
  readonly counts: RowCounts;
  /** In the order of the rows. */
  readonly rejects: readonly RejectedRow[];
  readonly lines?: EventLines;
  readonly events?: readonly Pick<Delivery, "row" | "event" | "json">[];
  /** `KEY_BYTES` of each event, one after another, where they were asked for and any event has a key. */
  readonly keys?: Uint8Array<ArrayBuffer>;
  readonly drift: DriftPiece;
}

/** What an event is expected to take as text; more is no harm. */
const EVENT_BYTES = 512;

/** Maps, checks and writes every row of a batch; the same on the thread of the job and on any other. `spare` is memory for the lines. */
export function mapRows(
  { mapper, checks }: Pick<JobParts, "mapper" | "checks">,
  batch: RowBatch,
  { bucket, key, now, sample, keys, form }: MapContext,
  spare?: ArrayBuffer,
): MappedBatch {
  const counts = noRows();
  const rejects: RejectedRow[] = [];
  const events: Pick<Delivery, "row" | "event" | "json">[] = [];
  const lines = form === "lines" ? lineWriter(batch, spare) : undefined;
  const keyBytes = new Uint8Array(keys ? batch.count * KEY_BYTES : 0);
  let hasKeys = false;
  const drift = watchDrift(batch, sample);

  const setAside = (i: number, rule: string, message: string): void => {
    count(counts.setAside, rule);
    const offset = batch.offset(i);
    rejects.push({
      bucket,
      key,
      row: batch.firstRow + i,
      ...(offset === undefined ? {} : { offset }),
      rule,
      message,
      raw: batch.raw(i),
    });
  };
  const addEvent = (i: number, event: Dict, changes: readonly { readonly rule: string }[]): void => {
    const json = textOf(event);
    if (json === undefined) return setAside(i, "event/too-deep", "the event nests too deep to be written");
    if (lines === undefined) events.push({ row: batch.firstRow + i, event, json });
    else lines.add(i, json);
    for (const { rule } of changes) count(counts.changes, rule);
    if (keys && writeDedupKey(event, { bucket, key, row: batch.firstRow + i }, keyBytes, counts.events * KEY_BYTES))
      hasKeys = true;
    counts.events += 1;
  };

  for (const result of mapper.map(drift.batch, now)) {
    const i = counts.rows;
    counts.rows += 1;
    switch (result.kind) {
      case "rejected":
        setAside(i, result.error.code, result.error.message);
        break;
      case "dropped":
        count(counts.dropped, result.rule);
        break;
      case "mapped": {
        const verdict = checks.check(result.event, { bucket, key, row: batch.firstRow + i });
        if (verdict.kind === "ignored") counts.ignored += 1;
        else if (verdict.kind === "rejected") setAside(i, verdict.rule, verdict.message);
        else addEvent(i, verdict.event, verdict.changes);
        break;
      }
      default:
        result satisfies never;
    }
  }
  return {
    counts,
    rejects,
    drift: drift.piece(),
    ...(lines === undefined ? { events } : { lines: lines.end() }),
    ...(hasKeys ? { keys: keyBytes.subarray(0, counts.events * KEY_BYTES) } : {}),
  };
}

function lineWriter({ firstRow, count: most }: RowBatch, spare: ArrayBuffer | undefined) {
  const rows = new Uint32Array(most);
  const ends = new Uint32Array(most);
  const text = lineBytes(most * EVENT_BYTES, spare);
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

function textOf(event: Dict): string | undefined {
  try {
    return stringifyJson(event);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The memory that moves with what a batch came to; what sent it loses it. */
export function mappedTransferList({ lines, keys }: MappedBatch): ArrayBuffer[] {
  return [
    ...(lines === undefined ? [] : [lines.rows.buffer, lines.ends.buffer, lines.bytes.buffer]),
    ...(keys === undefined ? [] : [keys.buffer]),
  ];
}
