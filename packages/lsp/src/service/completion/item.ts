// The shape of a completion, and where its text goes.
import type { Span } from "@heddle/compiler";
import type { JsonNode, ObjectNode } from "@heddle/compiler/language";
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

/** The comma that is missing before a key at an offset, behind the member in front of it. */
export function commaBefore({ text }: Document, { members }: ObjectNode, at: number): Completion["also"] {
  const before = members.findLast(({ span }) => span.end <= at);
  if (before === undefined || before.value.kind === "missing" || text.slice(before.span.end, at).includes(","))
    return undefined;
  return { at: before.span.end, text: "," };
}

/** What a completed key brings with it: colon and value, and a comma where another member follows without one. */
export function behindKey({ text }: Document, end: number): (value: string) => string {
  const rest = text.slice(end, end + 1_000).trimStart();
  if (rest.startsWith(":")) return () => "";
  const comma = rest.startsWith('"') ? "," : "";
  return (value) => `: ${value}${comma}`;
}
