// dict: a dict of literal keys and evaluated values; JSON objects are sugar for it.
import { reportDuplicateKeys } from "../diagnostics/duplicate-keys.ts";
import { type Code, join, js, type Operand } from "../codegen/code.ts";
import { setKey } from "../values/dict.ts";
import type { Dict, Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { DICT, NEVER, type Type } from "./kinds.ts";

export function runDict(entries: readonly Result[]): Result {
  const dict: Dict = {};
  const last = new Map<string, Result>();
  for (let i = 0; i + 1 < entries.length; i += 2) {
    const key = entries[i] as string;
    last.delete(key);
    last.set(key, entries[i + 1]);
  }
  for (const [name, found] of last) {
    if (found !== undefined) setKey(dict, name, found as Value);
  }
  return dict;
}

/** A dict with more members than this is filled in several functions, which V8 optimises better than one huge function. */
const MEMBERS_PER_PART = 128;
/** The same limit where every member just copies a key of the row, which takes little code. (Beyond about 250 keys V8 makes dictionary-mode objects either way.) */
const MEMBERS_PER_LITERAL = 240;

export const dict = defineOperator({
  name: "dict",
  summary: "A dict of literal keys and evaluated values",
  parameters: [],
  repeats: [
    { name: "key", kind: "string", doc: "a literal key" },
    { name: "value", kind: "source", doc: "the expression for its value" },
  ],
  atLeastOnce: true,
  writtenAsObject: true,
  operands: "optional",
  rules: [
    { text: "Keys are literals.", mark: "R" },
    { text: "A key whose expression has no value is left out.", mark: "D" },
    { text: "If a key is repeated, the last one wins, with a warning.", mark: "D" },
    { text: "A JSON object is another way to write it.", mark: "R" },
  ],
  examples: [
    {
      expression: ["dict", "user_id", "uid", "plan", ["value", "pro"]],
      row: { uid: "u-1" },
      result: { user_id: "u-1", plan: "pro" },
    },
    { expression: { user_id: "uid", city: "town" }, row: { uid: "u-1" }, result: { user_id: "u-1" } },
  ],
  returns: (types): Type => {
    const keys = new Map<string, Type>();
    for (let i = 0; i + 1 < types.length; i += 2) keys.set(String(types[i]?.constant?.value), types[i + 1] ?? NEVER);
    return { kinds: DICT, none: false, keys };
  },
  passes: (types) => ({
    members: Array.from({ length: types.length >> 1 }, (_, pair) => [pair * 2, pair * 2 + 1] as const),
  }),
  check: (call, _types, report) => {
    // The parser reports the repeated keys of an object.
    if (call.sugar) return;
    reportDuplicateKeys(
      call.args.flatMap((arg) =>
        arg.kind === "literal" && typeof arg.value === "string" ? [{ value: arg.value, span: arg.span }] : [],
      ),
      report,
    );
  },
  run: runDict,
  emit: ({ expr, type }, emitter) => {
    const entries = new Map<string, number>();
    for (const [index, arg] of expr.args.entries()) {
      if (arg.kind !== "literal") continue;
      entries.delete(String(arg.value));
      entries.set(String(arg.value), index + 1);
    }
    const members = [...entries].flatMap(([key, index]) => {
      const arg = expr.args[index];
      return arg?.kind === "expr" ? [{ key, expr: arg.expr }] : [];
    });
    const assign = (target: Code, key: string, operand: Operand): void => {
      const assignment =
        key === "__proto__"
          ? js`${emitter.link("setKey")}(${target}, ${key}, ${operand.code});`
          : js`${target}[${key}] = ${operand.code};`;
      if (operand.type.none) emitter.when(js`${operand.code} !== undefined`, () => emitter.statement(assignment));
      else emitter.statement(assignment);
    };
    if (
      members.length > (members.every((member) => member.expr.kind === "key") ? MEMBERS_PER_LITERAL : MEMBERS_PER_PART)
    ) {
      const wide = emitter.define(js`{}`);
      for (let start = 0; start < members.length; start += MEMBERS_PER_PART) {
        emitter.part(() => {
          for (const member of members.slice(start, start + MEMBERS_PER_PART)) {
            const operand = emitter.evaluate(member.expr);
            if (operand.type.kinds !== 0) assign(wide, member.key, operand);
          }
        });
      }
      return { code: wide, type };
    }
    const values = members
      .map(({ key, expr: value }) => ({ key, operand: emitter.evaluate(value) }))
      .filter(({ operand }) => operand.type.kinds !== 0);
    const literalOf = (part: typeof values): Code =>
      part.length === 0
        ? js`{}`
        : js`{ ${join(
            part.map(({ key, operand }) =>
              key === "__proto__" ? js`[${key}]: ${operand.code}` : js`${key}: ${operand.code}`,
            ),
            js`, `,
          )} }`;
    const optional = values.filter(({ operand }) => operand.type.none);
    if (optional.length === 0) return { code: emitter.define(literalOf(values)), type };
    const sure = values.slice(
      0,
      values.findIndex(({ operand }) => operand.type.none),
    );
    const rest = values.slice(sure.length);
    const [last] = rest;
    if (rest.length === 1 && last !== undefined)
      return {
        code: emitter.define(js`${last.operand.code} === undefined ? ${literalOf(sure)} : ${literalOf(values)}`),
        type,
      };
    // V8 creates an object literal several times faster than it adds the same keys one by one.
    const result = emitter.variable();
    const all = join(
      optional.map(({ operand }) => js`${operand.code} !== undefined`),
      js` && `,
    );
    emitter.when(
      all,
      () => emitter.statement(js`${result} = ${literalOf(values)};`),
      () => {
        emitter.statement(js`${result} = ${literalOf(sure)};`);
        for (const { key, operand } of rest) assign(result, key, operand);
      },
    );
    return { code: result, type };
  },
});
