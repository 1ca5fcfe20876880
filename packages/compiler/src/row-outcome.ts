// What becomes of a row, in the words that the code, the reports and the editor share, and the first half of it: what the converter yields.
import type { MapContext, Program } from "./program.ts";
import type { Dict, Result, Value } from "./values/value.ts";
import { isDict } from "./values/value.ts";

/** A value of an event that a rule cut, turned or removed. */
export interface EventChange {
  readonly rule: string;
  /** The key at the top of the event; the value itself may be deeper. */
  readonly key: string;
  readonly message: string;
}

export interface EventOutcome {
  readonly kind: "event";
  readonly event: Dict;
  readonly changes: readonly EventChange[];
}

/** Skipped by the converter's `ignoreEventFlag`. */
export interface IgnoredOutcome {
  readonly kind: "ignored";
}

/** The converter means no event for this row: counted by its reason, no error, not kept (D). */
export interface DroppedOutcome {
  readonly kind: "dropped";
  readonly rule: string;
  readonly message: string;
}

/** A bad row: counted by its reason and kept. Users read "set aside". */
export interface RejectedOutcome {
  readonly kind: "rejected";
  readonly rule: string;
  readonly message: string;
  /** Names what is wrong with the file rather than with this row, so that it need be shown only once for the file. */
  readonly habit?: string;
}

export type RowOutcome = EventOutcome | IgnoredOutcome | DroppedOutcome | RejectedOutcome;

/** What the rules make of an event that the converter yielded. */
export type EventVerdict = Exclude<RowOutcome, DroppedOutcome>;

/** What the converter makes of a row, before any rule. */
export type MappedRow =
  | {
      readonly kind: "mapped";
      readonly event: Dict;
      /** Why the event has no time, where its row has one (`Program.lostTime`). */
      readonly lostTime?: string | undefined;
    }
  | DroppedOutcome
  | RejectedOutcome;

const NO_VALUE: DroppedOutcome = {
  kind: "dropped",
  rule: "map/no-value",
  message: "the converter yields no value for this row",
};
const NOT_A_DICT: DroppedOutcome = {
  kind: "dropped",
  rule: "map/not-a-dict",
  message: "the converter yields something else than a dict for this row",
};
const UNCHANGED: readonly EventChange[] = Object.freeze([]);

/** Maps one row. Whatever the converter throws on it rejects the row. */
export function mapRow(program: Pick<Program, "map" | "lostTime">, row: Value, context: MapContext): MappedRow {
  try {
    const result = program.map(row, context);
    if (isDict(result)) {
      const hasTime = result["time"] !== undefined && result["time"] !== null;
      if (hasTime || program.lostTime === undefined) return { kind: "mapped", event: result };
      return { kind: "mapped", event: result, lostTime: program.lostTime(row, context) };
    }
    return result === undefined ? NO_VALUE : NOT_A_DICT;
  } catch (error) {
    return mapFailure(error);
  }
}

/** The outcome of a row on which the converter, or the reading of the row, threw. */
export function mapFailure(error: unknown): RejectedOutcome & { readonly rule: "map/too-deep" | "map/failed" } {
  if (error instanceof RangeError) {
    return {
      kind: "rejected",
      rule: "map/too-deep",
      message: `the row is too deep or too large to be mapped: ${error.message}`,
    };
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { kind: "rejected", rule: "map/failed", message: `the converter failed on this row: ${text}` };
}

/** The verdict where no rules apply: every event passes as it is. */
export function acceptEvent(event: Dict): EventOutcome {
  return { kind: "event", event, changes: UNCHANGED };
}

/** Whether a flag skips its row: `true` (R), or that text in any case, since every cell of a CSV file is text (D). */
export function isFlagged(value: Result): boolean {
  return value === true || (typeof value === "string" && value.length === 4 && value.toLowerCase() === "true");
}
