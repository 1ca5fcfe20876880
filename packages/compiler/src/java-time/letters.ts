// One run of a pattern letter in; the step it stands for out, or the reason why there is none.
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

/** A step, with the width that a number before it must leave to it: `undefined` for what is not a number. */
export type LetterStep =
  | { readonly kind: "step"; readonly step: TimeStep }
  | { readonly kind: "zone"; readonly table: ZoneTableName }
  | { readonly kind: "number"; readonly step: TimeStep; readonly fixedWidth: number | undefined }
  | { readonly kind: "refused"; readonly because: "count" | "letter" | "unsupported"; readonly allowed: string };

function refuse(allowed: string): LetterStep {
  return { kind: "refused", because: "count", allowed };
}

function number(field: number, min: number, max: number, sign: NumberStep["sign"], fixedWidth?: number): LetterStep {
  return { kind: "number", step: { op: "number", field, min, max, sign, reserve: 0, reduced: false }, fixedWidth };
}

/** One letter: as many digits as there are; more: exactly that many. */
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

/** `X` and `x`: the more letters, the more of the offset must be there. */
function isoOffset(zero: string, count: number): LetterStep {
  return offset(zero, count === 3 || count === 5, count === 1 ? "optional" : "mandatory", count >= 4);
}

const fieldOf = new Map<string, number>([
  ["d", DAY_FIELD],
  ["h", HALF_DAY_CLOCK_FIELD],
  ["H", HOUR_FIELD],
  ["k", CLOCK_HOUR_FIELD],
  ["K", HALF_DAY_HOUR_FIELD],
  ["m", MINUTE_FIELD],
  ["s", SECOND_FIELD],
  ["A", MILLI_OF_DAY_FIELD],
  ["n", NANO_FIELD],
  ["N", NANO_OF_DAY_FIELD],
]);

/** What a pattern letter, written `count` times, reads. The rules are those of `DateTimeFormatterBuilder.appendPattern`. */
export function letterStep(letter: string, count: number): LetterStep {
  switch (letter) {
    case "G":
      return count <= 5 ? text(ERA_FIELD, eraTexts, count) : refuse("1 to 5");
    case "u":
    case "y": {
      const field = letter === "u" ? YEAR_FIELD : YEAR_OF_ERA_FIELD;
      if (count === 2) return reducedYear(field);
      return count <= 19 ? number(field, count, 19, count < 4 ? "minus" : "pad") : refuse("1 to 19");
    }
    case "Y":
      if (count === 2) return reducedYear(WEEK_YEAR_FIELD);
      if (count > 19) return { kind: "refused", because: "unsupported", allowed: "1 to 19" };
      return number(WEEK_YEAR_FIELD, count, 19, count < 4 ? "minus" : "pad", count === 19 ? 19 : undefined);
    case "M":
    case "L":
      if (count > 5) return refuse("1 to 5");
      return count <= 2 ? plain(MONTH_FIELD, count) : text(MONTH_FIELD, monthTexts, count);
    case "Q":
    case "q":
      if (count > 5) return refuse("1 to 5");
      return count <= 2 ? plain(QUARTER_FIELD, count) : text(QUARTER_FIELD, quarterTexts, count);
    case "E":
      return count <= 5 ? text(DAY_OF_WEEK_FIELD, dayTexts, count) : refuse("1 to 5");
    case "e":
    case "c":
      if (count > 5 || (letter === "c" && count === 2)) return refuse(letter === "e" ? "1 to 5" : "1 or 3 to 5");
      return count <= 2
        ? number(LOCAL_DAY_FIELD, count, count, "none", count)
        : text(DAY_OF_WEEK_FIELD, dayTexts, count);
    case "w":
      return count <= 2 ? number(WEEK_FIELD, count, 2, "none", count === 2 ? 2 : undefined) : refuse("1 or 2");
    case "W":
      return count === 1 ? number(WEEK_OF_MONTH_FIELD, 1, 1, "none", 1) : refuse("1");
    case "F":
      return count === 1 ? plain(ALIGNED_DAY_FIELD, 1) : refuse("1");
    case "d":
    case "h":
    case "H":
    case "k":
    case "K":
    case "m":
    case "s":
      return count <= 2 ? plain(fieldOf.get(letter) ?? DAY_FIELD, count) : refuse("1 or 2");
    case "D":
      if (count > 3) return refuse("1 to 3");
      return count === 2 ? number(DAY_OF_YEAR_FIELD, 2, 3, "none") : plain(DAY_OF_YEAR_FIELD, count);
    case "g":
      return count <= 19 ? number(MODIFIED_JULIAN_FIELD, count, 19, "minus") : refuse("1 to 19");
    case "A":
    case "n":
    case "N":
      return count <= 19
        ? number(fieldOf.get(letter) ?? NANO_FIELD, count, 19, "none", count === 19 ? 19 : undefined)
        : refuse("1 to 19");
    case "S":
      return count <= 9
        ? { kind: "number", step: { op: "fraction", digits: count }, fixedWidth: count }
        : refuse("1 to 9");
    case "a":
      return count === 1 ? { kind: "step", step: { op: "text", field: AM_PM_FIELD, texts: amPmTexts } } : refuse("1");
    case "B":
      if (count !== 1 && count !== 4 && count !== 5) return refuse("1, 4 or 5");
      return { kind: "step", step: { op: "period", texts: count === 5 ? periodTexts.narrow : periodTexts.wide } };
    case "O":
      if (count !== 1 && count !== 4) return refuse("1 or 4");
      return { kind: "step", step: { op: "localizedOffset", full: count === 4 } };
    case "X":
      return count <= 5 ? isoOffset("Z", count) : refuse("1 to 5");
    case "x":
      return count <= 5
        ? isoOffset(count === 1 ? "+00" : count % 2 === 0 ? "+0000" : "+00:00", count)
        : refuse("1 to 5");
    case "Z":
      if (count > 5) return refuse("1 to 5");
      if (count === 4) return { kind: "step", step: { op: "localizedOffset", full: true } };
      return count === 5 ? offset("Z", true, "mandatory", true) : offset("+0000", false, "mandatory", false);
    case "V":
      return count === 2 ? { kind: "zone", table: "ids" } : refuse("2");
    case "z":
      return count <= 4 ? { kind: "zone", table: count === 4 ? "full" : "short" } : refuse("1 to 4");
    case "v":
      if (count !== 1 && count !== 4) return refuse("1 or 4");
      return { kind: "zone", table: count === 4 ? "full" : "short" };
    default:
      return { kind: "refused", because: "letter", allowed: "" };
  }
}
