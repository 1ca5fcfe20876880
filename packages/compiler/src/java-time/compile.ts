// In: a time pattern. Out: a program that parses texts in it, or what is wrong with the pattern.
import { letterStep, type LetterStep, type ZoneTableName } from "./letters.ts";
import type { TimeProgram, TimeStep, ZoneTable } from "./program.ts";
import { type LetterRun, type TimePatternWarning, timePatternWarnings } from "./warnings.ts";
import { zoneTable } from "./zone-table.ts";

/** What is wrong with a pattern: `syntax` if Java rejects it, `unsupported` if only we do. Offsets are UTF-16. */
export interface TimePatternProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly kind: "syntax" | "unsupported";
  readonly hint?: string;
}

export type CompiledTimePattern =
  | { readonly ok: true; readonly program: TimeProgram; readonly warnings: readonly TimePatternWarning[] }
  | { readonly ok: false; readonly problems: readonly TimePatternProblem[] };

/** A pattern of megabytes can be wrong at every character: nobody needs more problems than this. */
const MOST_PROBLEMS = 100;

/** The whole pattern, or an optional section of it. */
interface Section {
  /** The index of its `open` step; -1 for the whole pattern. */
  readonly open: number;
  /** The index of the number step that adjacent numbers widen; -1 if the last step is not a number. */
  number: number;
}

interface Compilation {
  readonly pattern: string;
  at: number;
  readonly steps: TimeStep[];
  /** Innermost last. */
  readonly sections: [Section, ...Section[]];
  readonly tables: ZoneTableName[];
  readonly runs: LetterRun[];
  readonly problems: TimePatternProblem[];
}

/**
 * Compiles a pattern of `java.time.format.DateTimeFormatter`, as `ofPattern(pattern, Locale.US)` of Java 17 reads it, with the
 * SMART resolver. Never throws; finds every problem, not only the first (up to a hundred).
 */
export function compileTimePattern(pattern: string): CompiledTimePattern {
  const compilation: Compilation = {
    pattern,
    at: 0,
    steps: [],
    sections: [{ open: -1, number: -1 }],
    tables: [],
    runs: [],
    problems: [],
  };
  const { steps, sections, tables, runs, problems } = compilation;
  while (compilation.at < pattern.length) {
    if (isLetter(pattern.charAt(compilation.at))) compileLetters(compilation);
    else compileCharacter(compilation);
  }
  while (sections.length > 1) closeSection(steps, sections);
  const unstable = contradictingWeekDays(runs);
  if (unstable !== undefined) addProblem(compilation, unstable);
  if (problems.length > 0) return { ok: false, problems: problems.toSorted((a, b) => a.start - b.start) };
  const zones: ZoneTable[] = tables.map(zoneTable);
  return { ok: true, program: { steps: mergeLiterals(steps), zones }, warnings: timePatternWarnings(runs) };
}

function addProblem({ problems }: Compilation, problem: TimePatternProblem): void {
  if (problems.length < MOST_PROBLEMS) problems.push(problem);
}

function addSyntaxError(
  compilation: Compilation,
  { start, end }: { readonly start: number; readonly end: number },
  message: string,
  hint?: string,
): void {
  addProblem(compilation, { message, start, end, kind: "syntax", ...(hint !== undefined && { hint }) });
}

function currentSection({ sections }: Compilation): Section {
  return sections.at(-1) ?? sections[0];
}

/** Adds a step, padded to a width unless that is 0, and gives its index. */
function addStep(compilation: Compilation, step: TimeStep, pad: number): number {
  currentSection(compilation).number = -1;
  return compilation.steps.push(pad === 0 ? step : { op: "pad", width: pad, step }) - 1;
}

/** Compiles a run of one letter, with the `p`s that pad it. */
function compileLetters(compilation: Compilation): void {
  const { pattern, at: start } = compilation;
  const isPadded = pattern.charAt(start) === "p";
  const letterAt = isPadded ? endOfRun(pattern, start) : start;
  if (letterAt === pattern.length || !isLetter(pattern.charAt(letterAt))) {
    compilation.at = letterAt;
    const message = "`p` must be followed by the letter that it pads.";
    return addSyntaxError(compilation, { start, end: letterAt }, message);
  }
  if (isPadded) currentSection(compilation).number = -1;
  const end = endOfRun(pattern, letterAt);
  compilation.at = end;
  const run: LetterRun = { letter: pattern.charAt(letterAt), count: end - letterAt, start: letterAt, end };
  compilation.runs.push(run);
  addLetterStep(compilation, run, letterAt - start);
}

function addLetterStep(compilation: Compilation, run: LetterRun, pad: number): void {
  const { tables } = compilation;
  const found = letterStep(run.letter, run.count);
  switch (found.kind) {
    case "refused":
      addProblem(compilation, refusal(run, found));
      currentSection(compilation).number = -1;
      return;
    case "step":
      addStep(compilation, found.step, pad);
      return;
    case "zone": {
      let table = tables.indexOf(found.table);
      if (table < 0) table = tables.push(found.table) - 1;
      addStep(compilation, { op: "zone", table }, pad);
      return;
    }
    case "number":
      addNumberStep(compilation, found, run, pad);
      return;
    default:
      found satisfies never;
  }
}

