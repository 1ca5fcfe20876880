// value: a literal JSON value.
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { UNKNOWN } from "./kinds.ts";

export function runValue(json: Value): Result {
  return json;
}

export const value = defineOperator({
  name: "value",
  summary: "A literal JSON value",
  parameters: [{ name: "json", kind: "json", doc: "any JSON" }],
  operands: "required",
  rules: [{ text: "Yields the JSON as it is, without evaluating it.", mark: "R" }],
  examples: [
    { expression: ["value", "web"], row: {}, result: "web" },
    { expression: ["value", ["any", "a"]], row: { a: 1 }, result: ["any", "a"] },
  ],
  returns: ([type]) => type ?? UNKNOWN,
  passes: () => ({ one: [0] }),
  run: runValue,
});
