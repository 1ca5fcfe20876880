// path: expressions applied one after another, each to the result of the one before.
import { js } from "../codegen/code.ts";
import { isIndex } from "../values/dict.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator, type Lazy } from "./define.ts";
import { always, ANY, NULL, orNone, type Type } from "./kinds.ts";

export function runPath(element: Value, steps: readonly Lazy[]): Result {
  let current: Result = element;
  for (let i = 0; i < steps.length; i++) {
    if (i > 0 && current === null) return undefined;
    current = (steps[i] as Lazy)(current as Value);
    if (current === undefined) return undefined;
  }
  return current;
}

export const path = defineOperator({
  name: "path",
  summary: "Applies expressions one after another, each to the result of the one before",
  parameters: [],
  repeats: [
    {
      name: "step",
      kind: "source",
      doc: "an expression, applied to the result of the step before; the first one to the current element",
    },
  ],
  operands: "lazy",
  chained: true,
  associative: true,
  sameAsOnlyArgument: true,
  rules: [
    { text: "Each step is applied to the result of the step before.", mark: "R" },
    { text: "Without steps the result is the current element.", mark: "D" },
    { text: "null before the last step gives no value.", mark: "D" },
  ],
  examples: [
    { expression: ["path", "user", "id"], row: { user: { id: "u-1" } }, result: "u-1" },
    { expression: ["path", "items", "1"], row: { items: ["a", "b"] }, result: "b" },
    { expression: ["path", "user", "id"], row: { user: null } },
  ],
  returns: (types): Type => {
    const last = types.at(-1);
    if (last === undefined) return always(ANY);
    return types.slice(0, -1).some((type) => type.none || (type.kinds & NULL) !== 0) ? orNone(last) : last;
  },
  passes: (types) => ({ one: types.length === 0 ? [] : [types.length - 1] }),
  run: runPath,
  // Paths of keys alone are found in the row: this is a part of a split text.
  native: ({ operands: [first, key, ...others] }, plan) => {
    if (first === undefined || key?.kind !== "key" || !isIndex(key.key) || others.length > 0) return undefined;
    const of = plan.value(first);
    return of?.kind === "split" ? { kind: "item", of, index: Number(key.key) } : undefined;
  },
  emit: ({ operands, type }, emitter) => {
    const [first, ...rest] = operands;
    if (first === undefined) return emitter.element;
    const start = emitter.evaluate(first);
    if (rest.length === 0) return { code: start.code, type };
    // A key step on anything but a dict gives no value by itself; other steps must not see null or a missing value.
    let current = start;
    for (const step of rest) {
      const from = current;
      const sure = !from.type.none && (from.type.kinds & NULL) === 0;
      if (step.kind === "key" || sure) {
        const found = emitter.on(from, () => emitter.evaluate(step));
        current = sure ? found : { code: found.code, type: orNone(found.type) };
        continue;
      }
      const result = emitter.variable();
      emitter.when(js`${from.code} !== undefined && ${from.code} !== null`, () => {
        const value = emitter.on(from, () => emitter.evaluate(step));
        emitter.statement(js`${result} = ${value.code};`);
      });
      current = { code: result, type: orNone(emitter.typeOf(step)) };
    }
    return { code: current.code, type };
  },
});
