// From an opened object to its events in batches, with what became of every other row; nothing is delivered or recorded.
import type { Dict, EventOutcome, RowOutcome } from "@heddle/compiler";
import type { JobParts } from "../contracts/job-parts.ts";
import type { ObjectBytes } from "../contracts/opened-object.ts";
import type { RowBatch } from "../contracts/row-batch.ts";
import { countOutcome, noRows, type RowCounts } from "../contracts/row-counts.ts";
import type { FailurePlace } from "../contracts/stage-failure.ts";
import { jobSettings } from "./job-settings.ts";
import { rowOutcomes } from "./row-outcomes.ts";

export interface EventBatch {
  readonly events: readonly ReadEvent[];
  /** The rows that are no events, in order. */
  readonly others: readonly RowWithoutEvent[];
  /** Of this batch alone. */
  readonly counts: RowCounts;
}

export interface ReadEvent {
  /** From 0, in the file's order. */
  readonly row: number;
  readonly event: Dict;
  /** What the rules cut, turned or removed. */
  readonly changes: EventOutcome["changes"];
}

export interface RowWithoutEvent {
  /** From 0, in the file's order. */
  readonly row: number;
  readonly outcome: Exclude<RowOutcome["kind"], "event">;
  /** Empty where the row was ignored. */
  readonly rule: string;
  readonly message: string;
  /** The row as it is in the file; only valid until the next batch. */
  raw(): string;
}

export interface ReadEventsOptions {
  readonly place?: FailurePlace;
  readonly signal?: AbortSignal;
}

/**
 * Reads, maps and checks an object. The next batch is read when it is asked for.
 * @throws StageFailure of scope "object" when the file as a whole cannot be read (on).
 */
export async function* readEvents(
  parts: Pick<JobParts, "rows" | "mapper" | "checks" | "settings">,
  object: ObjectBytes,
  { place = {}, signal = new AbortController().signal }: ReadEventsOptions = {},
): AsyncGenerator<EventBatch> {
  const { bucket = "", key = place.file ?? "" } = place;
  const { clock: now } = jobSettings(parts);
  for await (const batch of parts.rows(object, { place, signal })) {
    signal.throwIfAborted();
    const events: ReadEvent[] = [];
    const others: RowWithoutEvent[] = [];
    const counts = noRows();
    for (const outcome of rowOutcomes(parts, batch, { bucket, key, now: now() })) {
      const i = counts.rows;
      countOutcome(counts, outcome);
      if (outcome.kind === "event") {
        const { event, changes } = outcome;
        events.push({ row: batch.firstRow + i, event, changes });
      } else others.push(withoutEvent(batch, i, outcome));
    }
    yield { events, others, counts };
  }
}

function withoutEvent(batch: RowBatch, i: number, outcome: Exclude<RowOutcome, EventOutcome>): RowWithoutEvent {
  const { rule, message } = outcome.kind === "ignored" ? IGNORED : outcome;
  return { row: batch.firstRow + i, outcome: outcome.kind, rule, message, raw: () => batch.raw(i) };
}

const IGNORED = { rule: "", message: "the converter's flag says so" };
