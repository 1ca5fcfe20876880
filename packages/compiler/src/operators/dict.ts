// dict: a dict of literal keys and evaluated values; JSON objects are sugar for it.
import { reportDuplicateKeys } from "../diagnostics/duplicate-keys.ts";
import { type Code, join, js, type Operand } from "../codegen/code.ts";
import type { Emitter } from "./define.ts";
import type { CallExpr, Expr } from "../phases/2-resolve/expression.ts";
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
    const members = dictMembers(expr);
    const isPlain = members.every((member) => member.expr.kind === "key");
    if (members.length > (isPlain ? MEMBERS_PER_LITERAL : MEMBERS_PER_PART))
      return { code: emitInParts(members, emitter), type };
    const values = members
      .map(({ key, expr: value }): EmittedMember => ({ key, operand: emitter.evaluate(value) }))
      .filter(({ operand }) => operand.type.kinds !== 0);
    return { code: emitLiteral(values, emitter), type };
  },
});

interface Member {
  readonly key: string;
  readonly expr: Expr;
}

interface EmittedMember {
  readonly key: string;
  readonly operand: Operand;
}

/** The members that count, in order: of a repeated key the last. */
export function dictMembers({ args }: CallExpr): readonly Member[] {
  const entries = new Map<string, number>();
  for (const [index, arg] of args.entries()) {
    if (arg.kind !== "literal") continue;
    entries.delete(String(arg.value));
    entries.set(String(arg.value), index + 1);
  }
  return [...entries].flatMap(([key, index]) => {
    const arg = args[index];
    return arg?.kind === "expr" ? [{ key, expr: arg.expr }] : [];
  });
}

function emitInParts(members: readonly Member[], emitter: Emitter): Code {
  const wide = emitter.define(js`{}`);
  for (let start = 0; start < members.length; start += MEMBERS_PER_PART) {
    emitter.part(() => {
      for (const { key, expr } of members.slice(start, start + MEMBERS_PER_PART)) {
        const operand = emitter.evaluate(expr);
        if (operand.type.kinds !== 0) emitAssignment(wide, { key, operand }, emitter);
      }
    });
  }
  return wide;
}

function emitAssignment(target: Code, { key, operand }: EmittedMember, emitter: Emitter): void {
  const assignment =
    key === "__proto__"
      ? js`${emitter.link("setKey")}(${target}, ${key}, ${operand.code});`
      : js`${target}[${key}] = ${operand.code};`;
  if (operand.type.none) emitter.when(js`${operand.code} !== undefined`, () => emitter.statement(assignment));
  else emitter.statement(assignment);
}

/**
 * One object literal where all values are there, or two where only the last can be missing. V8 creates a literal several times
 * faster than it adds the same keys one by one, so that is only done where a value is missing.
 */
function emitLiteral(values: readonly EmittedMember[], emitter: Emitter): Code {
  const optional = values.filter(({ operand }) => operand.type.none);
  if (optional.length === 0) return emitter.define(objectOf(values));
  const sure = values.slice(
    0,
    values.findIndex(({ operand }) => operand.type.none),
  );
  const rest = values.slice(sure.length);
  const [last] = rest;
  if (rest.length === 1 && last !== undefined)
    return emitter.define(js`${last.operand.code} === undefined ? ${objectOf(sure)} : ${objectOf(values)}`);
  const result = emitter.variable();
  const all = join(
    optional.map(({ operand }) => js`${operand.code} !== undefined`),
    js` && `,
  );
  emitter.when(
    all,
    () => emitter.statement(js`${result} = ${objectOf(values)};`),
    () => {
      emitter.statement(js`${result} = ${objectOf(sure)};`);
      for (const member of rest) emitAssignment(result, member, emitter);
    },
  );
  return result;
}

function objectOf(members: readonly EmittedMember[]): Code {
  if (members.length === 0) return js`{}`;
  const parts = members.map(({ key, operand }) =>
    key === "__proto__" ? js`[${key}]: ${operand.code}` : js`${key}: ${operand.code}`,
  );
  return js`{ ${join(parts, js`, `)} }`;
}
