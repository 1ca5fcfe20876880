// Where actions are asked for, and the pieces that their edits are made of.
import type { Span, TextEdit } from "@heddle/compiler";
import type { ArrayNode, JsonNode, ObjectNode, OperatorDefinition } from "@heddle/compiler/language";
import type { Document } from "../document.ts";
import type { CaretContext } from "../locate.ts";
import { operatorOfList } from "../operators.ts";
import type { Role } from "../role.ts";

/** A range of a converter, and what is around its start. */
export interface Target {
  readonly document: Document;
  readonly span: Span;
  readonly caret: CaretContext;
  /** The value at the caret and its role: a scalar, or the innermost container. */
  readonly node: JsonNode | undefined;
  readonly role: Role;
}

export function textOf({ text }: Document, { start, end }: Span): string {
  return text.slice(start, end);
}

export function replace(span: Span, text: string): TextEdit {
  return { span, text };
}

export function insert(at: number, text: string): TextEdit {
  return replace({ start: at, end: at }, text);
}

/** The innermost container, if it is an expression written as a list. */
export function expressionList({
  caret,
}: Target): { readonly list: ArrayNode; readonly operator: OperatorDefinition } | undefined {
  const inner = caret.containers.at(-1);
  if (inner?.node.kind !== "array" || inner.role.kind !== "source") return undefined;
  const operator = operatorOfList(inner.node);
  return operator === undefined ? undefined : { list: inner.node, operator };
}

/** The innermost container, if it is an expression written as an object. */
export function expressionObject({ caret }: Target): ObjectNode | undefined {
  const inner = caret.containers.at(-1);
  return inner?.node.kind === "object" && inner.role.kind === "source" ? inner.node : undefined;
}

/** The innermost object around the caret that becomes an event. */
export function eventObject({ caret }: Target): ObjectNode | undefined {
  for (const { node, role } of caret.containers.toReversed())
    if (node.kind === "object" && role.kind === "source" && role.use.kind === "event") return node;
  return undefined;
}

/** The text between the parts of a container, in the layout that it has: on one line, or one part a line. */
export function separatorOf(document: Document, parts: readonly { readonly span: Span }[]): string {
  const [first, second] = parts;
  if (first === undefined || second === undefined) return ", ";
  const between = document.text.slice(first.span.end, second.span.start);
  return between.includes("\n") ? `,${between.slice(between.indexOf("\n"))}` : ", ";
}

/** The white space that a line starts with. */
export function indentAt({ lines }: Document, offset: number): string {
  return /^[ \t]*/.exec(lines.lineText(lines.position(offset).line))?.[0] ?? "";
}
