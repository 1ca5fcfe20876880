// divide: the exact quotient, truncated to an integer.
import { type Decimal, divideDecimals, multiplyDecimals, readDecimal, subtractDecimals } from "../values/decimal.ts";
import type { Result, Value } from "../values/value.ts";
import { arithmeticType, canHaveFraction, checkFraction, OPERAND_KINDS } from "./arithmetic.ts";
import { defineOperator } from "./define.ts";
import { INTEGER, NEVER, orNone, type Type } from "./kinds.ts";

export function runDivide(dividend: Value, divisor: Value): Result {
  if (Number.isSafeInteger(dividend) && Number.isSafeInteger(divisor)) {
    const left = dividend as number;
    const right = divisor as number;
    // The dividend minus its remainder is a multiple of the divisor, so nothing is rounded; adding 0 turns -0 into 0.
    return right === 0 ? undefined : (left - (left % right)) / right + 0;
  }
  const left = readDecimal(dividend);
  const right = readDecimal(divisor);
  return left === undefined || right === undefined ? undefined : divideDecimals(left, right);
}

const accepts = OPERAND_KINDS;

export const divide = defineOperator({
  name: "divide",
  aliases: ["/"],
  summary: "The quotient of two numbers, as an integer",
  parameters: [
    { name: "dividend", kind: "source", doc: "a number or a numeric string", accepts },
    { name: "divisor", kind: "source", doc: "the number to divide by; 0 or null gives no value", accepts },
  ],
  operands: "required",
  rules: [
    { text: "Yields the quotient as an integer.", mark: "R" },
    { text: "The quotient is exact in decimal, then truncated towards zero.", mark: "D" },
    { text: "Division by zero gives no value.", mark: "D" },
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
    { expression: ["divide", "ms", ["int", 1000]], row: { ms: 1700000000999 }, result: 1700000000 },
    { expression: ["/", "a", "b"], row: { a: -7, b: "2" }, result: -3 },
    { expression: ["/", "a", "b"], row: { a: 1, b: 0 } },
  ],
  returns: (types): Type => {
    const divisor = constantOf(types[1]);
    if (divisor?.digits === 0n) return NEVER;
    const type = arithmeticType(types, INTEGER);
    return divisor === undefined ? orNone(type) : type;
  },
  check: (call, types, report) => {
    const divisor = constantOf(types[1]);
    if (divisor?.digits === 0n) return;
    const one = divisor !== undefined && divisor.scale === 0 && (divisor.digits === 1n || divisor.digits === -1n);
    const exact = one && types[0] !== undefined && !canHaveFraction(types[0]);
    checkFraction(
      call,
      types,
      report,
      exact,
      ([left, right]) => left !== undefined && right !== undefined && isMultiple(left, right),
    );
  },
  run: runDivide,
});

function constantOf(type: Type | undefined): Decimal | undefined {
  return type?.constant === undefined ? undefined : readDecimal(type.constant.value);
}

function isMultiple(left: Decimal, right: Decimal): boolean {
  const quotient = readDecimal(divideDecimals(left, right));
  return quotient !== undefined && subtractDecimals(left, multiplyDecimals(quotient, right)).digits === 0n;
}
