// merge_dicts: several dicts merged into one.
import { join, js } from "../codegen/code.ts";
import { setKey } from "../values/dict.ts";
import { type Dict, isDict, type Result, type Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { DICT, NEVER, NULL, type Type, union } from "./kinds.ts";

export function runMergeDicts(first: Result, rest: readonly Result[]): Result {
  // Spreading makes own keys of any name, __proto__ too, and is the fastest copy.
  if (rest.length === 1 && isDict(first) && isDict(rest[0])) return { ...first, ...rest[0] };
  const merged: Dict = {};
  for (let i = -1; i < rest.length; i++) {
    const dict = i < 0 ? first : rest[i];
    if (dict === undefined || dict === null) continue;
    if (!isDict(dict)) return undefined;
    for (const key of Object.keys(dict)) setKey(merged, key, dict[key] as Value);
  }
  return merged;
}

const accepts = NULL | DICT;

export const mergeDicts = defineOperator({
  name: "merge_dicts",
  summary: "Several dicts merged into one",
  parameters: [{ name: "first", kind: "source", doc: "the first dict", accepts }],
  repeats: [{ name: "next", kind: "source", doc: "a dict whose keys win over those before it", accepts }],
  operands: "optional",
  rules: [
    { text: "Yields one dict with the keys of all.", mark: "R" },
    { text: "If several dicts have a key, the last value wins as a whole: nested dicts are not merged.", mark: "D" },
    { text: "null and missing values are skipped; with nothing else the result is an empty dict.", mark: "D" },
    { text: "Anything else gives no value.", mark: "D" },
  ],
  examples: [
    { expression: ["merge_dicts", "a", "b"], row: { a: { x: 1, y: 1 }, b: { y: 2 } }, result: { x: 1, y: 2 } },
    { expression: ["merge_dicts", "a", "b"], row: { a: null }, result: {} },
    { expression: ["merge_dicts", "a", "b"], row: { a: {}, b: [] } },
  ],
  returns: (types): Type => {
    if (types.some((type) => !type.none && (type.kinds & accepts) === 0)) return NEVER;
    const none = types.some((type) => (type.kinds & ~accepts) !== 0);
    const dicts = types.filter((type) => (type.kinds & DICT) !== 0);
    if (!dicts.every((type) => type.keys !== undefined)) return { kinds: DICT, none };
    const sampled = dicts.some((type) => type.sampled === true);
    return { kinds: DICT, none, keys: mergedKeys(dicts), ...(sampled && { sampled }) };
  },
  passes: (types) => ({ all: [...types.keys()] }),
  run: runMergeDicts,
  emit: ({ operands, type }, emitter) => {
    const dicts = operands.map((operand) => emitter.evaluate(operand));
    const [first, ...rest] = dicts.map((dict) => dict.code);
    // Spreading null or undefined adds nothing, and it makes own keys of any name.
    if (dicts.every((dict) => (dict.type.kinds & ~accepts) === 0))
      return {
        code: emitter.define(
          js`{ ${join(
            dicts.map((dict) => js`...${dict.code}`),
            js`, `,
          )} }`,
        ),
        type,
      };
    return { code: emitter.define(js`${emitter.link("runMergeDicts")}(${first}, [${join(rest, js`, `)}])`), type };
  },
});

function mergedKeys(dicts: readonly Type[]): ReadonlyMap<string, Type> {
  const keys = new Map<string, Type>();
  for (const dict of dicts) {
    const sure = dict.kinds === DICT && !dict.none;
    for (const [key, type] of dict.keys ?? []) {
      const before = keys.get(key);
      const found: Type = sure ? type : { ...withoutConstant(type), none: true };
      keys.set(
        key,
        before === undefined || !found.none
          ? found
          : { ...union([before, { ...found, none: false }]), none: before.none },
      );
    }
  }
  return keys;
}

function withoutConstant({ constant: _, ...type }: Type): Type {
  return type;
}
