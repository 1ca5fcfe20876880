// int: a literal integer.
import type { Result } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { UNKNOWN } from "./kinds.ts";

export function runInt(literal: number | bigint): Result {
  return literal;
}

export const int = defineOperator({
  name: "int",
  summary: "A literal integer",
  parameters: [{ name: "literal", kind: "integer", doc: "an integer; 1.0 and 1e3 are integers too" }],
  operands: "required",
  rules: [
    { text: "Anything but a literal integer is an error when compiled.", mark: "R" },
    { text: "A number is an integer by value, and exact at any size.", mark: "D" },
  ],
  examples: [
    { expression: ["int", 3], row: {}, result: 3 },
    { expression: ["int", 12345678901234567890n], row: {}, result: 12345678901234567890n },
  ],
  returns: ([type]) => type ?? UNKNOWN,
  passes: () => ({ one: [0] }),
  run: runInt,
});
