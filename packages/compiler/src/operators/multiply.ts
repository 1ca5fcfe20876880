// multiply / *: the exact product, truncated to an integer.
import { join, js } from "../codegen/code.ts";
import { cutDecimal, multiplyDecimals, readDecimal } from "../values/decimal.ts";
import type { Result } from "../values/value.ts";
import { arithmeticType, canHaveFraction, checkFraction, hasFraction, OPERAND_KINDS } from "./arithmetic.ts";
import { defineOperator } from "./define.ts";
import { INTEGER } from "./kinds.ts";

export function runMultiply(first: Result, rest: readonly Result[]): Result {
  let product = readDecimal(first);
  for (let i = 0; product !== undefined && i < rest.length; i++) {
    const next = readDecimal(rest[i]);
    product = next === undefined ? undefined : multiplyDecimals(product, next);
  }
  return product === undefined ? undefined : cutDecimal(product);
}

/** `runMultiply` for two operands: safe integers with a safe product are multiplied as doubles. */
export function multiplyTwo(left: Result, right: Result): Result {
  if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) {
    const product = (left as number) * (right as number);
    // Adding 0 makes -0 the integer 0.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return runMultiply(left, [right]);
}

const accepts = OPERAND_KINDS;

export const multiply = defineOperator({
  name: "multiply",
  aliases: ["*"],
  summary: "The product of its arguments, as an integer",
  parameters: [{ name: "first", kind: "source", doc: "a number or a numeric string", accepts }],
  repeats: [{ name: "next", kind: "source", doc: "a factor", accepts }],
  operands: "required",
  rules: [
    { text: "Yields the product as an integer.", mark: "R" },
    {
      text: "The product of all factors is exact in decimal, and truncated towards zero once, at the end.",
      mark: "D",
    },
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
    { expression: ["multiply", "price", ["int", 100]], row: { price: 19.99 }, result: 1999 },
    { expression: ["*", "a", "b"], row: { a: 3, b: "0.5" }, result: 1 },
    { expression: ["*", "a", "b"], row: { a: 3, b: true } },
  ],
  returns: (types) => arithmeticType(types, INTEGER),
  check: (call, types, report) => {
    const exact = !types.some(canHaveFraction);
    checkFraction(call, types, report, exact, (factors) => !hasFraction(factors.reduce(multiplyDecimals)));
  },
  run: runMultiply,
  emit: ({ operands, type }, emitter) => {
    const [first, ...rest] = operands.map((operand) => emitter.evaluate(operand).code);
    if (rest.length === 1)
      return { code: emitter.define(js`${emitter.link("multiplyTwo")}(${first}, ${rest[0]})`), type };
    return { code: emitter.define(js`${emitter.link("runMultiply")}(${first}, [${join(rest, js`, `)}])`), type };
  },
});
