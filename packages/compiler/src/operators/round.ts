// round: the nearest integer.
import { readDecimal, roundDecimal } from "../values/decimal.ts";
import type { Result, Value } from "../values/value.ts";
import { arithmeticType, OPERAND_KINDS } from "./arithmetic.ts";
import { defineOperator } from "./define.ts";
import { INTEGER } from "./kinds.ts";

export function runRound(number: Value): Result {
  // Exact for doubles; adding 0 makes -0 the integer 0.
  if (typeof number === "number") return Math.round(number) + 0;
  const exact = readDecimal(number);
  return exact === undefined ? undefined : roundDecimal(exact);
}

export const round = defineOperator({
  name: "round",
  summary: "The nearest integer",
  parameters: [{ name: "number", kind: "source", doc: "a number, or a string that holds one", accepts: OPERAND_KINDS }],
  operands: "required",
  rules: [
    { text: "Yields the nearest integer.", mark: "R" },
    { text: "Halfway it goes up, towards positive infinity, as Java's Math.round: -2.5 becomes -2.", mark: "D" },
    { text: "Integers of any size stay as they are; nothing is cut to the range of a long.", mark: "D" },
    { text: "Reads numbers and numeric strings as the arithmetic operators do.", mark: "D" },
    {
      text: "A null is 0, as in the arithmetic operators; anything else, a missing value included, gives no value.",
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
