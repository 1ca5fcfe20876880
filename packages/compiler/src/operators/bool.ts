// bool: a literal boolean.
import type { Result } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { UNKNOWN } from "./kinds.ts";

export function runBool(literal: boolean): Result {
  return literal;
}

export const bool = defineOperator({
  name: "bool",
  summary: "A literal boolean",
  parameters: [{ name: "literal", kind: "boolean", doc: "true or false" }],
  operands: "required",
  rules: [{ text: "Anything but a literal boolean is a compile error.", mark: "R" }],
  examples: [
    { expression: ["bool", true], row: {}, result: true },
    { expression: ["cond", "paid", ["value", "pro"], ["bool", true], ["value", "free"]], row: {}, result: "free" },
  ],
  returns: ([type]) => type ?? UNKNOWN,
  run: runBool,
});
