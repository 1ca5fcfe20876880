// ifelse: one of two branches.
import { js } from "../codegen/code.ts";
import { truth } from "../values/truth.ts";
import type { Result, Value } from "../values/value.ts";
import { checkConstantTest, testOutcomes } from "./tests.ts";
import { defineOperator, type Lazy } from "./define.ts";
import { NEVER, orNone, type Type, union } from "./kinds.ts";

export function runIfelse(element: Value, test: Lazy, then: Lazy, otherwise: Lazy): Result {
  const outcome = truth(test(element));
  if (outcome === undefined) return undefined;
  return outcome ? then(element) : otherwise(element);
}

export const ifelse = defineOperator({
  name: "ifelse",
  summary: "The second argument if the test is true, else the third",
  parameters: [
    { name: "test", kind: "test", doc: "the test" },
    { name: "then", kind: "source", doc: "the result if the test is true" },
    { name: "else", kind: "source", doc: "the result if it isn't" },
  ],
  operands: "lazy",
  rules: [
    { text: "Yields one of two branches.", mark: "R" },
    { text: "Only the chosen branch is evaluated.", mark: "D" },
    { text: "null or a missing value as the test is false; a list or dict gives no value.", mark: "D" },
  ],
  examples: [
    { expression: ["ifelse", "paid", ["value", "pro"], ["value", "free"]], row: { paid: true }, result: "pro" },
    { expression: ["ifelse", "paid", ["value", "pro"], ["value", "free"]], row: {}, result: "free" },
    { expression: ["ifelse", "paid", ["value", "pro"], ["value", "free"]], row: { paid: [] } },
  ],
  returns: ([test, then, otherwise]): Type => {
    if (test === undefined || then === undefined || otherwise === undefined) return NEVER;
    const { canBeTrue, canBeFalse, canSpoil } = testOutcomes(test);
    const branches = union([...(canBeTrue ? [then] : []), ...(canBeFalse ? [otherwise] : [])]);
    return canSpoil ? orNone(branches) : branches;
  },
  passes: ([test]) => {
    if (test === undefined) return { one: [] };
    const { canBeTrue, canBeFalse } = testOutcomes(test);
    return { one: [...(canBeTrue ? [1] : []), ...(canBeFalse ? [2] : [])] };
  },
  check: (call, [test], report) => {
    const arg = call.args[0];
    if (arg !== undefined && test !== undefined) checkConstantTest(arg, test, report);
  },
  run: runIfelse,
  native: ({ operands: [test, then, otherwise] }, plan) => {
    const parts = [test && plan.test(test), then && plan.value(then), otherwise && plan.value(otherwise)] as const;
    const [condition, yes, no] = parts;
    return condition && yes && no && { kind: "ifelse", test: condition, then: yes, otherwise: no };
  },
  emit: ({ operands, type }, emitter) => {
    const [test, then, otherwise] = operands;
    if (test === undefined || then === undefined || otherwise === undefined) return { code: js`undefined`, type };
    const outcomes = testOutcomes(emitter.typeOf(test));
    if (!outcomes.canSpoil && outcomes.canBeTrue !== outcomes.canBeFalse)
      return { code: emitter.evaluate(outcomes.canBeTrue ? then : otherwise).code, type };
    const { isTrue, isFalse } = emitter.test(test);
    const result = emitter.variable();
    const chooseElse = (): void => emitter.statement(js`${result} = ${emitter.evaluate(otherwise).code};`);
    emitter.when(
      isTrue,
      () => emitter.statement(js`${result} = ${emitter.evaluate(then).code};`),
      outcomes.canSpoil ? () => emitter.when(isFalse, chooseElse) : chooseElse,
    );
    return { code: result, type };
  },
});
