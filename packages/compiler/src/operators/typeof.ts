// typeof: the name of a value's kind.
import { kindOf, type Result, type Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { WORDS } from "./kinds.ts";

export function runTypeof(value: Value): Result {
  return kindOf(value);
}

export const typeofOperator = defineOperator({
  name: "typeof",
  summary: "The name of a value's kind",
  parameters: [{ name: "value", kind: "source", doc: "any value" }],
  operands: "required",
  rules: [
    { text: 'Yields "string", "list", "dict", "bool", "number" or "null".', mark: "R" },
    { text: "What has no value has no kind: no value.", mark: "D" },
  ],
  examples: [
    { expression: ["typeof", "v"], row: { v: [1] }, result: "list" },
    { expression: ["typeof", "v"], row: { v: null }, result: "null" },
    { expression: ["typeof", "v"], row: {} },
  ],
  returns: () => WORDS,
  run: runTypeof,
});
