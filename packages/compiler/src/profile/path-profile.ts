// What is seen of the values at one path of the rows, in memory that does not grow with their number.
import { isHuge, type KindName, kindOf, type Value } from "../values/value.ts";
import { stringifyJson } from "../values/json.ts";
import { distinctCount, hashText } from "./distinct.ts";
import { type TimeReading, timeReadingsFor } from "./time-readings.ts";

/** A key of an object, any item of a list, or what a text that holds JSON holds. */
export type PathStep = { readonly key: string } | "item" | "json";

/** How often a time reading read a value, and the instants between which all were, in milliseconds since the epoch. */
export interface ReadTimes {
  readonly reading: TimeReading;
  readonly read: number;
  readonly earliest: number;
  readonly latest: number;
}

export interface PathProfile {
  readonly path: readonly PathStep[];
  /** How many values there are; of a list's items more than rows. */
  readonly count: number;
  /** How many of the places that could have it lack it. */
  readonly missing: number;
  /** How many values are of each kind. */
  readonly kinds: Readonly<Partial<Record<KindName, number>>>;
  /** How many numbers are integers. */
  readonly integers: number;
  /** How many texts are empty. */
  readonly empty: number;
  /** How many texts are of each form. */
  readonly texts: Readonly<Record<TextForm, number>>;
  /** An estimate of how many distinct values there are; lists and objects are not counted. */
  readonly distinct: number;
  readonly smallest?: number | bigint | string;
  readonly largest?: number | bigint | string;
  /** UTF-16 units of the longest text; 0 where there is none. */
  readonly longest: number;
  /** UTF-16 units of the shortest text that is not empty, or digits of the shortest integer; 0 where there is neither. */
  readonly shortest: number;
  /** The first distinct values, cut where they are long. */
  readonly examples: readonly Value[];
  /** The readings that read some of the values as times, the best first. */
  readonly times: readonly ReadTimes[];
}

/**
 * `zeros`: digits after a zero, as codes have; `decimalComma`: a number whose decimals follow a comma; `dots`: such a
 * number with dots between its thousands; `dict`, `list`: JSON;
 * `clock`: hours and minutes; `currency`: three letters.
 */
export type TextForm = "number" | "zeros" | "decimalComma" | "dots" | "dict" | "list" | "uuid" | "clock" | "currency";

const EXAMPLES = 3;
/** Longer texts are cut in examples, smallest and largest. */
const SHOWN = 100;
/** So many values are tried with every reading; later ones with those that read one in twenty of them. */
const TRIED_WITH_ALL = 64;
const LIVE_SHARE = 0.05;
/** Values that no reading reads are tried with new ones so often. */
const RETRIES = 200;

const FORMS: Readonly<Record<Exclude<TextForm, "dict" | "list">, RegExp>> = {
  number: /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/,
  zeros: /^0\d+$/,
  decimalComma: /^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+$/,
  dots: /^[+-]?\d{1,3}(?:\.\d{3})+,\d+$/,
  uuid: /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i,
  clock: /^\d{1,2}:\d{2}(?::\d{2})?$/,
  currency: /^[A-Za-z]{3}$/,
};
const NUMERIC_FORMS = ["number", "zeros", "decimalComma", "dots", "clock"] as const;
/** No form but JSON is longer. */
const LONGEST_FORM = 40;

type Counters = Pick<PathProfile, "path"> & {
  count: number;
  kinds: Partial<Record<KindName, number>>;
  integers: number;
  empty: number;
  texts: Record<TextForm, number>;
  smallest: number | bigint | string | undefined;
  largest: number | bigint | string | undefined;
  longest: number;
  shortest: number;
};

interface LiveReading {
  readonly reading: TimeReading;
  read: number;
  earliest: number;
  latest: number;
}

export interface PathCounter {
  /** `json`: what a text holds, as {@link jsonIn} finds it. */
  add(value: Value, json?: object): void;
  readonly count: number;
  /** @param places how many values could have been there */
  profile(places: number): PathProfile;
}

/** Counts the values of a path; what is below lists and objects is for other counters. */
export function pathCounter(path: readonly PathStep[]): PathCounter {
  const counters: Counters = {
    path,
    count: 0,
    kinds: {},
    integers: 0,
    empty: 0,
    texts: { number: 0, zeros: 0, decimalComma: 0, dots: 0, dict: 0, list: 0, uuid: 0, clock: 0, currency: 0 },
    smallest: undefined,
    largest: undefined,
    longest: 0,
    shortest: 0,
  };
  const distinct = distinctCount();
  const examples = new Map<string, Value>();
  const times = timeCounter();
  return {
    add(value, json) {
      counters.count += 1;
      const kind = kindOf(value);
      counters.kinds[kind] = (counters.kinds[kind] ?? 0) + 1;
      if (kind === "null") return;
      if (kind === "list" || kind === "dict") {
        if (examples.size < EXAMPLES) addExample(examples, shownJson(value), stringifyShort(value));
        return;
      }
      const text = typeof value === "string" ? value : isHuge(value) ? value.rawJSON : String(value);
      distinct.add(hashText(text));
      if (examples.size < EXAMPLES && text !== "") addExample(examples, text, cut(value));
      if (typeof value === "string") addText(counters, value, json);
      else if (typeof value === "number" || typeof value === "bigint") addNumber(counters, value);
      if (kind !== "bool" && text !== "") times.add(value);
    },
    get count() {
      return counters.count;
    },
    profile(places) {
      const { smallest, largest, ...rest } = counters;
      return {
        ...rest,
        missing: Math.max(0, places - counters.count),
        distinct: distinct.estimate(),
        ...(smallest === undefined ? {} : { smallest }),
        ...(largest === undefined ? {} : { largest }),
        examples: [...examples.values()],
        times: times.read(),
      };
    },
  };
}

