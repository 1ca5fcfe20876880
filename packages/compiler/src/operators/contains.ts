// contains / is_substring: whether a string contains a substring, or a list an element.
import { js } from "../codegen/code.ts";
import { readText } from "../values/text.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { always, BOOL, LIST, NULL, NUMBER, STRING } from "./kinds.ts";

export function runContains(piece: string, whole: Value): Result {
  if (whole === null) return false;
  if (Array.isArray(whole)) return whole.includes(piece);
  return readText(whole)?.includes(piece);
}

export const contains = defineOperator({
  name: "contains",
  aliases: ["is_substring"],
  summary: "Whether a string contains a substring, or a list an element",
  parameters: [
    { name: "piece", kind: "string", doc: "the literal string to look for" },
    {
      name: "whole",
      kind: "source",
      doc: "the string or list to look in",
      accepts: NULL | BOOL | NUMBER | STRING | LIST,
    },
  ],
  operands: "nullable",
  rules: [
    { text: "True if the string contains the piece.", mark: "R" },
    { text: "null is false.", mark: "R" },
    { text: "A missing value is false.", mark: "D" },
    {
      text: "In a list: true if an element is a string equal to the piece; substrings of elements don't count.",
      mark: "D",
    },
    { text: "Numbers and booleans are converted to text; a dict gives no value.", mark: "D" },
    { text: "Case-sensitive; every string contains the empty piece.", mark: "D" },
  ],
  examples: [
    { expression: ["contains", "/buy", "url"], row: { url: "https://shop/buy/1" }, result: true },
    { expression: ["contains", "a", "tags"], row: { tags: ["ab", "b"] }, result: false },
    { expression: ["is_substring", "a", "name"], row: {}, result: false },
    { expression: ["contains", "a", "name"], row: { name: { a: 1 } } },
  ],
  returns: () => always(BOOL),
  run: runContains,
  nativeTest: ({ expr, operands: [whole] }, plan) => {
    const [literal] = expr.args;
    if (literal?.kind !== "literal" || typeof literal.value !== "string" || whole === undefined) return undefined;
    const of = plan.value(whole);
    return of && { kind: "contains", text: literal.value, of };
  },
  emit: ({ expr, operands, type }, emitter) => {
    const [literal] = expr.args;
    const [whole] = operands.map((operand) => emitter.evaluate(operand));
    if (literal?.kind !== "literal" || whole === undefined) return { code: js`undefined`, type };
    const { code } = whole;
    if (whole.type.kinds === STRING && !whole.type.none)
      return { code: emitter.define(js`${code}.includes(${literal.value})`), type };
    const read = whole.type.none ? js`${code} ?? null` : code;
    return {
      code: emitter.define(
        js`typeof ${code} === "string" ? ${code}.includes(${literal.value}) : ${emitter.link("runContains")}(${literal.value}, ${read})`,
      ),
      type,
    };
  },
});
