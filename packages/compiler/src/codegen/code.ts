// The only way for text into generated code: whatever is not Code already becomes a literal.
import type { Type } from "../operators/kinds.ts";
import { printableJson } from "../diagnostics/printable.ts";
import type { Constant } from "./constant.ts";

const SECRET: unique symbol = Symbol("code");

/** A piece of JavaScript made in this file; no other can make one. */
export class Code {
  readonly text: string;

  constructor(key: typeof SECRET, text: string) {
    if (key !== SECRET) throw new TypeError("Code is made by js`...` and literal() alone");
    this.text = text;
  }
}

/** A variable or literal, which can be repeated without side effects, and the type of its value. */
export interface Operand {
  readonly code: Code;
  readonly type: Type;
}

/** JavaScript text; its holes take Code as it is, and every other value as a literal. */
export function js(strings: TemplateStringsArray, ...holes: readonly (Code | Constant | undefined)[]): Code {
  let text = strings[0] ?? "";
  for (const [index, hole] of holes.entries()) {
    text += (hole instanceof Code ? hole : literal(hole)).text + (strings[index + 1] ?? "");
  }
  return new Code(SECRET, text);
}

export function join(pieces: readonly Code[], separator: Code): Code {
  return new Code(SECRET, pieces.map((piece) => piece.text).join(separator.text));
}

/** The n-th variable of a letter, for example `v12`. */
export function variableName(letter: "c" | "f" | "m" | "v", index: number): Code {
  return new Code(SECRET, `${letter}${Math.trunc(index)}`);
}

/** The name of a library function, which must be one that the library has. */
export function libraryName(name: string, library: { readonly [name: string]: unknown }): Code {
  if (!Object.hasOwn(library, name) || !/^[A-Za-z][A-Za-z0-9_]*$/.test(name))
    throw new RangeError(`the library has no ${name}`);
  return new Code(SECRET, name);
}

/** A JavaScript literal of a constant. */
export function literal(value: Constant | undefined): Code {
  return new Code(SECRET, literalText(value));
}

function literalText(value: Constant | undefined): string {
  switch (typeof value) {
    case "undefined":
      return "undefined";
    case "string":
      return quote(value);
    case "number":
      return Object.is(value, -0) ? "0" : String(value);
    case "bigint":
      return `${value}n`;
    case "boolean":
      return String(value);
    default:
      return value === null ? "null" : objectText(value);
  }
}

function objectText(value: object): string {
  if (JSON.isRawJSON(value)) return `JSON.rawJSON(${quote(value.rawJSON)})`;
  if (value instanceof RegExp) return `new RegExp(${quote(value.source)}, ${quote(value.flags)})`;
  if (value instanceof Map) return "new Map()";
  if (Array.isArray(value)) return `[${value.map(literalText).join(", ")}]`;
  // A computed key is always an own key; a plain "__proto__" would set the prototype.
  const members = Object.entries(value).map(
    ([key, inner]) => `${key === "__proto__" ? `[${quote(key)}]` : quote(key)}: ${literalText(inner as Constant)}`,
  );
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** A string literal that also survives inside HTML and with old line terminators, and that a terminal prints as it is. */
function quote(text: string): string {
  return printableJson(JSON.stringify(text)).replace(
    /[<>\u2028\u2029]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
