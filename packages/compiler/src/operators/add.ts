// add / +: the exact sum.
import { join, js } from "../codegen/code.ts";
import { addDecimals, decimalValue, readDecimal } from "../values/decimal.ts";
import type { Result } from "../values/value.ts";
import { arithmeticType, OPERAND_KINDS } from "./arithmetic.ts";
import { defineOperator } from "./define.ts";
import { FRACTION, INTEGER, NULL, NUMBER, orNone, type Type } from "./kinds.ts";

export function runAdd(first: Result, rest: readonly Result[]): Result {
  let sum = readDecimal(first);
  for (let i = 0; sum !== undefined && i < rest.length; i++) {
    const next = readDecimal(rest[i]);
    sum = next === undefined ? undefined : addDecimals(sum, next);
  }
  return sum === undefined ? undefined : decimalValue(sum);
}

/** `runAdd` for two operands: numbers of few digits, and safe integers with a safe sum, are added as doubles. */
export function addTwo(left: Result, right: Result): Result {
  if (typeof left === "number" && typeof right === "number") {
    // A decimal of at most 15 digits is the shortest form of its double, and one division rounds once: the sum is exact.
    const a = Math.round(left * 10000);
    const b = Math.round(right * 10000);
    // Twice 15 digits are 16 at most, all of them safe.
    if (a / 10000 === left && b / 10000 === right && a < 1e15 && a > -1e15 && b < 1e15 && b > -1e15)
      return (a + b) / 10000;
    const sum = left + right;
    if (Number.isSafeInteger(left) && Number.isSafeInteger(right) && Number.isSafeInteger(sum)) return sum;
  }
  return runAdd(left, [right]);
}

const accepts = OPERAND_KINDS;

export const add = defineOperator({
  name: "add",
  aliases: ["+"],
  summary: "The sum of its arguments",
  parameters: [{ name: "first", kind: "source", doc: "a number or a numeric string", accepts }],
  repeats: [{ name: "next", kind: "source", doc: "a number to add", accepts }],
  operands: "required",
  rules: [
    { text: "Yields the sum.", mark: "R" },
    { text: "The only arithmetic operator that keeps a fraction.", mark: "D" },
    {
      text: "Takes numbers and numeric strings: decimal, with an optional sign, fraction, exponent and surrounding spaces.",
      mark: "D",
    },
    { text: "null counts as 0.", mark: "R" },
    {
      text: "Anything else, or a missing value, gives no value: a misspelled column never becomes 0.",
      mark: "D",
    },
    {
      text: "The sum is exact in decimal, so 0.1 + 0.2 is 0.3; a fraction becomes the nearest double.",
      mark: "D",
    },
  ],
  examples: [
    { expression: ["add", "a", "b"], row: { a: 0.1, b: 0.2 }, result: 0.3 },
    { expression: ["+", "a", "b", ["value", "1.5"]], row: { a: 1, b: null }, result: 2.5 },
    { expression: ["add", "a", ["int", 1]], row: { a: "one" } },
  ],
  returns: (types): Type => {
    if (types.every((type) => (type.kinds & ~(INTEGER | NULL)) === 0)) return arithmeticType(types, INTEGER);
    const type = arithmeticType(types, NUMBER);
    // A fraction plus an integer near the largest double can exceed the range of doubles.
    return types.length > 1 && types.some((operand) => (operand.kinds & FRACTION) !== 0) ? orNone(type) : type;
  },
  run: runAdd,
  native: ({ operands }, plan) => plan.all(operands, (values) => ({ kind: "add", values })),
  emit: ({ operands, type }, emitter) => {
    const [first, ...rest] = operands.map((operand) => emitter.evaluate(operand).code);
    if (first !== undefined && rest.length === 1)
      return { code: emitter.define(js`${emitter.link("addTwo")}(${first}, ${rest[0]})`), type };
    return { code: emitter.define(js`${emitter.link("runAdd")}(${first}, [${join(rest, js`, `)}])`), type };
  },
});
