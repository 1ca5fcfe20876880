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
  parameters: [{ name: "literal", kind: "integer", doc: "an integer; 1.0 and 1e3 count as integers" }],
  operands: "required",
  rules: [
    { text: "Anything but a literal integer is a compile error.", mark: "R" },
    { text: "What counts is the value, which is exact at any size.", mark: "D" },
  ],
  examples: [
    { expression: ["int", 3], row: {}, result: 3 },
    { expression: ["int", 12345678901234567890n], row: {}, result: 12345678901234567890n },
  ],
  returns: ([type]) => type ?? UNKNOWN,
  passes: () => ({ one: [0] }),
  run: runInt,
});
