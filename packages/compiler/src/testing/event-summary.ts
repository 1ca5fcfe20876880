// In: what became of rows, one by one. Out: what an import of them would bring: keys, types, times, ids and duplicates of the events.
import type { RowOutcome } from "../row-outcome.ts";
import { type Dict, isDict, type Value } from "../values/value.ts";
import type { RowPlace } from "./event-diff.ts";
import { pathText } from "./differences.ts";

/** Why rows are no events, with an example. */
export interface RuleSummary {
  readonly rule: string;
  readonly kind: "dropped" | "set aside";
  readonly count: number;
  readonly example: RowPlace & { readonly message: string };
}

export interface EventSummary {
  readonly events: number;
  /** The most frequent first. */
  readonly rules: readonly RuleSummary[];
  /** In how many events a key has a value; keys of properties by their path. */
  readonly keys: readonly { readonly key: string; readonly count: number }[];
  readonly types: readonly { readonly type: string; readonly count: number }[];
  /** Events of types, and keys of events, beyond those that are listed. */
  readonly otherTypes: number;
  readonly otherKeys: number;
  readonly times: {
    /** Milliseconds since the epoch; absent without any time. */
    readonly first?: number;
    readonly last?: number;
    /** Events in stretches of the same length from the first time to the last. */
    readonly histogram: readonly number[];
    readonly without: number;
  };
  readonly ids: {
    readonly withUser: number;
    /** With a `device_id` alone. */
    readonly withDevice: number;
    readonly without: number;
    /** Different users, or devices where there is no user. */
    readonly distinct: number;
    /** Events whose device or user, and `insert_id`, came before. */
    readonly duplicates: number;
    /** Whether there were too many to compare them all: the last two are of the first ones alone. */
    readonly isPartial: boolean;
  };
}

/** What comes from data is counted together beyond so many names. */
const MAX_NAMES = 1_000;
/** So many ids are remembered, as numbers. */
const MAX_IDS = 1_000_000;
/** The most stretches of the histogram. */
const MAX_STRETCHES = 60;

/** Takes outcomes in any number, in a memory that does not grow beyond its limits. */
export function createEventSummary(): {
  add(outcome: RowOutcome, place: RowPlace): void;
  result(): EventSummary;
} {
  const rules = new Map<string, { -readonly [Key in keyof RuleSummary]: RuleSummary[Key] }>();
  const [keys, types] = [createTally(), createTally()];
  const times = createHistogram();
  const [people, deliveries] = [new Set<number>(), new Set<number>()];
  const count = { events: 0, withoutTime: 0, withUser: 0, withDevice: 0, withoutId: 0, duplicates: 0 };
  let isPartial = false;
  const addEvent = (event: Dict): void => {
    count.events += 1;
    for (const [key, value] of Object.entries(event)) {
      if (value === null) continue;
      keys.add(key);
      if (isDict(value)) for (const inner of Object.keys(value)) keys.add(pathText([key, inner]));
    }
    const { event_type: type, time, user_id: user, device_id: device, insert_id: insertId } = event;
    types.add(typeof type === "string" ? type : "");
    if (typeof time === "number" || typeof time === "bigint") times.add(Number(time));
    else count.withoutTime += 1;
    if (typeof user === "string") count.withUser += 1;
    else if (typeof device === "string") count.withDevice += 1;
    else count.withoutId += 1;
    const id = idOf(user, device);
    if (id === undefined) return;
    if (people.size >= MAX_IDS || deliveries.size >= MAX_IDS) {
      isPartial = true;
      return;
    }
    people.add(hashOf(id));
    if (typeof insertId !== "string") return;
    const delivery = hashOf(`${idOf(device, user) ?? ""}\n${insertId}`);
    if (deliveries.has(delivery)) count.duplicates += 1;
    deliveries.add(delivery);
  };
  return {
    add(outcome, place) {
      if (outcome.kind === "event") return addEvent(outcome.event);
      if (outcome.kind === "ignored") return;
      const { rule, message } = outcome;
      const known = rules.get(rule);
      const kind = outcome.kind === "dropped" ? "dropped" : "set aside";
      if (known === undefined) rules.set(rule, { rule, kind, count: 1, example: { ...place, message } });
      else known.count += 1;
    },
    result: () => ({
      events: count.events,
      rules: [...rules.values()].toSorted((a, b) => b.count - a.count),
      keys: keys.entries().map(([key, times]) => ({ key, count: times })),
      types: types.entries().map(([type, times]) => ({ type, count: times })),
      otherKeys: keys.others(),
      otherTypes: types.others(),
      times: { ...times.result(), without: count.withoutTime },
      ids: {
        withUser: count.withUser,
        withDevice: count.withDevice,
        without: count.withoutId,
        distinct: people.size,
        duplicates: count.duplicates,
        isPartial,
      },
    }),
  };
}

/** The first of two ids that is there. */
function idOf(first: Value | undefined, second: Value | undefined): string | undefined {
  if (typeof first === "string") return first;
  return typeof second === "string" ? second : undefined;
}

/** Counts by name; names beyond the first thousand are counted together. */
function createTally(): {
  add(name: string): void;
  entries(): readonly (readonly [string, number])[];
  others(): number;
} {
  const counts = new Map<string, number>();
  let others = 0;
  return {
    add(name) {
      const before = counts.get(name);
      if (before === undefined && counts.size >= MAX_NAMES) others += 1;
      else counts.set(name, (before ?? 0) + 1);
    },
    entries: () => [...counts].toSorted(([, a], [, b]) => b - a),
    others: () => others,
  };
}

/** Counts times in stretches whose length doubles whenever there would be too many of them. */
function createHistogram(): {
  add(time: number): void;
  result(): { readonly first?: number; readonly last?: number; readonly histogram: readonly number[] };
} {
  let counts = new Map<number, number>();
  let length = 1_000;
  let first = Infinity;
  let last = -Infinity;
  const stretch = (time: number): number => Math.floor(time / length);
  return {
    add(time) {
      first = Math.min(first, time);
      last = Math.max(last, time);
      while (stretch(last) - stretch(first) >= MAX_STRETCHES) {
        length *= 2;
        const merged = new Map<number, number>();
        for (const [at, count] of counts) {
          const half = Math.floor(at / 2);
          merged.set(half, (merged.get(half) ?? 0) + count);
        }
        counts = merged;
      }
      counts.set(stretch(time), (counts.get(stretch(time)) ?? 0) + 1);
    },
    result() {
      if (first > last) return { histogram: [] };
      const [from, to] = [stretch(first), stretch(last)];
      return {
        first,
        last,
        histogram: Array.from({ length: to - from + 1 }, (_, i) => counts.get(from + i) ?? 0),
      };
    },
  };
}

/** 53 bits of a text (cyrb53): among a million texts, two share a number by chance once in about 18,000 runs. */
function hashOf(text: string): number {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2_654_435_761);
    b = Math.imul(b ^ unit, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & b) + (a >>> 0);
}
