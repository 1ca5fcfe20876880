// In: a run of a pattern letter. Out: its step, or why it has none.
import {
  ALIGNED_DAY_FIELD,
  AM_PM_FIELD,
  CLOCK_HOUR_FIELD,
  DAY_FIELD,
  DAY_OF_WEEK_FIELD,
  DAY_OF_YEAR_FIELD,
  ERA_FIELD,
  HALF_DAY_CLOCK_FIELD,
  HALF_DAY_HOUR_FIELD,
  HOUR_FIELD,
  LOCAL_DAY_FIELD,
  MILLI_OF_DAY_FIELD,
  MINUTE_FIELD,
  MODIFIED_JULIAN_FIELD,
  MONTH_FIELD,
  NANO_FIELD,
  NANO_OF_DAY_FIELD,
  QUARTER_FIELD,
  SECOND_FIELD,
  WEEK_FIELD,
  WEEK_OF_MONTH_FIELD,
  WEEK_YEAR_FIELD,
  YEAR_FIELD,
  YEAR_OF_ERA_FIELD,
} from "./runtime-fields.ts";
import type { NumberStep, TimeStep } from "./program.ts";
import { amPmTexts, dayTexts, eraTexts, monthTexts, periodTexts, quarterTexts, type TextForms } from "./texts.ts";

export type ZoneTableName = "ids" | "short" | "full";

/** A step. `fixedWidth`: the digits that an adjacent number before it must leave for it; undefined for an open width. */
export type LetterStep =
  | { readonly kind: "step"; readonly step: TimeStep }
  | { readonly kind: "zone"; readonly table: ZoneTableName }
  | { readonly kind: "number"; readonly step: TimeStep; readonly fixedWidth: number | undefined }
  | { readonly kind: "refused"; readonly because: "count" | "letter" | "unsupported"; readonly allowed: string };

function number(field: number, min: number, max: number, sign: NumberStep["sign"], fixedWidth?: number): LetterStep {
  return { kind: "number", step: { op: "number", field, min, max, sign, reserve: 0, reduced: false }, fixedWidth };
}

/** A number: with one letter as many digits as there are, with more exactly that many. */
function plain(field: number, count: number): LetterStep {
  return count === 1 ? number(field, 1, 19, "minus") : number(field, count, count, "none", count);
}

function reducedYear(field: number): LetterStep {
  const step: NumberStep = { op: "number", field, min: 2, max: 2, sign: "none", reserve: 0, reduced: true };
  return { kind: "number", step, fixedWidth: 2 };
}

function text(field: number, forms: TextForms, count: number): LetterStep {
  const texts = count === 4 ? forms.full : count === 5 ? forms.narrow : forms.short;
  return { kind: "step", step: { op: "text", field, texts } };
}

function offset(zero: string, colon: boolean, minutes: "optional" | "mandatory", seconds: boolean): LetterStep {
  return { kind: "step", step: { op: "offset", colon, minutes, seconds, zero } };
}

/** `X` and `x`: the more letters, the more parts of the offset are required. */
function isoOffset(zero: string, count: number): LetterStep {
  return offset(zero, count === 3 || count === 5, count === 1 ? "optional" : "mandatory", count >= 4);
}

/** A letter that can be repeated `allowed` times. */
interface LetterRule {
  readonly allowed: string;
  /** Undefined if the letter can't be repeated that often. */
  readonly read: (count: number) => LetterStep | undefined;
}

/** A rule for up to `most` repetitions. */
function upTo(most: number, read: (count: number) => LetterStep): LetterRule {
  const allowed = most === 1 ? "1" : most === 2 ? "1 or 2" : `1 to ${most}`;
  return { allowed, read: (count) => (count <= most ? read(count) : undefined) };
}

/** A rule for these repetitions. */
function only(counts: readonly number[], allowed: string, read: (count: number) => LetterStep): LetterRule {
  return { allowed, read: (count) => (counts.includes(count) ? read(count) : undefined) };
}

function shortNumber(field: number): LetterRule {
  return upTo(2, (count) => plain(field, count));
}

function year(field: number): LetterRule {
  return upTo(19, (count) =>
    count === 2 ? reducedYear(field) : number(field, count, 19, count < 4 ? "minus" : "pad"),
  );
}

/** A number in up to two letters, a text in three to five. */
function numberOrText(field: number, forms: TextForms): LetterRule {
  return upTo(5, (count) => (count <= 2 ? plain(field, count) : text(field, forms, count)));
}

function wideNumber(field: number): LetterRule {
  return upTo(19, (count) => number(field, count, 19, "none", count === 19 ? 19 : undefined));
}

