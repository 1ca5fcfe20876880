// or / ||: whether any test is true.
import { truth } from "../values/truth.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator, type Lazy } from "./define.ts";
import { checkJunction, emitJunction, junctionType, planJunction } from "./junction.ts";

export function runOr(element: Value, first: Lazy, rest: readonly Lazy[]): Result {
  let outcome = truth(first(element));
  for (let i = 0; outcome === false && i < rest.length; i++) outcome = truth((rest[i] as Lazy)(element));
  return outcome;
}

export const or = defineOperator({
  name: "or",
  aliases: ["||"],
  summary: "Whether any test is true",
  parameters: [{ name: "first", kind: "test", doc: "the first test" }],
  repeats: [{ name: "next", kind: "test", doc: "evaluated if all tests before it are false" }],
  operands: "lazy",
  rules: [
    { text: "True if any test is true, else false.", mark: "R" },
    { text: "null is false; the strings 'true' and 'false' are converted to booleans.", mark: "R" },
    {
      text: "The strings are matched in any case; any other string, a number and a missing value are false.",
      mark: "D",
    },
    { text: "Stops at the first test that is true.", mark: "D" },
    { text: "A list or dict gives no value, if it is reached.", mark: "D" },
  ],
  examples: [
    { expression: ["or", "a", "b"], row: { a: null, b: "true" }, result: true },
    { expression: ["||", "a", "b"], row: { a: 1 }, result: false },
    { expression: ["or", "a", "b"], row: { a: {}, b: true } },
  ],
  returns: (types) => junctionType(types, true),
  check: (call, types, report) => checkJunction(call, types, true, report),
  run: runOr,
  nativeTest: (call, plan) => planJunction(call, plan, "or"),
  emit: (call, emitter) => emitJunction(call, emitter, true),
});
