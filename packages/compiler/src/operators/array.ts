// array: a list of the values of its arguments.
import { type Code, join, js } from "../codegen/code.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { isNever, LIST, type Type, union } from "./kinds.ts";

export function runArray(first: Result, rest: readonly Result[]): Result {
  const list: Value[] = [];
  if (first !== undefined) list.push(first);
  for (const item of rest) {
    if (item !== undefined) list.push(item);
  }
  return list;
}

export const array = defineOperator({
  name: "array",
  summary: "A list of the values of its arguments",
  parameters: [{ name: "first", kind: "source", doc: "the first element" }],
  repeats: [{ name: "next", kind: "source", doc: "another element" }],
  operands: "optional",
  rules: [
    { text: "Yields a list of its arguments' values.", mark: "R" },
    { text: "An argument without a value is skipped.", mark: "R" },
    { text: "null is an element.", mark: "D" },
  ],
  examples: [
    { expression: ["array", "a", "b", "c"], row: { a: 1, c: null }, result: [1, null] },
    { expression: ["array", "a"], row: {}, result: [] },
  ],
  returns: (types): Type => ({
    kinds: LIST,
    none: false,
    item: { ...union(types.filter((type) => !isNever(type))), none: false },
  }),
  run: runArray,
  emit: ({ operands, type }, emitter) => {
    const items = operands
      .filter((operand) => !isNever(emitter.typeOf(operand)))
      .map((operand) => emitter.evaluate(operand));
    const optional = items.findIndex((item) => item.type.none);
    const sure = optional < 0 ? items : items.slice(0, optional);
    const list = emitter.define(
      js`[${join(
        sure.map((item): Code => item.code),
        js`, `,
      )}]`,
    );
    for (const { code, type: itemType } of items.slice(sure.length)) {
      const push = js`${list}.push(${code});`;
      if (itemType.none) emitter.when(js`${code} !== undefined`, () => emitter.statement(push));
      else emitter.statement(push);
    }
    return { code: list, type };
  },
});
