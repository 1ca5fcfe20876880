// condition / cond: the result after the first true test.
import { js } from "../codegen/code.ts";
import type { PlanTest, PlanValue } from "../codegen/byte-plan.ts";
import { type Expr, operandsOf } from "../phases/2-resolve/expression.ts";
import { truth } from "../values/truth.ts";
import type { Result, Value } from "../values/value.ts";
import { checkConstantTest, testOutcomes } from "./tests.ts";
import { defineOperator, type Lazy } from "./define.ts";
import { NEVER, orNone, type Type, union } from "./kinds.ts";

export function runCondition(element: Value, test: Lazy, then: Lazy, rest: readonly Lazy[]): Result {
  let outcome = truth(test(element));
  if (outcome === true) return then(element);
  for (let i = 0; outcome === false && i + 1 < rest.length; i += 2) {
    outcome = truth((rest[i] as Lazy)(element));
    if (outcome === true) return (rest[i + 1] as Lazy)(element);
  }
  return undefined;
}

export const condition = defineOperator({
  name: "condition",
  aliases: ["cond"],
  summary: "The result after the first true test",
  parameters: [
    { name: "test", kind: "test", doc: "the first test" },
    { name: "then", kind: "source", doc: "the result if this test is the first that is true" },
  ],
  repeats: [
    { name: "test", kind: "test", doc: 'another test; ["bool", true] as the last test means "else"' },
    { name: "then", kind: "source", doc: "the result if this test is the first that is true" },
  ],
  operands: "lazy",
  rules: [
    { text: "Yields the result after the first true test; without one there is no value.", mark: "R" },
    { text: "A list or dict as a test gives no value, and later tests are not tried.", mark: "D" },
    { text: "Other results are not evaluated.", mark: "D" },
  ],
  examples: [
    {
      expression: ["cond", ["equals", "t", ["value", "v"]], ["value", "view"], ["bool", true], ["value", "other"]],
      row: { t: "v" },
      result: "view",
    },
    { expression: ["cond", ["equals", "t", ["value", "v"]], ["value", "view"]], row: { t: "x" } },
  ],
  returns: (types): Type => {
    const reached: Type[] = [];
    let open = true;
    let spoils = false;
    for (let i = 0; open && i + 1 < types.length; i += 2) {
      const test = types[i];
      const then = types[i + 1];
      if (test === undefined || then === undefined) break;
      const outcomes = testOutcomes(test);
      if (outcomes.canBeTrue) reached.push(then);
      spoils ||= outcomes.canSpoil;
      open = outcomes.canBeFalse;
    }
    const type = union(reached);
    return open || spoils ? orNone(type) : type;
  },
  passes: (types) => {
    const one: number[] = [];
    for (let i = 0; i + 1 < types.length; i += 2) {
      const outcomes = testOutcomes(types[i] ?? NEVER);
      if (outcomes.canBeTrue) one.push(i + 1);
      if (!outcomes.canBeFalse) break;
    }
    return { one };
  },
  check: (call, types, report) => {
    const operands = operandsOf(call);
    for (let i = 0; i + 1 < operands.length; i += 2) {
      const arg = operands[i];
      const type = types[i];
      if (arg === undefined || type === undefined) return;
      const { canBeTrue, canBeFalse, canSpoil } = testOutcomes(type);
      const isElse =
        i + 2 === operands.length && canBeTrue && arg.expr.kind === "call" && arg.expr.operator.name === "bool";
      if (!isElse) checkConstantTest(arg, type, report);
      const next = operands[i + 2];
      const last = operands.at(-1);
      if (canBeTrue && !canBeFalse && !canSpoil && next !== undefined && last !== undefined) {
        report(
          "unreachable",
          { start: next.span.start, end: last.span.end },
          "Everything after a test that is always true is unreachable.",
          {
            tags: ["unnecessary"],
            fixes: [
              {
                title: "Remove the unreachable part",
                edits: [{ span: { start: operands[i + 1]?.span.end ?? arg.span.end, end: last.span.end }, text: "" }],
              },
            ],
          },
        );
        return;
      }
    }
  },
  run: runCondition,
  native: ({ operands }, plan) => {
    const branches: (readonly [PlanTest, PlanValue])[] = [];
    for (let i = 0; i + 1 < operands.length; i += 2) {
      const test = plan.test(operands[i] as Expr);
      const value = plan.value(operands[i + 1] as Expr);
      if (test === undefined || value === undefined) return undefined;
      branches.push([test, value]);
    }
    return { kind: "condition", branches };
  },
  emit: ({ operands, type }, emitter) => {
    const result = emitter.variable();
    emitter.block((leave) => {
      for (let i = 0; i + 1 < operands.length; i += 2) {
        const test = operands[i];
        const then = operands[i + 1];
        if (test === undefined || then === undefined) return;
        const outcomes = testOutcomes(emitter.typeOf(test));
        if (!outcomes.canBeTrue && !outcomes.canSpoil) continue;
        if (!outcomes.canBeFalse && !outcomes.canSpoil) {
          emitter.statement(js`${result} = ${emitter.evaluate(then).code};`);
          return;
        }
        const { isTrue, isFalse } = emitter.test(test);
        emitter.when(isTrue, () => {
          emitter.statement(js`${result} = ${emitter.evaluate(then).code};`);
          emitter.statement(leave);
        });
        if (outcomes.canSpoil) emitter.when(js`!(${isFalse})`, () => emitter.statement(leave));
      }
    });
    return { code: result, type };
  },
});
