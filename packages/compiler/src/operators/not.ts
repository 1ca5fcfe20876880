// not / !: the opposite of a test.
import { js } from "../codegen/code.ts";
import { truth } from "../values/truth.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { always, BOOL, typeOfValue, type Type, UNKNOWN } from "./kinds.ts";
import { testOutcomes } from "./tests.ts";

export function runNot(test: Value): Result {
  const outcome = truth(test);
  return outcome === undefined ? undefined : !outcome;
}

export const not = defineOperator({
  name: "not",
  aliases: ["!"],
  summary: "The opposite of a test",
  parameters: [{ name: "test", kind: "test", doc: "the test to negate" }],
  operands: "nullable",
  rules: [
    { text: "null is false; the strings 'true' and 'false' are converted to booleans.", mark: "R" },
    { text: "The strings are matched in any case; any other string and a number are false.", mark: "D" },
    { text: "A missing value is false.", mark: "D" },
    { text: "A list or dict gives no value.", mark: "D" },
  ],
  examples: [
    { expression: ["not", "paid"], row: { paid: true }, result: false },
    { expression: ["!", "paid"], row: {}, result: true },
    { expression: ["not", "paid"], row: { paid: [] } },
  ],
  returns: ([type]): Type => {
    const { canBeTrue, canBeFalse } = testOutcomes(type ?? UNKNOWN);
    return canBeTrue === canBeFalse ? always(BOOL) : typeOfValue(canBeFalse);
  },
  run: runNot,
  nativeTest: ({ operands: [operand] }, plan) => {
    const of = operand && plan.test(operand);
    return of && { kind: "not", of };
  },
  emitTest: ({ operands }, emitter) => {
    const [operand] = operands;
    if (operand === undefined) return undefined;
    const { isTrue, isFalse } = emitter.test(operand);
    // Where the inner test has no truth (a list or dict), neither has its negation.
    return { isTrue: isFalse, isFalse: testOutcomes(emitter.typeOf(operand)).canSpoil ? js`!(${isFalse})` : isTrue };
  },
  emit: ({ operands, type }, emitter) => {
    const [operand] = operands;
    if (operand === undefined) return { code: js`undefined`, type };
    const { isTrue, isFalse } = emitter.test(operand);
    return {
      code: emitter.define(
        testOutcomes(emitter.typeOf(operand)).canSpoil ? js`${isFalse} || (${isTrue} ? false : undefined)` : isFalse,
      ),
      type,
    };
  },
});
