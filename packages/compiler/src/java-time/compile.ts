// A time pattern in; a program that reads texts in it out, or what is wrong with the pattern, with its places.
import { letterStep, type LetterStep, type ZoneTableName } from "./letters.ts";
import type { TimeProgram, TimeStep, ZoneTable } from "./program.ts";
import { timePatternWarnings, type LetterRun } from "./warnings.ts";
import { zoneTable } from "./zone-table.ts";

/** What is wrong with a pattern: `syntax` where Java refuses it, `unsupported` where only we do. Offsets are UTF-16. */
export interface TimePatternProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly kind: "syntax" | "unsupported";
  readonly hint?: string;
}

export interface TimePatternWarning {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export type CompiledTimePattern =
  | { readonly ok: true; readonly program: TimeProgram; readonly warnings: readonly TimePatternWarning[] }
  | { readonly ok: false; readonly problems: readonly TimePatternProblem[] };

/** A pattern of megabytes may be wrong at every character: further problems are of no use to anyone. */
const MOST_PROBLEMS = 100;

/** The level of an optional section, or of the whole pattern. */
interface Level {
  /** Where its `open` stands among the steps; -1 for the whole pattern. */
  readonly open: number;
  /** The number that further numbers right after it widen; -1 if the last step was something else. */
  number: number;
}

/**
 * Compiles a pattern of `java.time.format.DateTimeFormatter`, as `ofPattern(pattern, Locale.US)` of Java 17 reads it,
 * with the SMART resolver. Never throws; finds every problem, not only the first (of very many the first hundred).
 */
export function compileTimePattern(pattern: string): CompiledTimePattern {
  const problems: TimePatternProblem[] = [];
  const runs: LetterRun[] = [];
  const steps: TimeStep[] = [];
  const levels: Level[] = [{ open: -1, number: -1 }];
  const tables: ZoneTableName[] = [];
  const add = (problem: TimePatternProblem): void => {
    if (problems.length < MOST_PROBLEMS) problems.push(problem);
  };
  const report = (start: number, end: number, message: string, hint?: string): void => {
    add({ message, start, end, kind: "syntax", ...(hint === undefined ? {} : { hint }) });
  };
  const level = (): Level => levels[levels.length - 1] as Level;
  const append = (step: TimeStep, pad: number): number => {
    level().number = -1;
    return steps.push(pad === 0 ? step : { op: "pad", width: pad, step }) - 1;
  };

  let at = 0;
  while (at < pattern.length) {
    const start = at;
    const character = pattern.charAt(at);
    if (isLetter(character)) {
      at = endOfRun(pattern, at);
      let letter = character;
      let count = at - start;
      let letterAt = start;
      let pad = 0;
      if (character === "p") {
        if (at === pattern.length || !isLetter(pattern.charAt(at))) {
          report(start, at, "`p` must be followed by the letter that it pads.");
          continue;
        }
        pad = count;
        letter = pattern.charAt(at);
        letterAt = at;
        at = endOfRun(pattern, at);
        count = at - letterAt;
        level().number = -1;
      }
      const found = letterStep(letter, count);
      runs.push({ letter, count, start: letterAt, end: at });
      switch (found.kind) {
        case "refused":
          add(refusal(letter, found, letterAt, at));
          level().number = -1;
          break;
        case "step":
          append(found.step, pad);
          break;
        case "zone": {
          let table = tables.indexOf(found.table);
          if (table < 0) table = tables.push(found.table) - 1;
          append({ op: "zone", table }, pad);
          break;
        }
        case "number": {
          const base = level().number;
          const before = base < 0 ? undefined : (steps[base] as TimeStep);
          if (before?.op === "pad") {
            report(
              start,
              at,
              "Java doesn't allow a number right after a padded number.",
              "Put a literal between them.",
            );
            level().number = -1;
            break;
          }
          const index = append(found.step, pad);
          // Adjacent numbers of fixed width: the first of the row leaves them their digits. One of open width takes that back.
          if (before?.op === "number") {
            steps[base] = {
              ...before,
              reserve: found.fixedWidth === undefined ? 0 : before.reserve + found.fixedWidth,
            };
          }
          level().number = before === undefined || found.fixedWidth === undefined ? index : base;
          break;
        }
        default: {
          const impossible: never = found;
          return impossible;
        }
      }
      continue;
    }
    at += 1;
    switch (character) {
      case "'": {
        const end = endOfQuoted(pattern, at);
        if (end < 0) {
          report(
            start,
            pattern.length,
            "This quoted text is missing its closing quote.",
            "Close it with `'`; for a quote itself, write `''`.",
          );
          at = pattern.length;
          break;
        }
        const quoted = pattern.slice(at, end).replaceAll("''", "'");
        append({ op: "literal", text: quoted === "" ? "'" : quoted }, 0);
        at = end + 1;
        break;
      }
      case "[":
        level().number = -1;
        levels.push({ open: steps.push({ op: "open", end: -1 }) - 1, number: -1 });
        break;
      case "]":
        if (levels.length === 1)
          report(start, at, "Unmatched `]`: no optional section is open.", "For the character itself, write `']'`.");
        else closeSection(steps, levels);
        break;
      case "{":
      case "}":
      case "#":
        report(
          start,
          at,
          `\`${character}\` is reserved in time patterns.`,
          `For the character itself, write \`'${character}'\`.`,
        );
        break;
      default:
        append({ op: "literal", text: character }, 0);
    }
  }
  while (levels.length > 1) closeSection(steps, levels);
  const chance = dependsOnChance(runs);
  if (chance !== undefined) add(chance);
  if (problems.length > 0) return { ok: false, problems: problems.toSorted((a, b) => a.start - b.start) };
  const zones: ZoneTable[] = tables.map(zoneTable);
  return { ok: true, program: { steps: mergeLiterals(steps), zones }, warnings: timePatternWarnings(runs) };
}

function isLetter(character: string): boolean {
  return (character >= "A" && character <= "Z") || (character >= "a" && character <= "z");
}

function endOfRun(pattern: string, start: number): number {
  const code = pattern.charCodeAt(start);
  let at = start + 1;
  while (at < pattern.length && pattern.charCodeAt(at) === code) at++;
  return at;
}

/** Where the closing quote stands, two quotes in a row being one of the text; -1 without one. */
function endOfQuoted(pattern: string, start: number): number {
  for (let at = pattern.indexOf("'", start); at >= 0; at = pattern.indexOf("'", at + 2)) {
    if (pattern.charAt(at + 1) !== "'") return at;
  }
  return -1;
}

function closeSection(steps: TimeStep[], levels: Level[]): void {
  const open = (levels.pop() as Level).open;
  const outer = levels[levels.length - 1] as Level;
  if (open === steps.length - 1) {
    steps.pop();
    return;
  }
  steps[open] = { op: "open", end: steps.length };
  steps.push({ op: "close" });
  outer.number = -1;
}

/** Joins literals in a row; an `open` keeps pointing at its `close`. */
function mergeLiterals(steps: readonly TimeStep[]): TimeStep[] {
  const merged: TimeStep[] = [];
  const opened: number[] = [];
  for (const step of steps) {
    const last = merged[merged.length - 1];
    if (step.op === "literal" && last?.op === "literal") {
      merged[merged.length - 1] = { op: "literal", text: last.text + step.text };
      continue;
    }
    if (step.op === "open") opened.push(merged.length);
    if (step.op === "close") merged[opened.pop() as number] = { op: "open", end: merged.length };
    merged.push(step);
  }
  return merged;
}

function refusal(
  letter: string,
  found: LetterStep & { kind: "refused" },
  start: number,
  end: number,
): TimePatternProblem {
  switch (found.because) {
    case "letter":
      return {
        message: `\`${letter}\` isn't a pattern letter.`,
        start,
        end,
        kind: "syntax",
        hint: "Quote literal text, for example `'T'`.",
      };
    case "count":
      return {
        message: `\`${letter}\` can't be repeated ${end - start} times.`,
        start,
        end,
        kind: "syntax",
        hint: `Write it ${found.allowed} times.`,
      };
    case "unsupported":
      return {
        message: `\`${letter}\` repeated ${end - start} times isn't supported.`,
        start,
        end,
        kind: "unsupported",
        hint: `Write it ${found.allowed} times.`,
      };
    default: {
      const impossible: never = found.because;
      return impossible;
    }
  }
}

/**
 * A date made from weeks, with the day of the week given both by name and by US number: where they contradict each
 * other Java's answer changes from run to run (it follows the order of a table of object addresses).
 */
function dependsOnChance(runs: readonly LetterRun[]): TimePatternProblem | undefined {
  const has = (letters: string): boolean => runs.some((run) => letters.includes(run.letter));
  const numbered = runs.find((run) => (run.letter === "e" || run.letter === "c") && run.count <= 2);
  const named = runs.some(
    (run) => run.letter === "E" || ((run.letter === "e" || run.letter === "c") && run.count >= 3),
  );
  if (numbered === undefined || !named || !(has("W") || (has("w") && has("Y")))) return undefined;
  return {
    message: "A week-based date can't have its day of the week both as a name and as a number.",
    start: numbered.start,
    end: numbered.end,
    kind: "unsupported",
    hint: "Remove one of them: where they differ, Java's result is undefined.",
  };
}