/**
 * Adds a number. Adjacent numbers of fixed width share their digits: the first of them reserves digits for the others, unless one
 * of open width follows.
 */
function addNumberStep(
  compilation: Compilation,
  { step, fixedWidth }: LetterStep & { kind: "number" },
  run: LetterRun,
  pad: number,
): void {
  const { steps } = compilation;
  const base = currentSection(compilation).number;
  const before = base < 0 ? undefined : steps[base];
  if (before?.op === "pad") {
    const message = "Java doesn't allow a number right after a padded number.";
    const place = { start: run.start - pad, end: run.end };
    addSyntaxError(compilation, place, message, "Put a literal between them.");
    currentSection(compilation).number = -1;
    return;
  }
  const index = addStep(compilation, step, pad);
  if (before?.op === "number")
    steps[base] = { ...before, reserve: fixedWidth === undefined ? 0 : before.reserve + fixedWidth };
  currentSection(compilation).number = before === undefined || fixedWidth === undefined ? index : base;
}

/** Compiles anything but a letter: a quoted text, a bracket of an optional section, or a literal character. */
function compileCharacter(compilation: Compilation): void {
  const { pattern, at: start, steps, sections } = compilation;
  const character = pattern.charAt(start);
  const place = { start, end: start + 1 };
  compilation.at++;
  switch (character) {
    case "'":
      compileQuoted(compilation, start);
      return;
    case "[":
      currentSection(compilation).number = -1;
      sections.push({ open: steps.push({ op: "open", end: -1 }) - 1, number: -1 });
      return;
    case "]":
      if (sections.length > 1) closeSection(steps, sections);
      else addSyntaxError(compilation, place, "Unmatched `]`: no optional section is open.", literalHint(character));
      return;
    case "{":
    case "}":
    case "#":
      addSyntaxError(compilation, place, `\`${character}\` is reserved in time patterns.`, literalHint(character));
      return;
    default:
      addStep(compilation, { op: "literal", text: character }, 0);
  }
}

function literalHint(character: string): string {
  return `For the character itself, write \`'${character}'\`.`;
}

function compileQuoted(compilation: Compilation, start: number): void {
  const { pattern } = compilation;
  const end = endOfQuoted(pattern, start + 1);
  if (end < 0) {
    compilation.at = pattern.length;
    const message = "This quoted text is missing its closing quote.";
    const hint = "Close it with `'`; for a quote itself, write `''`.";
    return addSyntaxError(compilation, { start, end: pattern.length }, message, hint);
  }
  const quoted = pattern.slice(start + 1, end).replaceAll("''", "'");
  addStep(compilation, { op: "literal", text: quoted === "" ? "'" : quoted }, 0);
  compilation.at = end + 1;
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

/** The offset of the closing quote, or -1; two quotes in a row are a quote in the text. */
function endOfQuoted(pattern: string, start: number): number {
  for (let at = pattern.indexOf("'", start); at >= 0; at = pattern.indexOf("'", at + 2)) {
    if (pattern.charAt(at + 1) !== "'") return at;
  }
  return -1;
}

/** Closes the innermost optional section; an empty one leaves no steps. */
function closeSection(steps: TimeStep[], sections: [Section, ...Section[]]): void {
  const open = sections.pop()?.open ?? -1;
  if (open === steps.length - 1) {
    steps.pop();
    return;
  }
  steps[open] = { op: "open", end: steps.length };
  steps.push({ op: "close" });
  (sections.at(-1) ?? sections[0]).number = -1;
}

/** Joins adjacent literals; an `open` keeps pointing at its `close`. */
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
  { letter, count, start, end }: LetterRun,
  found: LetterStep & { kind: "refused" },
): TimePatternProblem {
  switch (found.because) {
    case "letter": {
      const message = `\`${letter}\` isn't a pattern letter.`;
      return { message, start, end, kind: "syntax", hint: "Quote literal text, for example `'T'`." };
    }
    case "count": {
      const message = `\`${letter}\` can't be repeated ${count} times.`;
      return { message, start, end, kind: "syntax", hint: `Write it ${found.allowed} times.` };
    }
    case "unsupported": {
      const message = `\`${letter}\` repeated ${count} times isn't supported.`;
      return { message, start, end, kind: "unsupported", hint: `Write it ${found.allowed} times.` };
    }
    default:
      return found.because satisfies never;
  }
}

/**
 * The problem of a week-based date with its day of the week both as a name and as a US number: where the two contradict each
 * other, Java's result changes from run to run (it depends on object addresses).
 */
function contradictingWeekDays(runs: readonly LetterRun[]): TimePatternProblem | undefined {
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
