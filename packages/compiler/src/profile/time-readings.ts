// The ways in which a value can be read as an instant, each with the expression of the language that reads it.
import { compileTimePattern } from "../java-time/compile.ts";
import { parseJavaTime } from "../java-time/runtime-parse.ts";
import { int96Base64ToMs } from "../values/int96.ts";
import { parseIsoTime } from "../values/iso-time.ts";
import type { Result, Value } from "../values/value.ts";
import { timePatternsFor } from "./time-patterns.ts";

/** An expression of the language, as JSON. */
export type Source = string | readonly unknown[];

export interface TimeReading {
  /** What is tried, as `iso_time_to_ms` or `parse_time_to_ms "d.M.yyyy"`. */
  readonly name: string;
  /** The expression, for that of the value. */
  expression(value: Source): Source;
  /** Milliseconds since the epoch; undefined where it does not read the value, or as a time that is not plausible. */
  read(value: Value): number | undefined;
  /** Whether it reads days, without a time; `iso_time_to_ms` reads both. */
  readonly isDate?: true;
  /** Whether it makes up a part of the date. */
  readonly isGuess?: true;
  /** The pattern of `parse_time_to_ms`. */
  readonly pattern?: string;
}

/** Times of events are in these years; a number outside is another kind of number. */
const EARLIEST_EPOCH = Date.UTC(2000, 0);
const LATEST_EPOCH = Date.UTC(2100, 0);
/** Texts that say a date can be of long ago. */
const EARLIEST = Date.UTC(1850, 0);

interface Unit {
  readonly name: string;
  readonly perMs: number;
  expression(value: Source): Source;
}

const UNITS: readonly Unit[] = [
  { name: "milliseconds", perMs: 1, expression: (value) => value },
  { name: "seconds", perMs: 0.001, expression: (value) => ["multiply", value, ["int", 1000]] },
  { name: "microseconds", perMs: 1000, expression: (value) => ["divide", value, ["int", 1000]] },
  { name: "nanoseconds", perMs: 1_000_000, expression: (value) => ["divide", value, ["int", 1_000_000]] },
];

const EPOCHS: readonly TimeReading[] = UNITS.map(({ name, perMs, expression }) => ({
  name: `${name} since the epoch`,
  expression,
  read(value) {
    const number = numberOf(value);
    if (number === undefined) return undefined;
    const ms = number / perMs;
    return ms >= EARLIEST_EPOCH && ms < LATEST_EPOCH ? Math.trunc(ms) : undefined;
  },
}));

const ISO: TimeReading = {
  name: "iso_time_to_ms",
  expression: (value) => ["iso_time_to_ms", value],
  read: (value) => (typeof value === "string" ? plausible(parseIsoTime(value)) : undefined),
};

const INT96: TimeReading = {
  name: "int96_time_to_ms",
  expression: (value) => ["int96_time_to_ms", value],
  read: (value) => (typeof value === "string" && value.length === 16 ? plausible(int96Base64ToMs(value)) : undefined),
};

const YEAR: TimeReading = {
  name: "iso_time_to_ms of a year",
  expression: (value) => ["iso_time_to_ms", ["concat", value, ["value", "-01-01"]]],
  isDate: true,
  isGuess: true,
  read(value) {
    const text = typeof value === "number" ? String(value) : value;
    return typeof text === "string" && /^(?:18[5-9]|19|20)\d+$/.test(text) && text.length === 4
      ? parseIso(`${text}-01-01`)
      : undefined;
  },
};

const YEAR_AND_MONTH: TimeReading = {
  name: "iso_time_to_ms of a month",
  expression: (value) => ["iso_time_to_ms", ["concat", value, ["value", "-01"]]],
  isDate: true,
  isGuess: true,
  read: (value) => (typeof value === "string" && /^\d{4}-\d{2}$/.test(value) ? parseIso(`${value}-01`) : undefined),
};

const FIXED = [ISO, INT96, ...EPOCHS, YEAR, YEAR_AND_MONTH];

/** The readings that read this value; `known` are those made before, which are not made again. */
export function timeReadingsFor(value: Value, known: ReadonlyMap<string, TimeReading>): readonly TimeReading[] {
  const fixed = FIXED.filter((reading) => reading.read(value) !== undefined);
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || fixed.includes(ISO)) return fixed;
  const patterns = timePatternsFor(text).map((pattern) => known.get(nameOf(pattern)) ?? patternReading(pattern));
  return [...fixed, ...patterns.filter((reading) => reading.read(value) !== undefined)];
}

const nameOf = (pattern: string): string => `parse_time_to_ms ${JSON.stringify(pattern)}`;

/** @throws RangeError for a pattern that does not compile. */
function patternReading(pattern: string): TimeReading {
  const compiled = compileTimePattern(pattern);
  if (!compiled.ok) throw new RangeError(`${pattern} is not a time pattern`);
  const formats = new Map<string, Intl.DateTimeFormat>();
  return {
    name: nameOf(pattern),
    pattern,
    expression: (value) => ["parse_time_to_ms", pattern, value],
    ...(/[hHs]/.test(pattern) ? {} : { isDate: true }),
    read(value) {
      const text = typeof value === "number" ? String(value) : value;
      return typeof text === "string" ? plausible(parseJavaTime(compiled.program, text, formats)) : undefined;
    },
  };
}

function parseIso(text: string): number | undefined {
  return plausible(parseIsoTime(text));
}

function plausible(ms: Result): number | undefined {
  return typeof ms === "number" && ms >= EARLIEST && ms < LATEST_EPOCH ? ms : undefined;
}

function numberOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  return typeof value === "string" && /^\d{9,19}(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
}
