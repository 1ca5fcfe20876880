// lowercase / lower: a text in small letters.
import { readText } from "../values/text.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { always, BOOL, NUMBER, STRING } from "./kinds.ts";

export function runLowercase(text: Value): Result {
  return readText(text)?.toLowerCase();
}

export const lowercase = defineOperator({
  name: "lowercase",
  aliases: ["lower"],
  summary: "A text in small letters",
  parameters: [{ name: "text", kind: "source", doc: "the text", accepts: STRING | NUMBER | BOOL }],
  operands: "required",
  rules: [
    { text: "Yields the text in small letters.", mark: "R" },
    { text: "By Unicode's rules, the same in every country.", mark: "D" },
    { text: "Numbers and booleans are read as text; null, lists and dicts give no value.", mark: "D" },
  ],
  examples: [
    { expression: ["lowercase", "plan"], row: { plan: "PRO" }, result: "pro" },
    { expression: ["lower", "name"], row: { name: "ÀΣ 1" }, result: "àς 1" },
    { expression: ["lower", "name"], row: { name: null } },
  ],
  returns: () => always(STRING),
  run: runLowercase,
});
