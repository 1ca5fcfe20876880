// flatten_dict: a nested dict flattened into one level.
import { setKey } from "../values/dict.ts";
import { type Dict, isDict, type Result, type Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { always, DICT, INTEGER } from "./kinds.ts";

/** A dict that is being flattened: the prefix of its keys (with the separator), its keys, and the index of the next one. */
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
  summary: "A nested dict flattened into one level",
  parameters: [
    { name: "separator", kind: "string", doc: "the literal string between the parts of a key" },
    {
      name: "depth",
      kind: "source",
      doc: 'the maximum number of parts of a key, such as ["int", 3]',
      accepts: INTEGER,
    },
    { name: "dict", kind: "source", doc: "the dict to flatten", accepts: DICT },
  ],
  operands: "required",
  rules: [
    { text: "Flattens a dict of dicts into one level.", mark: "R" },
    { text: "The separator is put between the parts of a key; it can be empty.", mark: "D" },
    { text: "The depth is the maximum number of parts of a key; deeper dicts stay dicts.", mark: "D" },
    { text: "Lists and empty dicts are kept as values.", mark: "D" },
    { text: "If two keys become the same, the later one wins.", mark: "D" },
    { text: "A constant depth below 1 is a compile error; a computed one gives no value.", mark: "D" },
    { text: "A depth that isn't an integer, or anything but a dict, gives no value.", mark: "D" },
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
    report("bad-argument", arg.span, `\`depth\` is ${constant}, but a key has at least one part.`, {
      hint: "Use 1 or more, the maximum number of parts of a key.",
    });
  },
  run: runFlattenDict,
});
