// round: the nearest integer.
import { readDecimal, roundDecimal } from "../values/decimal.ts";
import type { Result, Value } from "../values/value.ts";
import { arithmeticType, OPERAND_KINDS } from "./arithmetic.ts";
import { defineOperator } from "./define.ts";
import { INTEGER } from "./kinds.ts";

export function runRound(number: Value): Result {
  // Exact for doubles; adding 0 turns -0 into 0.
  if (typeof number === "number") return Math.round(number) + 0;
  const exact = readDecimal(number);
  return exact === undefined ? undefined : roundDecimal(exact);
}

export const round = defineOperator({
  name: "round",
  summary: "The nearest integer",
  parameters: [{ name: "number", kind: "source", doc: "a number or a numeric string", accepts: OPERAND_KINDS }],
  operands: "required",
  rules: [
    { text: "Yields the nearest integer.", mark: "R" },
    { text: "A half is rounded up, towards positive infinity, like Java's Math.round: -2.5 becomes -2.", mark: "D" },
    { text: "Integers of any size stay as they are; nothing is clamped to the range of a long.", mark: "D" },
    { text: "Takes numbers and numeric strings, like the arithmetic operators.", mark: "D" },
    {
      text: "null counts as 0, as in the arithmetic operators; anything else, or a missing value, gives no value.",
      mark: "D",
    },
  ],
  examples: [
    { expression: ["round", "n"], row: { n: 2.5 }, result: 3 },
    { expression: ["round", "n"], row: { n: "-2.5" }, result: -2 },
    { expression: ["round", "n"], row: { n: "many" } },
  ],
  returns: (types) => arithmeticType(types, INTEGER),
  run: runRound,
});
