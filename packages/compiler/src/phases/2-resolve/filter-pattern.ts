// In: the filterPattern of a converter, a Java regular expression. Out: the ECMAScript one that object keys are matched with, or findings.
import type { Severity } from "../../diagnostics/severity.ts";
import { reportPatternProblems } from "../../diagnostics/pattern-problems.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import { findCatastrophicBacktracking, translateRegex } from "../../java-regex/index.ts";
import type { KeyPattern } from "../../program.ts";
import type { Span } from "../../source/span.ts";
import { offsetInToken } from "../1-parse/string-literal.ts";
import type { StringNode } from "../1-parse/tree.ts";
import { globToRegex } from "./glob.ts";

/** The whole key must match (Java's `matches()`, D). */
const WHOLE = { use: "matches" } as const;
const WHOLE_HINT = "`filterPattern` is a Java regular expression that must match the whole key.";

export function resolveFilterPattern(
  node: StringNode,
  text: string,
  report: Reporter["report"],
): { filterPattern?: KeyPattern } {
  const meant = globToRegex(node.value);
  const translated = translateRegex(node.value, WHOLE);
  if (meant !== undefined) reportGlob(node, meant, translated.ok ? "warning" : "error", report);
  else if (!translated.ok) {
    const span = (start: number, end: number): Span => spanInside(node, { start, end }, text);
    reportPatternProblems(translated.problems, { span, what: "pattern", otherwise: WHOLE_HINT }, report);
  }
  if (!translated.ok) return {};
  const slow = findCatastrophicBacktracking(node.value, WHOLE);
  if (slow !== undefined) report("slow-pattern", spanInside(node, slow, text), slow.message, { hint: slow.hint });
  return { filterPattern: { java: node.value, source: translated.source, flags: translated.flags } };
}

/** The place in the file of a part of a string's value; at least one character of it. */
function spanInside({ span }: StringNode, part: Span, text: string): Span {
  const token = text.slice(span.start, span.end);
  const start = span.start + offsetInToken(token, part.start);
  return { start, end: Math.max(span.start + offsetInToken(token, part.end), Math.min(start + 1, span.end)) };
}

function reportGlob({ span }: StringNode, meant: string, severity: Severity, report: Reporter["report"]): void {
  const regex = JSON.stringify(meant);
  report("bad-pattern", span, "`filterPattern` is a regular expression, but this looks like a glob.", {
    severity,
    fixes: [{ title: `Replace with ${regex}`, edits: [{ span, text: regex }] }],
  });
}
