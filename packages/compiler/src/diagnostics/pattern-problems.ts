// In: what is wrong with a regular expression or replacement in a string of the converter. Out: findings, in the spelling of JSON.
import type { RegexProblem } from "../java-regex/index.ts";
import type { Span } from "../source/span.ts";
import type { Fix } from "./diagnostic.ts";
import type { Report } from "./reporter.ts";

export interface PatternPlace {
  /** The place in the file of a part of the string's value. */
  span(start: number, end: number): Span;
  /** What messages start with. */
  readonly lead?: string;
  /** Help where a problem has none of its own. */
  readonly otherwise?: string;
}

export function reportPatternProblems(problems: readonly RegexProblem[], place: PatternPlace, report: Report): void {
  for (const problem of problems) {
    const { start, end, message } = problem;
    const hint = problem.hint === undefined ? place.otherwise : inJson(asSentence(problem.hint));
    const fix = escapeFix(problem, place);
    report("bad-pattern", place.span(start, end), asSentence(`${place.lead ?? ""}${message}`), {
      ...(hint !== undefined && { hint }),
      ...(fix !== undefined && { fixes: [fix] }),
    });
  }
}

/** A backslash before the character; in a string of JSON it is written twice. */
function escapeFix({ escapeAt }: RegexProblem, place: PatternPlace): Fix | undefined {
  if (escapeAt === undefined) return undefined;
  const { start } = place.span(escapeAt, escapeAt + 1);
  return { title: "Escape the character", edits: [{ span: { start, end: start }, text: "\\\\" }] };
}

/** Text about a pattern as its file spells it. */
export function inJson(text: string): string {
  return text.replaceAll("\\", "\\\\");
}

export function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}
