// From a text that may be a time to the patterns of Java that could read it.
import { compileTimePattern } from "../java-time/compile.ts";

/** A longer text is not a time. */
const MAX_LENGTH = 40;

interface Part {
  /** Matched at the start of what is left. */
  readonly form: RegExp;
  /** The pattern for it, or several that only more texts can tell apart. */
  readonly patterns: (match: RegExpExecArray) => readonly string[];
}

const MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const FULL_MONTH = "(January|February|March|April|May|June|July|August|September|October|November|December)(?![a-z])";
const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const year = (digits: string): string => (digits.length === 4 ? "yyyy" : "yy");
const month = (name: string): string => (name.length === 3 ? "MMM" : "MMMM");

const DATES: readonly Part[] = [
  { form: /^\d{4}([-/.])\d{1,2}\1\d{1,2}(?!\d)/, patterns: ([, s = ""]) => [`yyyy${s}M${s}d`] },
  {
    form: /^\d{1,2}([-/.])\d{1,2}\1(\d{4}|\d{2})(?!\d)/,
    patterns: ([, s = "", digits = ""]) => {
      const [first, second] = [`M${s}d${s}${year(digits)}`, `d${s}M${s}${year(digits)}`];
      // Where dates have dots, the day comes first.
      return s === "." ? [second, first] : [first, second];
    },
  },
  { form: /^(?:19|20)\d{2}[01]\d[0-3]\d(?=\D|$)/, patterns: () => ["yyyyMMdd"] },
  { form: /^(?:19|20)\d{2}[01]\d[0-3]\d[0-2]\d[0-5]\d[0-5]\d$/, patterns: () => ["yyyyMMddHHmmss"] },
  {
    form: new RegExp(`^\\d{1,2}([ /-])(?:${FULL_MONTH}|${MONTH})\\1(\\d{4}|\\d{2})(?!\\d)`),
    patterns: ([, s = "", full, short, digits = ""]) => [`d${s}${month(full ?? short ?? "")}${s}${year(digits)}`],
  },
  {
    form: new RegExp(`^(?:${FULL_MONTH}|${MONTH}) \\d{1,2}(,?) (\\d{4})(?!\\d)`),
    patterns: ([, full, short, comma = ""]) => [`${month(full ?? short ?? "")} d${comma} yyyy`],
  },
];

const SEPARATORS: readonly Part[] = [
  { form: /^T/, patterns: () => ["'T'"] },
  { form: /^(?:, | at |[ :_-])/, patterns: ([text]) => [text === " at " ? " 'at' " : text] },
];

const TIMES: readonly Part[] = [
  {
    form: /^\d{1,2}:\d{2}(:\d{2}(?:([.,])(\d{1,9}))?)?( ?)([AP]M)?/,
    patterns: ([, seconds, point = "", fraction = "", gap = "", half]) => {
      const end = `mm${seconds === undefined ? "" : `:ss${point}${"S".repeat(fraction.length)}`}`;
      return [half === undefined ? `H:${end}${gap}` : `h:${end}${gap}a`];
    },
  },
  { form: /^\d{6}(?!\d)/, patterns: () => ["HHmmss"] },
  { form: /^\d{4}(?!\d)/, patterns: () => ["HHmm"] },
];

const ZONES: readonly Part[] = [
  { form: /^ ?Z$/, patterns: ([text]) => [text === "Z" ? "X" : " X"] },
  { form: /^( ?)[+-]\d{2}:\d{2}$/, patterns: ([, gap]) => [`${gap}xxx`] },
  { form: /^( ?)[+-]\d{4}$/, patterns: ([, gap]) => [`${gap}xx`] },
  { form: /^( ?)[+-]\d{2}$/, patterns: ([, gap]) => [`${gap}x`] },
  { form: /^( ?)(?:UTC|GMT|[ECMP][SD]T|CES?T|BST)$/, patterns: ([, gap]) => [`${gap}z`] },
];

/** Patterns that could read the text as a date with or without a time, the likelier first; each compiles without a warning. */
export function timePatternsFor(text: string): readonly string[] {
  if (text.length > MAX_LENGTH || text.length < 6 || !/\d/.test(text)) return [];
  const [whole = "", comma = ""] = new RegExp(`^${DAY}[a-z]*(,?) `).exec(text) ?? [];
  const day = whole === "" ? "" : `${whole.replace(/,? $/, "").length === 3 ? "EEE" : "EEEE"}${comma} `;
  const rest = text.slice(whole.length);
  return [...calendarOrder(rest), ...unixOrder(rest)]
    .map((pattern) => day + pattern)
    .filter((pattern) => {
      const compiled = compileTimePattern(pattern);
      return compiled.ok && compiled.warnings.length === 0;
    });
}

/** A date, then perhaps a time, then perhaps a zone. */
function calendarOrder(text: string): readonly string[] {
  for (const date of DATES) {
    const found = date.form.exec(text);
    if (found === null) continue;
    const end = endPatterns(text.slice(found[0].length));
    return end === undefined ? [] : date.patterns(found).map((pattern) => pattern + end);
  }
  return [];
}

/** What follows a date; undefined where it is something else. */
function endPatterns(text: string): string | undefined {
  if (text === "") return "";
  const separator = take(SEPARATORS, text);
  const time = separator && take(TIMES, separator.rest);
  if (separator === undefined || time === undefined) return undefined;
  const start = separator.pattern + time.pattern;
  // A gap that the zone has as well.
  if (time.rest === "") return start;
  const zone = take(ZONES, (start.endsWith(" ") ? " " : "") + time.rest);
  return zone === undefined ? undefined : start.trimEnd() + zone.pattern;
}

/** As `date` prints it: `Jan 2 15:04:05 2006`, with a zone before the year or not. */
function unixOrder(text: string): readonly string[] {
  const found = new RegExp(
    `^${MONTH} +\\d{1,2} \\d{2}:\\d{2}:\\d{2} ((?:UTC|GMT|[A-Z]{3,4}) |[+-]\\d{4} )?\\d{4}$`,
  ).exec(text);
  if (found === null) return [];
  const [, , zone = ""] = found;
  return [`MMM d HH:mm:ss ${zone === "" ? "" : /^[+-]/.test(zone) ? "xx " : "z "}yyyy`];
}

function take(parts: readonly Part[], text: string): { readonly pattern: string; readonly rest: string } | undefined {
  for (const { form, patterns } of parts) {
    const found = form.exec(text);
    const [pattern] = found === null ? [] : patterns(found);
    if (found !== null && pattern !== undefined) return { pattern, rest: text.slice(found[0].length) };
  }
  return undefined;
}
