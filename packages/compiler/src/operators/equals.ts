// equals / eq / =: deep equality.
import { type Code, js } from "../codegen/code.ts";
import { deepEqual, holdsHuge } from "../values/equal.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { always, ANY, BOOL, DICT, HUGE, LIST, NUMBER, orNone, STRING, type Type } from "./kinds.ts";

export function runEquals(left: Value, right: Value): Result {
  if (left === right && typeof left !== "object") return true;
  return holdsHuge(left) || holdsHuge(right) ? undefined : deepEqual(left, right);
}

export const equals = defineOperator({
  name: "equals",
  aliases: ["eq", "="],
  summary: "Whether two values are equal",
  parameters: [
    { name: "left", kind: "source", doc: "a value", accepts: ANY & ~HUGE },
    { name: "right", kind: "source", doc: "the value to compare it with", accepts: ANY & ~HUGE },
  ],
  operands: "nullable",
  compares: true,
  rules: [
    { text: "Compares two values.", mark: "R" },
    { text: "Lists and dicts are compared deeply; the order of keys doesn't matter.", mark: "D" },
    { text: "1 equals 1.0; a number never equals a string.", mark: "D" },
    { text: "A missing value counts as null.", mark: "D" },
    {
      text: "A number beyond the range of a double can't be compared, nor a list or dict that contains one: no value.",
      mark: "D",
    },
  ],
  examples: [
    { expression: ["equals", "type", ["value", "view"]], row: { type: "view" }, result: true },
    { expression: ["equals", "n", ["value", "1"]], row: { n: 1 }, result: false },
    { expression: ["equals", "gone", ["value", null]], row: {}, result: true },
  ],
  returns: (types) => (types.some((type) => canHoldHuge(type)) ? orNone(always(BOOL)) : always(BOOL)),
  run: runEquals,
  nativeTest: ({ operands }, plan) => {
    const constant = operands.find((operand) => operand.kind === "constant");
    const other = operands.find((operand) => operand !== constant);
    const { value = null } = constant ?? {};
    if (constant === undefined || other === undefined || (typeof value === "object" && value !== null))
      return undefined;
    const of = plan.value(other);
    return of && { kind: "equals", of, constant: value };
  },
  emitTest: ({ operands }, emitter) => {
    // A scalar constant other than null equals only itself, so identity decides.
    const [plain, other] = operands.toSorted(
      (a, b) => Number(isPlain(emitter.typeOf(b))) - Number(isPlain(emitter.typeOf(a))),
    );
    if (plain === undefined || other === undefined || !isPlain(emitter.typeOf(plain))) return undefined;
    const [left, right] = [emitter.evaluate(other).code, emitter.evaluate(plain).code];
    return { isTrue: js`${left} === ${right}`, isFalse: js`${left} !== ${right}` };
  },
  emit: ({ operands, type }, emitter) => {
    const [left, right] = operands.map((operand) => emitter.evaluate(operand));
    if (left === undefined || right === undefined) return { code: js`undefined`, type };
    const read = (operand: typeof left): Code => (operand.type.none ? js`(${operand.code} ?? null)` : operand.code);
    const simple = (operand: typeof left): boolean => (operand.type.kinds & (LIST | DICT | HUGE)) === 0;
    // Compared with a scalar other than null, null and a missing value are equally unequal: identity decides.
    const decided = [left, right].find((operand) => simple(operand) && !operand.type.none);
    if (decided !== undefined && !type.none)
      return { code: emitter.define(js`${read(left)} === ${read(right)}`), type };
    if (decided === undefined)
      return { code: emitter.define(js`${emitter.link("runEquals")}(${read(left)}, ${read(right)})`), type };
    const other = decided === left ? right : left;
    const same =
      decided.type.constant !== undefined && decided.type.constant.value !== null
        ? js`${other.code} === ${decided.code}`
        : js`${read(left)} === ${read(right)}`;
    return {
      code: emitter.define(
        js`${same} || (typeof ${other.code} === "object" && ${emitter.link("holdsHuge")}(${other.code}) ? undefined : false)`,
      ),
      type,
    };
  },
});

/** Types are looked into so deep: shared parts double with each level. */
const MOST_LEVELS = 6;

/** Whether a list or dict of a type can hold a number beyond the range of a double. */
function canHoldHuge({ kinds, constant, item, keys, values, sampled }: Type, level = 0): boolean {
  if ((kinds & (LIST | DICT)) === 0) return false;
  if (level > MOST_LEVELS) return true;
  if (constant !== undefined) return holdsHuge(constant.value);
  const isHuge = (inner: Type): boolean => (inner.kinds & HUGE) !== 0 || canHoldHuge(inner, level + 1);
  const inList = (kinds & LIST) !== 0 && (item === undefined || isHuge(item));
  if (inList || (kinds & DICT) === 0) return inList;
  if (values !== undefined) return isHuge(values);
  return keys === undefined || sampled === true || [...keys.values()].some(isHuge);
}

/** Whether a type is that of one string, number or boolean. */
function isPlain({ constant, kinds }: Type): boolean {
  return constant !== undefined && kinds !== 0 && (kinds & ~(BOOL | NUMBER | STRING)) === 0;
}
