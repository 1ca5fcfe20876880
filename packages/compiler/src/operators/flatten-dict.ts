// flatten_dict: a dict of dicts as a single layer.
import { setKey } from "../values/dict.ts";
import { type Dict, isDict, type Result, type Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { always, DICT, INTEGER } from "./kinds.ts";

/** A dict on the way down: its key so far with the separator, its own keys, and which of them is next. */
interface FlattenLevel {
  readonly dict: Dict;
  readonly prefix: string;
  readonly keys: readonly string[];
  next: number;
}

export function runFlattenDict(separator: string, depth: Value, dict: Value): Result {
  if (!isDict(dict) || !(typeof depth === "bigint" || Number.isInteger(depth)) || (depth as number | bigint) < 1)
    return undefined;
  const flat: Dict = {};
  const levels: FlattenLevel[] = [{ dict, prefix: "", keys: Object.keys(dict), next: 0 }];
  for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
    const name = level.keys[level.next++];
    if (name === undefined) {
      levels.pop();
      continue;
    }
    const value = level.dict[name] as Value;
    const key = level.prefix + name;
    const keys = isDict(value) && levels.length < (depth as number | bigint) ? Object.keys(value) : [];
    if (keys.length === 0) setKey(flat, key, value);
    else levels.push({ dict: value as Dict, prefix: key + separator, keys, next: 0 });
  }
  return flat;
}

export const flattenDict = defineOperator({
  name: "flatten_dict",
  summary: "A dict of dicts as a single layer",
  parameters: [
    { name: "separator", kind: "string", doc: "what stands between the parts of a key, as a literal string" },
    { name: "depth", kind: "source", doc: 'the most parts that a key gets, such as ["int", 3]', accepts: INTEGER },
    { name: "dict", kind: "source", doc: "the dict to flatten", accepts: DICT },
  ],
  operands: "required",
  rules: [
    { text: "Yields a single layer of a dict of dicts.", mark: "R" },
    { text: "The separator stands between the parts of a key; it can be empty.", mark: "D" },
    { text: "The depth is the most parts that a key gets; what is deeper stays a dict as value.", mark: "D" },
    { text: "Lists and empty dicts are values.", mark: "D" },
    { text: "Where two keys become the same, the later wins.", mark: "D" },
    { text: "A constant depth below 1 is an error; a computed one gives no value.", mark: "D" },
    { text: "A depth that is no integer, or anything else than a dict, gives no value.", mark: "D" },
  ],
  examples: [
    {
      expression: ["flatten_dict", ".", ["int", 3], "d"],
      row: { d: { a: { b: 1, c: [] } } },
      result: { "a.b": 1, "a.c": [] },
    },
    {
      expression: ["flatten_dict", "_", ["int", 2], "d"],
      row: { d: { a: { b: { c: 1 } } } },
      result: { a_b: { c: 1 } },
    },
    { expression: ["flatten_dict", ".", "depth", "d"], row: { d: { a: 1 }, depth: 0 } },
  ],
  returns: ([, depth]) => ({ ...always(DICT), none: depth?.constant === undefined }),
  check: (call, [, depth], report) => {
    const arg = call.args[1];
    const constant = depth?.constant?.value;
    if (
      arg === undefined ||
      !(typeof constant === "bigint" || (typeof constant === "number" && Number.isInteger(constant))) ||
      constant >= 1
    )
      return;
    report("bad-argument", arg.span, `The depth is ${constant}, but a key has at least one part.`, {
      hint: "Write the most parts that a key may get, 1 or more.",
    });
  },
  run: runFlattenDict,
});
