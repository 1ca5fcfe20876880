// and / &&: whether all tests are true.
import { truth } from "../values/truth.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator, type Lazy } from "./define.ts";
import { checkJunction, emitJunction, junctionType, planJunction } from "./junction.ts";

export function runAnd(element: Value, first: Lazy, rest: readonly Lazy[]): Result {
  let outcome = truth(first(element));
  for (let i = 0; outcome === true && i < rest.length; i++) outcome = truth((rest[i] as Lazy)(element));
  return outcome;
}

export const and = defineOperator({
  name: "and",
  aliases: ["&&"],
  summary: "Whether all tests are true",
  parameters: [{ name: "first", kind: "test", doc: "the first test" }],
  repeats: [{ name: "next", kind: "test", doc: "evaluated if all tests before it are true" }],
  operands: "lazy",
  rules: [
    { text: "True if all tests are true, else false.", mark: "R" },
    { text: "null is false; the strings 'true' and 'false' are converted to booleans.", mark: "R" },
    {
      text: "The strings are matched in any case; any other string, a number and a missing value are false.",
      mark: "D",
    },
    { text: "Stops at the first test that is false.", mark: "D" },
    { text: "A list or dict gives no value, if it is reached.", mark: "D" },
  ],
  examples: [
    { expression: ["and", "a", "b"], row: { a: true, b: "TRUE" }, result: true },
    { expression: ["&&", "a", "b"], row: { a: false, b: [] }, result: false },
    { expression: ["and", "a", "b"], row: { a: true, b: [] } },
  ],
  returns: (types) => junctionType(types, false),
  check: (call, types, report) => checkJunction(call, types, false, report),
  run: runAnd,
  nativeTest: (call, plan) => planJunction(call, plan, "and"),
  emit: (call, emitter) => emitJunction(call, emitter, false),
});
