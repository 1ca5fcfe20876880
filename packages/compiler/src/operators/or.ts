// or / ||: whether some test is true.
import { truth } from "../values/truth.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator, type Lazy } from "./define.ts";
import { checkJunction, emitJunction, junctionType } from "./junction.ts";

export function runOr(element: Value, first: Lazy, rest: readonly Lazy[]): Result {
  let outcome = truth(first(element));
  for (let i = 0; outcome === false && i < rest.length; i++) outcome = truth((rest[i] as Lazy)(element));
  return outcome;
}

export const or = defineOperator({
  name: "or",
  aliases: ["||"],
  summary: "Whether some of its tests is true",
  parameters: [{ name: "first", kind: "test", doc: "a test" }],
  repeats: [{ name: "next", kind: "test", doc: "asked where all before are false" }],
  operands: "lazy",
  rules: [
    { text: "True where some test is true, else false.", mark: "R" },
    { text: "A null is false; the strings 'true' and 'false' are cast.", mark: "R" },
    { text: "The strings are read in any case; any other string, a number and no value are false.", mark: "D" },
    { text: "It stops at the first test that is true.", mark: "D" },
    { text: "A list or dict that is reached gives no value.", mark: "D" },
  ],
  examples: [
    { expression: ["or", "a", "b"], row: { a: null, b: "true" }, result: true },
    { expression: ["||", "a", "b"], row: { a: 1 }, result: false },
    { expression: ["or", "a", "b"], row: { a: {}, b: true } },
  ],
  returns: (types) => junctionType(types, true),
  check: (call, types, report) => checkJunction(call, types, true, report),
  run: runOr,
  emit: (call, emitter) => emitJunction(call, emitter, true),
});