function addText(counters: Counters, text: string, json: object | undefined): void {
  if (text === "") {
    counters.empty += 1;
    return;
  }
  if (text.length > counters.longest) counters.longest = text.length;
  measure(counters, text.length);
  extend(counters, text.length > SHOWN ? text.slice(0, SHOWN) : text);
  if (text.length <= LONGEST_FORM) addForms(counters.texts, text);
  if (json !== undefined) counters.texts[Array.isArray(json) ? "list" : "dict"] += 1;
}

/** Only the forms that the first character and the length leave over are tried. */
function addForms(texts: Counters["texts"], text: string): void {
  const first = text.charCodeAt(0);
  if (first <= 0x39) for (const form of NUMERIC_FORMS) if (FORMS[form].test(text)) texts[form] += 1;
  if (text.length === 3 && FORMS.currency.test(text)) texts.currency += 1;
  if (text.length >= 32 && FORMS.uuid.test(text)) texts.uuid += 1;
}

function addNumber(counters: Counters, value: number | bigint): void {
  if (typeof value === "bigint" || Number.isInteger(value)) {
    counters.integers += 1;
    measure(counters, String(value).length);
  }
  extend(counters, value);
}

function measure(counters: Counters, length: number): void {
  if (counters.shortest === 0 || length < counters.shortest) counters.shortest = length;
}

/** Numbers are compared with numbers and texts with texts; where a path has both, numbers count. */
function extend(counters: Counters, value: number | bigint | string): void {
  const { smallest, largest } = counters;
  if (typeof value === "string" && smallest !== undefined && typeof smallest !== "string") return;
  const isFirst = smallest === undefined || (typeof smallest === "string" && typeof value !== "string");
  if (isFirst || value < smallest) counters.smallest = value;
  if (isFirst || largest === undefined || value > largest) counters.largest = value;
}

/** The object or list in a text; undefined where it holds neither. */
export function jsonIn(text: string): object | undefined {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  if (!(first === 0x7b && last === 0x7d) && !(first === 0x5b && last === 0x5d)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

function addExample(examples: Map<string, Value>, name: string, value: Value): void {
  if (!examples.has(name)) examples.set(name, value);
}

function cut(value: Value): Value {
  return typeof value === "string" && value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value;
}

/** A list or an object is shown as the start of its JSON. */
function stringifyShort(value: Value): Value {
  return cut(shownJson(value));
}

function shownJson(value: Value): string {
  try {
    return stringifyJson(value).slice(0, SHOWN + 1);
  } catch (error) {
    // Nested too deeply to be written.
    if (error instanceof RangeError) return Array.isArray(value) ? "[…]" : "{…}";
    throw error;
  }
}

function timeCounter(): { add(value: Value): void; read(): readonly ReadTimes[] } {
  const known = new Map<string, TimeReading>();
  const live = new Map<string, LiveReading>();
  let tried = 0;
  let retries = RETRIES;
  const readWith = (one: LiveReading, value: Value): boolean => {
    const ms = one.reading.read(value);
    if (ms === undefined) return false;
    one.read += 1;
    one.earliest = Math.min(one.earliest, ms);
    one.latest = Math.max(one.latest, ms);
    return true;
  };
  const propose = (value: Value): void => {
    for (const reading of timeReadingsFor(value, known)) {
      known.set(reading.name, reading);
      if (live.has(reading.name)) continue;
      const one = { reading, read: 0, earliest: Infinity, latest: -Infinity };
      live.set(reading.name, one);
      readWith(one, value);
    }
  };
  return {
    add(value) {
      tried += 1;
      let isRead = false;
      for (const one of live.values()) if (readWith(one, value)) isRead = true;
      if (tried <= TRIED_WITH_ALL) propose(value);
      else if (!isRead && live.size > 0 && retries > 0) {
        retries -= 1;
        propose(value);
      }
      if (tried === TRIED_WITH_ALL)
        for (const [name, { read }] of live) if (read < LIVE_SHARE * tried) live.delete(name);
    },
    read: () => [...live.values()].filter(({ read }) => read > 0).toSorted((a, b) => b.read - a.read),
  };
}
