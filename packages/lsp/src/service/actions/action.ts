// The shape of a change that is offered at a place, and what the refactorings share.
import type { Span, TextEdit } from "@heddle/compiler";
import type { ArrayNode, JsonNode, ObjectNode } from "@heddle/compiler/language";
import type { Document } from "../document.ts";
import type { Finding } from "../diagnostics.ts";
import type { Place } from "../locate.ts";
import type { Role } from "../role.ts";

export interface Action {
  readonly title: string;
  readonly kind: "quickfix" | "rewrite" | "extract" | "inline" | "sort";
  /** All are applied together; none of them overlap. */
  readonly edits: readonly TextEdit[];
  /** What a quick fix mends. */
  readonly finding?: Finding;
}

/** Where refactorings are asked for: a range, and what is around its start. */
export interface Target {
  readonly document: Document;
  readonly span: Span;
  readonly place: Place;
  /** The value at the caret and what it stands for: a scalar, or the innermost container. */
  readonly node: JsonNode | undefined;
  readonly role: Role;
}

export function textOf({ text }: Document, { start, end }: Span): string {
  return text.slice(start, end);
}

export function replace(span: Span, text: string): TextEdit {
  return { span, text };
}

/** The text between the parts of a container, in the layout that it has: on one line, or one part a line. */
export function separatorOf(document: Document, parts: readonly { readonly span: Span }[]): string {
  const [first, second] = parts;
  if (first === undefined || second === undefined) return ", ";
  const between = document.text.slice(first.span.end, second.span.start);
  return between.includes("\n") ? `,${between.slice(between.indexOf("\n"))}` : ", ";
}

/** The white space that a line starts with. */
export function indentAt({ text, lines }: Document, offset: number): string {
  return /^[ \t]*/.exec(lines.lineText(lines.position(offset).line))?.[0] ?? text.slice(0, 0);
}

/** The innermost container around the caret that a test accepts. */
export function around<Node extends ObjectNode | ArrayNode>(
  { place }: Target,
  test: (node: ObjectNode | ArrayNode, role: Role) => node is Node,
): { node: Node; role: Role } | undefined {
  for (const { node, role } of place.containers.toReversed()) if (test(node, role)) return { node, role };
  return undefined;
}
