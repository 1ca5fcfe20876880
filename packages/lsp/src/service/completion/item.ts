// The shape of a completion, and where its text goes.
import type { Span } from "@heddle/compiler";
import type { JsonNode, MemberNode } from "@heddle/compiler/language";
import type { Document } from "../document.ts";

export type CompletionKind = "setting" | "event-key" | "operation" | "operator" | "path" | "value" | "shape" | "sample";

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** A few words beside the label. */
  readonly detail: string;
  /** Markdown, made when it is asked for: most items of a list are never looked at. */
  readonly doc?: () => string;
  /** What is replaced: it holds the caret. */
  readonly span: Span;
  readonly text: string;
  /** What is put in elsewhere, so that the whole is JSON. */
  readonly also?: { readonly at: number; readonly text: string };
  /** `text` is a snippet. */
  readonly snippet?: true;
  /** What the typed text is compared with. */
  readonly filter: string;
  /** Smaller comes first. */
  readonly rank: number;
}

/** The span that a completion replaces: the whole string under the caret, or, where its quote is open, the word of it. */
export function spanToReplace({ text }: Document, offset: number, node: JsonNode | undefined): Span {
  if (node === undefined || node.kind === "missing" || node.kind === "object" || node.kind === "array")
    return wordAround(text, offset);
  const { start, end } = node.span;
  if (offset < start || offset > end) return wordAround(text, offset);
  const closed = text[start] !== '"' || (end - start > 1 && text[end - 1] === '"');
  if (closed) return node.span;
  // An unclosed string reaches to the end of its line; what stands behind the word is not part of what is replaced.
  let stop = Math.max(offset, start + 1);
  while (stop < end && /[\w$.-]/.test(text[stop] ?? "")) stop++;
  return { start, end: stop };
}

function wordAround(text: string, offset: number): Span {
  let start = offset;
  while (start > 0 && /[\w$.]/.test(text[start - 1] ?? "")) start--;
  return { start, end: offset };
}

/** What a completion needs around it, so that the whole is JSON. */
export interface Commas {
  /** After the part before it. */
  readonly before: Completion["also"];
  /** Before the part that follows: a comma, or nothing. */
  readonly after: "," | "";
}

const COMMENT = /\/\/.*|\/\*[^]*?\*\//g;

/** The commas that are missing between a span and its neighbours; `own` is the part that the span is in. */
export function missingCommas(
  { text }: Document,
  parts: readonly (MemberNode | JsonNode)[],
  { start, end }: Span,
  own: MemberNode | JsonNode | undefined,
): Commas {
  const others = parts.filter((part) => part !== own);
  const before = others.findLast(({ span }) => span.end <= start);
  const after = others.find(({ span }) => span.start >= end);
  const lacks = (from: number, to: number): boolean => !text.slice(from, to).replaceAll(COMMENT, "").includes(",");
  // A key that is being written has no comma before its value is there.
  const isWritten = before !== undefined && !("key" in before && before.value.kind === "missing");
  return {
    before: isWritten && lacks(before.span.end, start) ? { at: before.span.end, text: "," } : undefined,
    after: after !== undefined && lacks(end, after.span.start) ? "," : "",
  };
}

/** Where completions go: what they replace, and what they need around it. */
export interface Room {
  readonly span: Span;
  readonly commas: Commas;
}

/**
 * What a completed key brings with it: colon, value and comma, where they are not there yet. A key in front of a value on the
 * same line gets its colon; another character in its place is for a fix to replace.
 */
export function afterKey(
  { text }: Document,
  { span, commas }: Room,
  member: MemberNode | undefined,
): (value: string) => string {
  const rest = text.slice(span.end, span.end + 1_000).trimStart();
  if (rest.startsWith(":")) return () => "";
  if (member !== undefined && member.value.kind !== "missing") {
    const between = text.slice(span.end, member.value.span.start);
    if (!between.includes("\n")) return () => (between.trim() === "" ? ":" : "");
  }
  // What people write for a colon, where the value was not recognised.
  if (/^(?:=|;)/.test(rest)) return () => "";
  return (value) => `: ${value}${commas.after}`;
}
