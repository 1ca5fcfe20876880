// subtract / -: the exact difference, truncated to an integer.
import { cutDecimal, readDecimal, subtractDecimals } from "../values/decimal.ts";
import type { Result, Value } from "../values/value.ts";
import { arithmeticType, canHaveFraction, checkFraction, hasFraction, OPERAND_KINDS } from "./arithmetic.ts";
import { defineOperator } from "./define.ts";
import { INTEGER } from "./kinds.ts";

export function runSubtract(left: Value, right: Value): Result {
  if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) {
    const difference = (left as number) - (right as number);
    if (Number.isSafeInteger(difference)) return difference;
  }
  const from = readDecimal(left);
  const taken = readDecimal(right);
  return from === undefined || taken === undefined ? undefined : cutDecimal(subtractDecimals(from, taken));
}

const accepts = OPERAND_KINDS;

export const subtract = defineOperator({
  name: "subtract",
  aliases: ["-"],
  summary: "The difference of two numbers, as an integer",
  parameters: [
    { name: "left", kind: "source", doc: "a number or a numeric string", accepts },
    { name: "right", kind: "source", doc: "the number to subtract", accepts },
  ],
  operands: "required",
  rules: [
    { text: "Yields the difference as an integer.", mark: "R" },
    { text: "The difference is exact in decimal, then truncated towards zero.", mark: "D" },
    {
      text: "Takes numbers and numeric strings: decimal, with an optional sign, fraction, exponent and surrounding spaces.",
      mark: "D",
    },
    { text: "null counts as 0.", mark: "R" },
    {
      text: "Anything else, or a missing value, gives no value: a misspelled column never becomes 0.",
      mark: "D",
    },
  ],
  examples: [
    { expression: ["subtract", "end", "start"], row: { start: 1700000000000, end: "1700000000250" }, result: 250 },
    { expression: ["-", "a", "b"], row: { a: 1, b: 2.5 }, result: -1 },
    { expression: ["-", "a", "b"], row: { a: [], b: 1 } },
  ],
  returns: (types) => arithmeticType(types, INTEGER),
  check: (call, types, report) => {
    const exact = !types.some(canHaveFraction);
    checkFraction(
      call,
      types,
      report,
      exact,
      ([left, right]) => left !== undefined && right !== undefined && !hasFraction(subtractDecimals(left, right)),
    );
  },
  run: runSubtract,
});
