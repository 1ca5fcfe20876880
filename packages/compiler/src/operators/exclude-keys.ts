// exclude_keys: a dict without some of its keys.
import { js } from "../codegen/code.ts";
import { setKey } from "../values/dict.ts";
import { type Dict, isDict, type Result, type Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { DICT, type Type, UNKNOWN } from "./kinds.ts";

/** `excluded` has the keys to leave out: a lookup costs the same however many there are. */
export function runExcludeKeys(excluded: Dict, dict: Result): Result {
  if (!isDict(dict)) return undefined;
  const kept: Dict = {};
  for (const key of Object.keys(dict)) {
    if (!Object.hasOwn(excluded, key)) setKey(kept, key, dict[key] as Value);
  }
  return kept;
}

export const excludeKeys = defineOperator({
  name: "exclude_keys",
  summary: "A dict without some of its keys",
  parameters: [{ name: "dict", kind: "source", doc: "a dict", accepts: DICT }],
  repeats: [{ name: "key", kind: "string", doc: "a literal key to leave out", keyOf: 0 }],
  operands: "required",
  rules: [
    { text: "Yields the dict without those keys.", mark: "R" },
    { text: "Keys that the dict doesn't have are ignored; nested dicts keep all their keys.", mark: "D" },
    { text: "Anything but a dict gives no value.", mark: "D" },
  ],
  examples: [
    {
      expression: ["exclude_keys", "props", "secret", "card"],
      row: { props: { plan: "pro", secret: 1 } },
      result: { plan: "pro" },
    },
    { expression: ["exclude_keys", "props", "secret"], row: { props: "none" } },
  ],
  returns: ([dict, ...keys]): Type => {
    const { constant: _, keys: known, ...type } = dict ?? UNKNOWN;
    const excluded = new Set(keys.map((key) => key.constant?.value));
    return known === undefined ? type : { ...type, keys: new Map([...known].filter(([key]) => !excluded.has(key))) };
  },
  passes: ([, ...keys]) => ({ all: [0], without: new Set(keys.map((key) => String(key.constant?.value))) }),
  prepare: (keys) => {
    const excluded: Dict = {};
    for (const { value } of keys) setKey(excluded, String(value), true);
    return excluded;
  },
  run: runExcludeKeys,
  emit: ({ expr, operands, type }, emitter) => {
    const [dict] = operands.map((operand) => emitter.evaluate(operand));
    return {
      code: emitter.define(
        js`${emitter.link("runExcludeKeys")}(${emitter.constant(expr.prepared ?? {})}, ${dict?.code})`,
      ),
      type,
    };
  },
});
