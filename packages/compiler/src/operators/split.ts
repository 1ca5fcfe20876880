// split: the parts of a text between separators.
import { readText } from "../values/text.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { always, BOOL, LIST, NUMBER, STRING } from "./kinds.ts";

export function runSplit(separator: string, text: Value): Result {
  return readText(text)?.split(separator);
}

export const split = defineOperator({
  name: "split",
  summary: "The parts of a text between separators, as a list",
  parameters: [
    {
      name: "separator",
      kind: "string",
      doc: "the characters between the parts, as a literal string; no regular expression",
    },
    { name: "text", kind: "source", doc: "the text to split", accepts: STRING | NUMBER | BOOL },
  ],
  operands: "required",
  rules: [
    { text: "Splits by the literal characters, into a list of strings.", mark: "R" },
    { text: "Empty parts are kept, those at the ends as well; an empty text is one empty part.", mark: "D" },
    { text: "An empty separator is an error when compiled.", mark: "D" },
    { text: "Numbers and booleans are read as text; null, lists and dicts give no value.", mark: "D" },
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
    report("bad-argument", arg.span, "An empty separator splits nothing.", {
      hint: "Write the characters that stand between the parts.",
    });
  },
  run: runSplit,
});
