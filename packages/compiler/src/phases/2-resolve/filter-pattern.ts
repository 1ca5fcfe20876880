// In: the filterPattern of a converter, a Java regular expression. Out: the ECMAScript one that object keys are matched with, or findings.
import type { Reporter } from "../../diagnostics/reporter.ts";
import { findCatastrophicBacktracking, translateRegex } from "../../java-regex/index.ts";
import type { KeyPattern } from "../../program.ts";
import type { Span } from "../../source/span.ts";
import { offsetInToken } from "../1-parse/string-literal.ts";
import type { StringNode } from "../1-parse/tree.ts";

/** The whole key must match (Java's `matches()`, D). */
const WHOLE = { use: "matches" } as const;

export function resolveFilterPattern(
  node: StringNode,
  text: string,
  report: Reporter["report"],
): { filterPattern?: KeyPattern } {
  const translated = translateRegex(node.value, WHOLE);
  if (!translated.ok) {
    for (const problem of translated.problems) {
      report("bad-pattern", spanInside(node, problem, text), sentence(problem.message), {
        hint:
          problem.hint === undefined
            ? "filterPattern is a regular expression of Java 17, which the whole key must match."
            : sentence(problem.hint),
      });
    }
    return {};
  }
  const slow = findCatastrophicBacktracking(node.value, WHOLE);
  if (slow !== undefined)
    report("slow-pattern", spanInside(node, slow, text), sentence(slow.message), { hint: sentence(slow.hint) });
  return { filterPattern: { java: node.value, source: translated.source, flags: translated.flags } };
}

/** The place in the file of a part of a string's value; at least one character of it. */
function spanInside({ span }: StringNode, part: Span, text: string): Span {
  const token = text.slice(span.start, span.end);
  const start = span.start + offsetInToken(token, part.start);
  return { start, end: Math.max(span.start + offsetInToken(token, part.end), Math.min(start + 1, span.end)) };
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${message.endsWith(".") ? "" : "."}`;
}
