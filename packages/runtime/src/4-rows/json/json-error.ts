// A text that is not JSON to the first place where it is not, which the engine's own messages do not always tell.

export interface JsonError {
  /** Counted from 1, in UTF-16 code units. */
  readonly column: number;
  readonly what: string;
  readonly kind: JsonErrorKind;
}

export type JsonErrorKind =
  /** The text so far can go on as JSON. */
  | "incomplete"
  /** Something follows a whole value. */
  | "trailing"
  /** A word or character that no JSON value starts with. */
  | "no-value"
  /** Anything else: punctuation in the wrong place, a bad string. */
  | "wrong";

/**
 * Punctuation, the quote that opens a string, or another value. Strings are walked in a loop: a star over alternatives overflows
 * the stack of V8's regular expressions on millions of characters.
 */
const TOKEN =
  /[ \t\r\n]*(?:([{}[\]:,])|(")|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9a-zA-Z.+-])|true\b|false\b|null\b))/y;

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** What may come next: a value, a value or the end of an empty list, a key, a key or `}`, `:`, or what follows a value. */
type Expected = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "after";

/** Walks the tokens without recursion, so that depth is no matter. For texts that JSON.parse refused. */
export function findJsonError(text: string): JsonError {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let at = 0;
  for (;;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) return noToken(text, at, expected, open);
    const [, mark, string, other = ""] = match;
    const start = TOKEN.lastIndex - (mark ?? string ?? other).length;
    const here = (what: string, kind: JsonErrorKind = "wrong"): JsonError => ({ column: start + 1, what, kind });
    at = TOKEN.lastIndex;
    if (string !== undefined) {
      const found = walkString(text, start);
      if (typeof found === "string") return here(found, found === NO_END ? "incomplete" : "wrong");
      at = found;
    }
    if (expected === "after" && open.length === 0) return here("something follows the value", "trailing");
    if (mark === undefined) {
      if (expected === "colon") return here("a colon is missing after the key");
      if (expected === "after") return here("a comma is missing");
      if (expected === "key" || expected === "key-or-end") {
        if (string === undefined) return here("a key must be a string in double quotes");
        expected = "colon";
      } else expected = "after";
      continue;
    }
    if (mark === ":") {
      if (expected !== "colon") return here("a colon where none belongs");
      expected = "value";
    } else if (mark === ",") {
      if (expected !== "after") return here("a comma where none belongs");
      expected = open.at(-1) === "{" ? "key" : "value";
    } else if (mark === "{" || mark === "[") {
      if (expected !== "value" && expected !== "value-or-end")
        return here(expected === "after" ? "a comma is missing" : "a key must be a string in double quotes");
      open.push(mark);
      expected = mark === "{" ? "key-or-end" : "value-or-end";
    } else {
      const fits = open.at(-1) === (mark === "}" ? "{" : "[");
      if (!fits) return here(`"${mark}" closes nothing that is open`);
      if (expected === "key" || (expected === "value" && mark === "]")) return here("a comma before the end");
      if (expected === "colon" || expected === "value") return here("a value is missing");
      open.pop();
      expected = "after";
    }
  }
}

function noToken(text: string, at: number, expected: Expected, open: readonly string[]): JsonError {
  const blank = /[ \t\r\n]*/y;
  blank.lastIndex = at;
  const start = at + (blank.exec(text)?.[0].length ?? 0);
  if (start >= text.length) {
    const missing =
      expected === "after" ? `"${open.at(-1) === "{" ? "}" : "]"}" is missing` : "the text ends too early";
    return { column: text.length + 1, what: start === 0 ? "the text is empty" : missing, kind: "incomplete" };
  }
  const word = /[^\s,:[\]{}"]{1,20}/y;
  word.lastIndex = start;
  const found = word.exec(text)?.[0] ?? text.slice(start, start + 1);
  return { column: start + 1, what: `${JSON.stringify(found)} is not a JSON value`, kind: "no-value" };
}

const NO_END = "the string that starts here has no end";

/** Where the string that starts at `start` ends, or what is wrong with it. */
function walkString(text: string, start: number): number | string {
  for (let i = start + 1; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 34) return i + 1;
    if (code < 32) return `the string that starts here holds a control character (code ${code}), which must be escaped`;
    if (code === 92) {
      ESCAPE.lastIndex = i;
      if (!ESCAPE.test(text)) return "the string that starts here holds an escape that JSON does not have";
      i += 1;
    }
  }
  return NO_END;
}
