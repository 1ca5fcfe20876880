// value: a JSON value as it stands.
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { UNKNOWN } from "./kinds.ts";

export function runValue(json: Value): Result {
  return json;
}

export const value = defineOperator({
  name: "value",
  summary: "A JSON value as it stands, unevaluated",
  parameters: [{ name: "json", kind: "json", doc: "any JSON" }],
  operands: "required",
  rules: [{ text: "Yields its JSON unevaluated.", mark: "R" }],
  examples: [
    { expression: ["value", "web"], row: {}, result: "web" },
    { expression: ["value", ["any", "a"]], row: { a: 1 }, result: ["any", "a"] },
  ],
  returns: ([type]) => type ?? UNKNOWN,
  passes: () => ({ one: [0] }),
  run: runValue,
});
