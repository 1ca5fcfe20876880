// Tries a converter on one real object: whether it passes, and the outcomes of the rows.
import type { ObjectInfo } from "../contracts/object-info.ts";
import { addCounts, noRows, type RowCounts } from "../contracts/row-counts.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import { type EventBatch, readEvents } from "./read-events.ts";
import type { JobParts } from "../contracts/job-parts.ts";
import { LOST_TIME, lostTimeOf } from "./row-outcomes.ts";

export interface ConverterTrial {
  readonly key: string;
  /**
   * - `passed`: some row became an event, or was ignored by the converter's own flag
   * - `failed`: there are rows, and none became an event
   * - `no-rows`: the object holds no rows, so it says nothing
   * - `unreadable`: its rows cannot be read; `failure` says why
   */
  readonly verdict: "passed" | "failed" | "no-rows" | "unreadable";
  readonly counts: RowCounts;
  /** Why the first row that is no event is none. */
  readonly first?: { readonly row: number; readonly rule: string; readonly message: string };
  /** The first event that lost its time. */
  readonly lostTime?: { readonly row: number; readonly message: string };
  readonly failure?: StageFailure;
}

/** Rows of an object that show whether a converter fits. */
export const TRIED_ROWS = 1000;

/**
 * Maps the first thousand rows of an object; nothing is delivered.
 * @throws StageFailure of scope "job".
 */
export async function tryConverter(
  parts: Pick<JobParts, "source" | "rows" | "mapper" | "checks" | "settings">,
  object: ObjectInfo,
  signal: AbortSignal,
): Promise<ConverterTrial> {
  const { bucket, key } = object;
  const counts = noRows();
  let first: ConverterTrial["first"];
  let lostTime: ConverterTrial["lostTime"];
  const found = (verdict: ConverterTrial["verdict"], failure?: StageFailure): ConverterTrial => ({
    key,
    verdict,
    counts,
    ...(first === undefined ? {} : { first }),
    ...(lostTime === undefined ? {} : { lostTime }),
    ...(failure === undefined ? {} : { failure }),
  });
  try {
    for await (const batch of readEvents(parts, parts.source.open(object, signal), {
      place: { bucket, key },
      signal,
    })) {
      addCounts(counts, batch.counts);
      const other = batch.others.find(({ outcome }) => outcome !== "ignored");
      if (other !== undefined) first ??= { row: other.row, rule: other.rule, message: other.message };
      if (lostTime === undefined && batch.counts.changes[LOST_TIME] !== undefined) lostTime = firstLostTime(batch);
      if (counts.rows >= TRIED_ROWS) break;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof StageFailure) || error.scope === "job") throw error;
    return found("unreadable", error);
  }
  if (counts.events + counts.ignored > 0) return found("passed");
  return found(counts.rows === 0 ? "no-rows" : "failed");
}

function firstLostTime({ events }: EventBatch): ConverterTrial["lostTime"] {
  for (const event of events) {
    const lost = lostTimeOf(event);
    if (lost !== undefined) return { row: event.row, message: lost.message };
  }
  return undefined;
}
