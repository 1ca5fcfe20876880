// In: what is wrong with a regular expression or replacement in a string of the converter. Out: findings with fixes.
import { describeRegexProblem, type RegexProblem } from "../java-regex/index.ts";
import type { Span } from "../source/span.ts";
import type { Fix } from "./diagnostic.ts";
import type { Report } from "./reporter.ts";

export interface PatternPlace {
  /** The place in the file of a part of the string's value. */
  span(start: number, end: number): Span;
  /** What it is a problem of. */
  readonly what: "pattern" | "replacement";
  /** Help where a problem has none of its own. */
  readonly otherwise?: string;
}

export function reportPatternProblems(problems: readonly RegexProblem[], place: PatternPlace, report: Report): void {
  for (const problem of problems) {
    const { message, hint = place.otherwise } = describeRegexProblem(problem, place.what);
    const fix = escapeFix(problem, place);
    report("bad-pattern", place.span(problem.start, problem.end), message, {
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
