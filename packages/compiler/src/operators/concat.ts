// concat: its arguments joined into one string.
import { join, js } from "../codegen/code.ts";
import { writeText } from "../values/text.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { always, BOOL, DICT, LIST, NUMBER, STRING } from "./kinds.ts";

export function runConcat(first: Value, rest: readonly Value[]): Result {
  let text = writeText(first);
  for (let i = 0; text !== undefined && i < rest.length; i++) {
    const part = writeText(rest[i] as Value);
    text = part === undefined ? undefined : text + part;
  }
  return text;
}

/** Beyond this many parts inline code is too long to pay off. */
const MOST_INLINE = 16;

const accepts = BOOL | NUMBER | STRING | LIST | DICT;

export const concat = defineOperator({
  name: "concat",
  summary: "Its arguments joined into one string",
  parameters: [{ name: "first", kind: "source", doc: "the start of the string", accepts }],
  repeats: [{ name: "next", kind: "source", doc: "the next part", accepts }],
  operands: "required",
  associative: true,
  rules: [
    { text: "Joins its arguments.", mark: "R" },
    { text: "Numbers and booleans are converted to text; integers in full, without an exponent.", mark: "D" },
    { text: "A list or dict is written as compact JSON.", mark: "D" },
    { text: "null gives no value.", mark: "D" },
  ],
  examples: [
    {
      expression: ["concat", "first", ["value", " "], "last"],
      row: { first: "Ada", last: "Lovelace" },
      result: "Ada Lovelace",
    },
    { expression: ["concat", ["value", "id-"], "id"], row: { id: 1 }, result: "id-1" },
    { expression: ["concat", ["value", "id-"], "id"], row: { id: null } },
  ],
  returns: () => always(STRING),
  run: runConcat,
  native: ({ operands }, plan) => plan.all(operands, (parts) => ({ kind: "concat", parts })),
  emit: ({ operands, type }, emitter) => {
    const parts = operands.map((operand) => emitter.evaluate(operand));
    const [first, ...rest] = parts.map((part) => part.code);
    const long = js`${emitter.link("runConcat")}(${first}, [${join(rest, js`, `)}])`;
    const missing = parts.filter((part) => part.type.none).map((part) => js`${part.code} === undefined`);
    const general = missing.length === 0 ? long : js`${join(missing, js` || `)} ? undefined : ${long}`;
    const unsure = parts.filter((part) => part.type.none || part.type.kinds !== STRING);
    if (parts.length > MOST_INLINE) return { code: emitter.define(general), type };
    const short = join(
      parts.map((part) => part.code),
      js` + `,
    );
    return {
      code: emitter.define(
        unsure.length === 0
          ? short
          : js`${join(
              unsure.map((part) => js`typeof ${part.code} === "string"`),
              js` && `,
            )} ? ${short} : ${general}`,
      ),
      type,
    };
  },
});