function localDay(count: number): LetterStep {
  return count <= 2 ? number(LOCAL_DAY_FIELD, count, count, "none", count) : text(DAY_OF_WEEK_FIELD, dayTexts, count);
}

function weekYear(count: number): LetterStep {
  if (count === 2) return reducedYear(WEEK_YEAR_FIELD);
  if (count > 19) return { kind: "refused", because: "unsupported", allowed: "1 to 19" };
  return number(WEEK_YEAR_FIELD, count, 19, count < 4 ? "minus" : "pad", count === 19 ? 19 : undefined);
}

function rfcOffset(count: number): LetterStep {
  if (count === 4) return { kind: "step", step: { op: "localizedOffset", full: true } };
  return count === 5 ? offset("Z", true, "mandatory", true) : offset("+0000", false, "mandatory", false);
}

function zone(table: ZoneTableName): LetterStep {
  return { kind: "zone", table };
}

/** The rules of `DateTimeFormatterBuilder.appendPattern`. */
const LETTERS: ReadonlyMap<string, LetterRule> = new Map([
  ["G", upTo(5, (count) => text(ERA_FIELD, eraTexts, count))],
  ["u", year(YEAR_FIELD)],
  ["y", year(YEAR_OF_ERA_FIELD)],
  ["Y", { allowed: "1 to 19", read: weekYear }],
  ["M", numberOrText(MONTH_FIELD, monthTexts)],
  ["L", numberOrText(MONTH_FIELD, monthTexts)],
  ["Q", numberOrText(QUARTER_FIELD, quarterTexts)],
  ["q", numberOrText(QUARTER_FIELD, quarterTexts)],
  ["E", upTo(5, (count) => text(DAY_OF_WEEK_FIELD, dayTexts, count))],
  ["e", upTo(5, localDay)],
  ["c", only([1, 3, 4, 5], "1 or 3 to 5", localDay)],
  ["w", upTo(2, (count) => number(WEEK_FIELD, count, 2, "none", count === 2 ? 2 : undefined))],
  ["W", upTo(1, () => number(WEEK_OF_MONTH_FIELD, 1, 1, "none", 1))],
  ["F", upTo(1, () => plain(ALIGNED_DAY_FIELD, 1))],
  ["d", shortNumber(DAY_FIELD)],
  ["h", shortNumber(HALF_DAY_CLOCK_FIELD)],
  ["H", shortNumber(HOUR_FIELD)],
  ["k", shortNumber(CLOCK_HOUR_FIELD)],
  ["K", shortNumber(HALF_DAY_HOUR_FIELD)],
  ["m", shortNumber(MINUTE_FIELD)],
  ["s", shortNumber(SECOND_FIELD)],
  ["D", upTo(3, (count) => (count === 2 ? number(DAY_OF_YEAR_FIELD, 2, 3, "none") : plain(DAY_OF_YEAR_FIELD, count)))],
  ["g", upTo(19, (count) => number(MODIFIED_JULIAN_FIELD, count, 19, "minus"))],
  ["A", wideNumber(MILLI_OF_DAY_FIELD)],
  ["n", wideNumber(NANO_FIELD)],
  ["N", wideNumber(NANO_OF_DAY_FIELD)],
  ["S", upTo(9, (count) => ({ kind: "number", step: { op: "fraction", digits: count }, fixedWidth: count }))],
  ["a", upTo(1, () => ({ kind: "step", step: { op: "text", field: AM_PM_FIELD, texts: amPmTexts } }))],
  [
    "B",
    only([1, 4, 5], "1, 4 or 5", (count) => ({
      kind: "step",
      step: { op: "period", texts: count === 5 ? periodTexts.narrow : periodTexts.wide },
    })),
  ],
  ["O", only([1, 4], "1 or 4", (count) => ({ kind: "step", step: { op: "localizedOffset", full: count === 4 } }))],
  ["X", upTo(5, (count) => isoOffset("Z", count))],
  ["x", upTo(5, (count) => isoOffset(count === 1 ? "+00" : count % 2 === 0 ? "+0000" : "+00:00", count))],
  ["Z", upTo(5, rfcOffset)],
  ["V", only([2], "2", () => zone("ids"))],
  ["z", upTo(4, (count) => zone(count === 4 ? "full" : "short"))],
  ["v", only([1, 4], "1 or 4", (count) => zone(count === 4 ? "full" : "short"))],
]);

/** The step of a pattern letter that is repeated `count` times. */
export function letterStep(letter: string, count: number): LetterStep {
  const rule = LETTERS.get(letter);
  if (rule === undefined) return { kind: "refused", because: "letter", allowed: "" };
  return rule.read(count) ?? { kind: "refused", because: "count", allowed: rule.allowed };
}
