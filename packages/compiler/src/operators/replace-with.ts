// replace_with: a string with every match of a Java regular expression replaced.
import { reportPatternProblems } from "../diagnostics/pattern-problems.ts";
import { findCatastrophicBacktracking, parseReplacement, searchCost, translateRegex } from "../java-regex/index.ts";
import { javaReplaceAll } from "../java-regex/runtime-replace.ts";
import { readText } from "../values/text.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { always, BOOL, NUMBER, STRING } from "./kinds.ts";

export function runReplaceWith(
  prepared: { readonly regex: RegExp; readonly parts: readonly (string | number)[] },
  value: Value,
): Result {
  const text = readText(value);
  return text === undefined ? undefined : javaReplaceAll(prepared.regex, prepared.parts, text);
}

export const replaceWith = defineOperator({
  name: "replace_with",
  summary: "A string with every match of a pattern replaced",
  parameters: [
    {
      name: "regex",
      kind: "string",
      doc: "the pattern as a literal string, a Java regular expression",
    },
    {
      name: "replacement",
      kind: "string",
      doc: "the replacement as a literal string: $1 or ${name} inserts a group, \\\\$ a dollar sign",
    },
    { name: "text", kind: "source", doc: "the string to search", accepts: STRING | NUMBER | BOOL },
  ],
  operands: "required",
  rules: [
    { text: "Replaces every match; the pattern has Java's syntax.", mark: "R" },
    { text: "Anything that can't be converted to a string gives no value.", mark: "R" },
    { text: "Numbers and booleans are converted to text; null, lists and dicts are not.", mark: "D" },
    { text: "Pattern and replacement work as in Java 17's String.replaceAll.", mark: "D" },
    {
      text: "A pattern or replacement that Java rejects, or that can't be translated, is a compile error.",
      mark: "D",
    },
    { text: "Matching is by code point: a surrogate pair is never split.", mark: "D" },
  ],
  examples: [
    { expression: ["replace_with", "\\d{4,}", "#", "card"], row: { card: "4111-1111-22" }, result: "#-#-22" },
    {
      expression: ["replace_with", "(?<last>\\w+), (\\w+)", "$2 ${last}", "name"],
      row: { name: "Lovelace, Ada" },
      result: "Ada Lovelace",
    },
    { expression: ["replace_with", "a", "b", "name"], row: { name: null } },
  ],
  returns: () => always(STRING),
  prepare: ([pattern, replacement], report) => {
    if (pattern === undefined || replacement === undefined) return undefined;
    const source = String(pattern.value);
    const regex = translateRegex(source);
    if (!regex.ok) {
      reportPatternProblems(regex.problems, { span: pattern.span, what: "pattern" }, report);
      return undefined;
    }
    const slow = findCatastrophicBacktracking(source);
    if (slow !== undefined)
      report("slow-pattern", pattern.span(slow.start, slow.end), slow.message, { hint: slow.hint });
    const inserted = parseReplacement(String(replacement.value), regex);
    if (!inserted.ok) {
      reportPatternProblems(inserted.problems, { span: replacement.span, what: "replacement" }, report);
      return undefined;
    }
    return { regex: new RegExp(regex.source, regex.flags), parts: inserted.parts };
  },
  cost: ({ args: [pattern] }) => (pattern?.kind === "literal" ? searchCost(String(pattern.value)) : undefined),
  run: runReplaceWith,
  // A pattern can take exponential time, and the editor compiles at every keystroke.
  unfolded: true,
});
