// any: the first alternative that has a value.
import { js } from "../codegen/code.ts";
import type { Result, Value } from "../values/value.ts";
import { operandsOf } from "../phases/2-resolve/expression.ts";
import { defineOperator, type Lazy } from "./define.ts";
import { type Type, union } from "./kinds.ts";

export function runAny(element: Value, first: Lazy, rest: readonly Lazy[]): Result {
  let found = first(element);
  for (let i = 0; found === undefined && i < rest.length; i++) found = (rest[i] as Lazy)(element);
  return found;
}

export const any = defineOperator({
  name: "any",
  summary: "The first alternative that has a value",
  parameters: [{ name: "first", kind: "source", doc: "the alternative to try first" }],
  repeats: [{ name: "next", kind: "source", doc: "tried if no alternative before it has a value" }],
  operands: "lazy",
  associative: true,
  sameAsOnlyArgument: true,
  rules: [
    { text: "Moves on to the next alternative if one has no value.", mark: "R" },
    { text: "null counts as a value.", mark: "D" },
  ],
  examples: [
    { expression: ["any", "uid", "user"], row: { user: "u-1" }, result: "u-1" },
    { expression: ["any", "uid", "user"], row: { uid: null, user: "u-1" }, result: null },
    { expression: ["any", "uid", "user"], row: {} },
  ],
  returns: (types): Type => {
    const end = types.findIndex((type) => !type.none);
    const reached = end < 0 ? types : types.slice(0, end + 1);
    return { ...union(reached), none: end < 0 };
  },
  passes: (types) => {
    const end = types.findIndex((type) => !type.none);
    return { one: [...(end < 0 ? types : types.slice(0, end + 1)).keys()] };
  },
  check: (call, types, report) => {
    const end = types.findIndex((type) => !type.none);
    const operands = operandsOf(call);
    for (const [index, arg] of operands.entries()) {
      if (end < 0 || index <= end) continue;
      const before = operands[index - 1];
      report("unreachable", arg.span, "This alternative is never tried: an earlier one always has a value.", {
        tags: ["unnecessary"],
        ...(before && {
          fixes: [
            {
              title: "Remove the alternative",
              edits: [{ span: { start: before.span.end, end: arg.span.end }, text: "" }],
            },
          ],
        }),
      });
    }
  },
  run: runAny,
  native: ({ operands }, plan) => plan.all(operands, (values) => ({ kind: "any", values })),
  emit: ({ operands, type }, emitter) => {
    const [first, ...rest] = operands.filter((operand) => emitter.typeOf(operand).kinds !== 0);
    if (first === undefined) return { code: js`undefined`, type };
    const start = emitter.evaluate(first);
    if (rest.length === 0 || !start.type.none) return { code: start.code, type };
    const result = emitter.variable();
    emitter.statement(js`${result} = ${start.code};`);
    for (const operand of rest) {
      emitter.when(js`${result} === undefined`, () => {
        emitter.statement(js`${result} = ${emitter.evaluate(operand).code};`);
      });
      if (!emitter.typeOf(operand).none) break;
    }
    return { code: result, type };
  },
});
