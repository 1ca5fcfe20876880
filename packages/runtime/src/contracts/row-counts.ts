// What became of the rows of one file, in numbers that always add up.
import type { RowOutcome } from "@heddle/compiler";

/** `rows` = `events` + `ignored` + the sum of `dropped` + the sum of `setAside`. */
export interface RowCounts {
  rows: number;
  /** Rows delivered to the sink. */
  events: number;
  /** Rows skipped by the converter's `ignoreEventFlag`. */
  ignored: number;
  /** Rows that mean no event, to the converter or because the event was delivered before, by reason; they are not kept. */
  dropped: Record<string, number>;
  /** Rejected rows, by rule; each is kept beside the output. */
  setAside: Record<string, number>;
  /** Values that were cut or turned to keep a rule, by rule. An event may have several. */
  changes: Record<string, number>;
}

export function noRows(): RowCounts {
  return { rows: 0, events: 0, ignored: 0, dropped: {}, setAside: {}, changes: {} };
}

/** Counts one row. */
export function countOutcome(counts: RowCounts, outcome: RowOutcome): void {
  counts.rows += 1;
  switch (outcome.kind) {
    case "event":
      counts.events += 1;
      for (const { rule } of outcome.changes) count(counts.changes, rule);
      return;
    case "ignored":
      counts.ignored += 1;
      return;
    case "dropped":
      count(counts.dropped, outcome.rule);
      return;
    case "rejected":
      count(counts.setAside, outcome.rule);
      return;
    default:
      outcome satisfies never;
  }
}

/** Rule names come from this code base, never from data. */
export function count(by: Record<string, number>, rule: string, times = 1): void {
  by[rule] = (by[rule] ?? 0) + times;
}

export function sum(by: Readonly<Record<string, number>>): number {
  return Object.values(by).reduce((total, times) => total + times, 0);
}

/** Adds the counts of one file to a total. */
export function addCounts(total: RowCounts, part: RowCounts): void {
  total.rows += part.rows;
  total.events += part.events;
  total.ignored += part.ignored;
  for (const kind of ["dropped", "setAside", "changes"] as const) {
    for (const [rule, times] of Object.entries(part[kind])) count(total[kind], rule, times);
  }
}
