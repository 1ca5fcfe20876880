// In: what two converters make of the same rows, row by row. Out: which events differ, in which keys, and which rules apply to more
// or fewer rows.
import type { RowOutcome } from "../row-outcome.ts";
import type { Result } from "../values/value.ts";
import { differencesOf, pathText } from "./differences.ts";

/** Where a row is. */
export interface RowPlace {
  readonly file: string;
  readonly row: number;
}

export interface KeyChange {
  /** Its path in the event; items of lists are one key, `items[]`. */
  readonly key: string;
  /** In how many events the value differs, is only in the new one, or only in the old one. */
  readonly changed: number;
  readonly added: number;
  readonly gone: number;
  readonly examples: readonly (RowPlace & { readonly before: Result; readonly after: Result })[];
}

/** Rows that became something else than before: `event`, `ignored`, or the code of the rule. */
export interface OutcomeChange {
  readonly before: string;
  readonly after: string;
  readonly count: number;
  readonly first: RowPlace;
}

export interface RuleChangeCount {
  readonly rule: string;
  readonly before: number;
  readonly after: number;
}

export interface EventDiff {
  readonly rows: number;
  /** Rows of which both make the same. */
  readonly same: number;
  readonly changed: number;
  /** Events of rows that were none before. */
  readonly added: number;
  readonly gone: number;
  /** The most frequent first. */
  readonly keys: readonly KeyChange[];
  /** Changes of keys beyond those that are listed, in data with very many. */
  readonly otherKeys: number;
  readonly outcomes: readonly OutcomeChange[];
  /** Rules that apply to another number of rows or values than before, by their codes. */
  readonly rules: readonly RuleChangeCount[];
}

const MAX_EXAMPLES = 3;
/** Keys can come from data: more of them are only counted together. */
const MAX_KEYS = 1_000;

interface KeyTally {
  changed: number;
  added: number;
  gone: number;
  readonly examples: KeyChange["examples"][number][];
}

/** Compares row by row; `add` takes what becomes of a row before and after. */
export function createEventDiff(): {
  add(before: RowOutcome, after: RowOutcome, place: RowPlace): void;
  result(): EventDiff;
} {
  const total = { rows: 0, same: 0, changed: 0, added: 0, gone: 0, otherKeys: 0 };
  const keys = new Map<string, KeyTally>();
  const outcomes = new Map<string, { before: string; after: string; count: number; first: RowPlace }>();
  const rules = new Map<string, { before: number; after: number }>();
  const countRules = (outcome: RowOutcome, side: "before" | "after"): void => {
    for (const rule of rulesOf(outcome)) {
      const tally = rules.get(rule) ?? { before: 0, after: 0 };
      tally[side] += 1;
      rules.set(rule, tally);
    }
  };
  const addEvents = (before: Result, after: Result, place: RowPlace): void => {
    const found = differencesOf(before, after);
    total[found.length === 0 ? "same" : "changed"] += 1;
    const seen = new Set<string>();
    for (const { path, before: old, after: now } of found) {
      const key = pathText(path).replace(/\[[0-9]+\]/g, "[]");
      // An event counts once for a key, however many items of its list differ.
      if (seen.has(key)) continue;
      seen.add(key);
      const tally =
        keys.get(key) ?? (keys.size < MAX_KEYS ? { changed: 0, added: 0, gone: 0, examples: [] } : undefined);
      if (tally === undefined) {
        total.otherKeys += 1;
        continue;
      }
      keys.set(key, tally);
      tally[old === undefined ? "added" : now === undefined ? "gone" : "changed"] += 1;
      if (tally.examples.length < MAX_EXAMPLES) tally.examples.push({ ...place, before: old, after: now });
    }
  };
  return {
    add(before, after, place) {
      total.rows += 1;
      countRules(before, "before");
      countRules(after, "after");
      if (before.kind === "event" && after.kind === "event") return addEvents(before.event, after.event, place);
      const [old, now] = [nameOf(before), nameOf(after)];
      if (old === now) {
        total.same += 1;
        return;
      }
      if (after.kind === "event") total.added += 1;
      if (before.kind === "event") total.gone += 1;
      const tally = outcomes.get(`${old} ${now}`) ?? { before: old, after: now, count: 0, first: place };
      tally.count += 1;
      outcomes.set(`${old} ${now}`, tally);
    },
    result: () => ({
      ...total,
      keys: [...keys].map(([key, tally]) => ({ key, ...tally })).toSorted((a, b) => sizeOf(b) - sizeOf(a)),
      outcomes: [...outcomes.values()].toSorted((a, b) => b.count - a.count),
      rules: [...rules]
        .flatMap(([rule, { before, after }]) => (before === after ? [] : [{ rule, before, after }]))
        .toSorted((a, b) => (a.rule < b.rule ? -1 : 1)),
    }),
  };
}

function sizeOf({ changed, added, gone }: Pick<KeyChange, "changed" | "added" | "gone">): number {
  return changed + added + gone;
}

function nameOf(outcome: RowOutcome): string {
  return outcome.kind === "dropped" || outcome.kind === "rejected" ? outcome.rule : outcome.kind;
}

/** The rules that apply to a row: the one by which it is no event, or those that changed its event. */
function rulesOf(outcome: RowOutcome): readonly string[] {
  switch (outcome.kind) {
    case "dropped":
    case "rejected":
      return [outcome.rule];
    case "event":
      return outcome.changes.map(({ rule }) => rule);
    case "ignored":
      return [];
    default:
      return outcome satisfies never;
  }
}
