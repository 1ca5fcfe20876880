// From a batch of rows to what becomes of each: the one loop in which rows are mapped and checked.
import {
  type Dict,
  type EventChange,
  type EventOutcome,
  type RejectedOutcome,
  type RowOutcome,
  stringifyJson,
} from "@heddle/compiler";
import type { RowCode } from "../codes/catalog.ts";
import type { Mapper, RowChecks } from "../contracts/job-parts.ts";
import type { RowContext } from "../contracts/mapped-batch.ts";
import type { RowBatch } from "../contracts/row-batch.ts";

/** Takes the event of the batch's `i`-th row on; returns the reason where it cannot, and the row is rejected. */
export type TakeEvent = (event: Dict, i: number) => RejectedOutcome | undefined;

/** Yields one outcome for each row, in order. A row is mapped when its outcome is asked for, unless the mapper works ahead. */
export function* rowOutcomes(
  { mapper, checks }: { readonly mapper: Pick<Mapper, "map">; readonly checks: RowChecks },
  batch: RowBatch,
  { bucket, key, now }: RowContext,
  take?: TakeEvent,
): Generator<RowOutcome, void, undefined> {
  let i = 0;
  for (const mapped of mapper.map(batch, now)) {
    if (mapped.kind === "mapped") {
      const verdict = checks.check(mapped.event, { bucket, key, row: batch.firstRow + i }, mapped.lostTime);
      if (verdict.kind === "rejected") yield explained(verdict, batch, i);
      else yield (verdict.kind === "event" ? take?.(verdict.event, i) : undefined) ?? verdict;
    } else yield mapped;
    i += 1;
  }
}

/** An event that lacks what every event has, in the words of what its row is, where that is the reason. */
export function explained(verdict: RejectedOutcome, batch: RowBatch, i: number): RejectedOutcome {
  const shape = verdict.rule.includes("/no-") ? batch.shape?.(i) : undefined;
  return shape === undefined ? verdict : { ...verdict, ...shape };
}

/** The change that reports a lost time; undefined where none was lost. */
export function lostTimeOf({ changes }: Pick<EventOutcome, "changes">): EventChange | undefined {
  return changes.length === 0 ? undefined : changes.find(({ rule }) => rule === LOST_TIME);
}

/** The change of an event that lost its time. */
export const LOST_TIME: RowCode = "event/time-lost";

/** The outcome of an event that {@link jsonOf} cannot write. */
export const UNWRITABLE: RejectedOutcome & { readonly rule: RowCode } = {
  kind: "rejected",
  rule: "event/unwritable",
  message: "the event is nested too deeply to be written",
};

/** The event as compact JSON; undefined where it is nested too deeply, which the rules on events do not let through. */
export function jsonOf(event: Dict): string | undefined {
  try {
    return stringifyJson(event);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
