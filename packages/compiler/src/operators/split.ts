// split: the parts of a string between separators.
import { readText } from "../values/text.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { always, BOOL, LIST, NUMBER, STRING } from "./kinds.ts";

export function runSplit(separator: string, text: Value): Result {
  return readText(text)?.split(separator);
}

export const split = defineOperator({
  name: "split",
  summary: "A list of the parts of a string between separators",
  parameters: [
    {
      name: "separator",
      kind: "string",
      doc: "the literal characters between the parts, not a regular expression",
    },
    { name: "text", kind: "source", doc: "the string to split", accepts: STRING | NUMBER | BOOL },
  ],
  operands: "required",
  rules: [
    { text: "Splits at the literal characters, into a list of strings.", mark: "R" },
    { text: "Empty parts are kept, also at the ends; an empty string is one empty part.", mark: "D" },
    { text: "An empty separator is a compile error.", mark: "D" },
    { text: "Numbers and booleans are converted to text; null, lists and dicts give no value.", mark: "D" },
  ],
  examples: [
    { expression: ["split", ",", "tags"], row: { tags: "a,,b," }, result: ["a", "", "b", ""] },
    { expression: ["split", ".", "version"], row: { version: 1.5 }, result: ["1", "5"] },
    { expression: ["split", ",", "tags"], row: { tags: ["a"] } },
  ],
  returns: () => ({ ...always(LIST), item: always(STRING) }),
  check: (call, [separator], report) => {
    const [arg] = call.args;
    if (arg === undefined || separator?.constant?.value !== "") return;
    report("bad-argument", arg.span, "`separator` must not be empty.", {
      hint: "Write the characters between the parts.",
    });
  },
  run: runSplit,
  native: ({ expr, operands: [text] }, plan) => {
    const [separator] = expr.args;
    if (separator?.kind !== "literal" || typeof separator.value !== "string" || text === undefined) return undefined;
    const of = plan.value(text);
    return of && { kind: "split", separator: separator.value, of };
  },
});
