// typeof: the kind of a value, by name.
import { js } from "../codegen/code.ts";
import { kindOf, type Result, type Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { WORDS } from "./kinds.ts";

export function runTypeof(value: Value): Result {
  return kindOf(value);
}

export const typeofOperator = defineOperator({
  name: "typeof",
  summary: "The kind of a value, by name",
  parameters: [{ name: "value", kind: "source", doc: "any value" }],
  operands: "required",
  rules: [
    { text: 'Yields "string", "list", "dict", "bool", "number" or "null".', mark: "R" },
    { text: "A missing value has no kind: no value.", mark: "D" },
  ],
  examples: [
    { expression: ["typeof", "v"], row: { v: [1] }, result: "list" },
    { expression: ["typeof", "v"], row: { v: null }, result: "null" },
    { expression: ["typeof", "v"], row: {} },
  ],
  returns: () => WORDS,
  run: runTypeof,
  native: ({ operands }, plan) => plan.all(operands, ([of]) => of && { kind: "typeof", of }),
  emit: ({ operands: [operand], type }, emitter) => {
    if (operand === undefined) return { code: js`undefined`, type };
    const {
      code,
      type: { none },
    } = emitter.evaluate(operand);
    // The two most common kinds are decided inline; a dict with a key `rawJSON` takes the slow path.
    const kind = js`typeof ${code} === "string" ? "string" : typeof ${code} === "object" && ${code} !== null && !Array.isArray(${code}) && ${code}.rawJSON === undefined ? "dict" : ${emitter.link("runTypeof")}(${code})`;
    return { code: emitter.define(none ? js`${code} === undefined ? undefined : ${kind}` : kind), type };
  },
});
