// From the tallies of a ledger, as its tables have them, to its summary: what the kinds of ledgers share.
import type { LedgerDay, LedgerSummary } from "../contracts/ledger.ts";
import type { ObjectState } from "../contracts/object-states.ts";
import { addCounts, noRows, type RowCounts } from "../contracts/row-counts.ts";

const DAY_MS = 86_400_000;

/**
 * Tallies, and with a rule in `rule` tallies of rules, whose rows are counted in `objects`. Numbers and booleans are as the database gives
 * them. The first says in `claimed` how many of the open objects are.
 */
export type TallyRow = Readonly<Record<string, unknown>>;

/** Objects that are alike: `open` are those found or claimed. */
interface Tally {
  readonly kind: "open" | Exclude<ObjectState, "discovered" | "claimed">;
  /** What is delivered of them counts. */
  readonly isDelivered: boolean;
  /** Days since the epoch. */
  readonly day: number;
  readonly objects: number;
  readonly rows: number;
  readonly events: number;
  readonly ignored: number;
  readonly bytesRead: number;
  /** When the last of them was settled. */
  readonly lastAt: number;
}

/** Rows that a rule was about, of what was delivered on a day. */
interface RuleTally {
  readonly day: number;
  readonly kind: "dropped" | "setAside" | "changes";
  readonly rule: string;
  readonly times: number;
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

export function summaryOf(rows: readonly TallyRow[]): LedgerSummary {
  const [ofRules, ofObjects] = [rows.filter(({ rule }) => rule !== null), rows.filter(({ rule }) => rule === null)];
  return added(ofObjects.map(tallyOf), ofRules.map(ruleTallyOf), Number(rows[0]?.["claimed"] ?? 0));
}

function tallyOf(row: TallyRow): Tally {
  const number = (name: string): number => Number(row[name]);
  return {
    kind: row["kind"] as Tally["kind"],
    isDelivered: number("delivered") === 1,
    day: number("day"),
    objects: number("objects"),
    rows: number("rows"),
    events: number("events"),
    ignored: number("ignored"),
    bytesRead: number("bytes_read"),
    lastAt: number("last_at"),
  };
}

function ruleTallyOf({ day, kind, rule, objects }: TallyRow): RuleTally {
  return { day: Number(day), kind: kind as RuleTally["kind"], rule: String(rule), times: Number(objects) };
}

function added(tallies: readonly Tally[], rules: readonly RuleTally[], claimed: number): LedgerSummary {
  const states: Record<ObjectState, number> = {
    discovered: 0,
    claimed,
    done: 0,
    failed: 0,
    changed: 0,
    gone: 0,
  };
  const days = new Map<number, Mutable<LedgerDay> & { readonly counts: RowCounts }>();
  const dayOf = (day: number) => {
    const known = days.get(day) ?? { day: textOf(day), done: 0, failed: 0, bytesRead: 0, counts: noRows() };
    days.set(day, known);
    return known;
  };
  let [replays, lastIngestedAt] = [0, 0];
  for (const tally of tallies) {
    const { kind, isDelivered, objects } = tally;
    if (objects === 0) continue;
    states[kind === "open" ? "discovered" : kind] += objects;
    const isDone = kind === "done" || kind === "changed";
    if (isDelivered && !isDone) replays += objects;
    if (isDone) lastIngestedAt = Math.max(lastIngestedAt, tally.lastAt);
    if (!isDelivered && kind !== "failed") continue;
    const day = dayOf(tally.day);
    day[kind === "failed" ? "failed" : "done"] += objects;
    day.bytesRead += tally.bytesRead;
    addCounts(day.counts, { ...noRows(), rows: tally.rows, events: tally.events, ignored: tally.ignored });
  }
  for (const { day, kind, rule, times } of rules)
    if (times !== 0) addCounts(dayOf(day).counts, { ...noRows(), [kind]: { [rule]: times } });
  states.discovered -= claimed;
  const totals = noRows();
  for (const { counts } of days.values()) addCounts(totals, counts);
  return {
    states,
    totals,
    replays,
    ...(lastIngestedAt === 0 ? {} : { lastIngestedAt }),
    days: [...days.entries()].toSorted(([a], [b]) => b - a).map(([, day]) => day),
  };
}

function textOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
