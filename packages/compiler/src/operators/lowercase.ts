// lowercase / lower: a string in lower case.
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
  summary: "A string in lower case",
  parameters: [{ name: "text", kind: "source", doc: "the string to convert", accepts: STRING | NUMBER | BOOL }],
  operands: "required",
  rules: [
    { text: "Converts the string to lower case.", mark: "R" },
    { text: "By Unicode's rules, independent of the locale.", mark: "D" },
    { text: "Numbers and booleans are converted to text; null, lists and dicts give no value.", mark: "D" },
  ],
  examples: [
    { expression: ["lowercase", "plan"], row: { plan: "PRO" }, result: "pro" },
    { expression: ["lower", "name"], row: { name: "ÀΣ 1" }, result: "àς 1" },
    { expression: ["lower", "name"], row: { name: null } },
  ],
  returns: () => always(STRING),
  run: runLowercase,
  native: ({ operands }, plan) => plan.all(operands, ([of]) => of && { kind: "lowercase", of }),
});
