// and / &&: whether all tests are true.
import { truth } from "../values/truth.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator, type Lazy } from "./define.ts";
import { checkJunction, emitJunction, junctionType } from "./junction.ts";

export function runAnd(element: Value, first: Lazy, rest: readonly Lazy[]): Result {
  let outcome = truth(first(element));
  for (let i = 0; outcome === true && i < rest.length; i++) outcome = truth((rest[i] as Lazy)(element));
  return outcome;
}

export const and = defineOperator({
  name: "and",
  aliases: ["&&"],
  summary: "Whether all its tests are true",
  parameters: [{ name: "first", kind: "test", doc: "a test" }],
  repeats: [{ name: "next", kind: "test", doc: "asked where all before are true" }],
  operands: "lazy",
  rules: [
    { text: "True where all its tests are true, else false.", mark: "R" },
    { text: "A null is false; the strings 'true' and 'false' are cast.", mark: "R" },
    { text: "The strings are read in any case; any other string, a number and no value are false.", mark: "D" },
    { text: "It stops at the first test that is false.", mark: "D" },
    { text: "A list or dict that is reached gives no value.", mark: "D" },
  ],
  examples: [
    { expression: ["and", "a", "b"], row: { a: true, b: "TRUE" }, result: true },
    { expression: ["&&", "a", "b"], row: { a: false, b: [] }, result: false },
    { expression: ["and", "a", "b"], row: { a: true, b: [] } },
  ],
  returns: (types) => junctionType(types, false),
  check: (call, types, report) => checkJunction(call, types, false, report),
  run: runAnd,
  emit: (call, emitter) => emitJunction(call, emitter, false),
});
