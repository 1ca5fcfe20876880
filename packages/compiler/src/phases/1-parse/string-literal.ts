// Reads a string token of a converter: its value, the escapes that JSON does not know, and where each unit came from.
import type { Span } from "../../source/span.ts";

export interface StringLiteral {
  readonly value: string;
  /** Escapes and control characters that JSON forbids, as offsets within the token. */
  readonly faults: readonly { readonly span: Span; readonly what: "escape" | "control" }[];
}

const SIMPLE: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** The end of the string that starts at `offset` with the quote character `quote`, and whether its closing quote is there. */
export function scanString(text: string, offset: number, quote: number): { end: number; closed: boolean } {
  let i = offset + 1;
  for (; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === quote) return { end: i + 1, closed: true };
    if (unit === 10 || unit === 13) return { end: i, closed: false };
    if (unit === 92 && i + 1 < text.length && text.charCodeAt(i + 1) !== 10 && text.charCodeAt(i + 1) !== 13) i++;
  }
  return { end: text.length, closed: false };
}

/**
 * The end of a string that lost its closing quote, whose line ends at `lineEnd`: before the comma and the closing brackets that
 * most likely belong to what is around it, or after a curly quote that closes it (D).
 */
export function openStringEnd(text: string, offset: number, lineEnd: number): number {
  const line = text.slice(offset, lineEnd);
  const curly = /[\u201c\u201d\u201f](?=[ \t]*(?:[:,\]}]|$))/.exec(line.slice(1));
  if (curly !== null) return offset + curly.index + 2;
  let surplus = 0;
  for (const character of line) {
    if (character === "[" || character === "{") surplus--;
    else if (character === "]" || character === "}") surplus++;
  }
  let end = line.length;
  for (; end > 1; end--) {
    const last = line.charAt(end - 1);
    if (last === "]" || last === "}") {
      if (surplus-- <= 0) break;
    } else if (!/[\s,]/.test(last)) break;
  }
  return offset + end;
}

/** Decodes a token with its quotes. A faulty escape stands for the characters after its backslash. */
export function readString(token: string, closed: boolean): StringLiteral {
  const body = token.slice(1, closed ? -1 : undefined);
  if (!/[\\\u0000-\u001f]/.test(body)) return { value: body, faults: [] };
  const faults: { span: Span; what: "escape" | "control" }[] = [];
  const parts: string[] = [];
  for (const piece of pieces(token, closed)) {
    parts.push(piece.text);
    if (piece.fault !== undefined) faults.push({ span: { start: piece.start, end: piece.end }, what: piece.fault });
  }
  return { value: parts.join(""), faults };
}

/**
 * The offset within the token where the unit `index` of the decoded value starts.
 * Used to point into regular expressions and time patterns.
 */
export function offsetInToken(token: string, index: number): number {
  let at = 0;
  const closed = token.length > 1 && token.endsWith(token.charAt(0));
  for (const piece of pieces(token, closed)) {
    if (at + piece.text.length > index)
      return piece.text.length === piece.end - piece.start ? piece.start + index - at : piece.start;
    at += piece.text.length;
  }
  return closed ? token.length - 1 : token.length;
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly fault?: "escape" | "control";
}

function* pieces(token: string, closed: boolean): Generator<Piece> {
  const end = closed ? token.length - 1 : token.length;
  let i = 1;
  while (i < end) {
    const unit = token.charCodeAt(i);
    if (unit !== 92) {
      if (unit < 32) {
        yield { start: i, end: i + 1, text: token.charAt(i), fault: "control" };
        i++;
        continue;
      }
      let stop = i + 1;
      while (stop < end && token.charCodeAt(stop) !== 92 && token.charCodeAt(stop) >= 32) stop++;
      yield { start: i, end: stop, text: token.slice(i, stop) };
      i = stop;
      continue;
    }
    const letter = token.charAt(i + 1);
    const simple = i + 1 < end && Object.hasOwn(SIMPLE, letter) ? SIMPLE[letter] : undefined;
    const hex = token.slice(i + 2, i + 6);
    if (simple !== undefined) {
      yield { start: i, end: i + 2, text: simple };
      i += 2;
    } else if (letter === "u" && i + 6 <= end && /^[0-9a-fA-F]{4}$/.test(hex)) {
      yield { start: i, end: i + 6, text: String.fromCharCode(Number.parseInt(hex, 16)) };
      i += 6;
    } else {
      const stop = Math.min(i + 2, end);
      yield { start: i, end: stop, text: token.slice(i + 1, stop), fault: "escape" };
      i = stop;
    }
  }
}
