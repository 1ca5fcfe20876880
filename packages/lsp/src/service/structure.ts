// In: a document. Out: its outline, what can be folded, and selections that grow from a place.
import type { Span } from "@heddle/compiler";
import type { JsonNode, MemberNode } from "@heddle/compiler/language";
import type { Document } from "./document.ts";
import { operatorOfList } from "./operators.ts";
import { rowOf } from "./locate.ts";
import { ROOT, type Role, roleOfMember, rolesOfItems } from "./role.ts";

export type SymbolKind = "setting" | "event-key" | "property" | "object" | "list";

export interface DocumentSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly DocumentSymbol[];
}

/** The members of objects as a tree; lists are passed through to the objects in them. */
export function symbols(document: Document): readonly DocumentSymbol[] {
  const row = rowOf(document);
  const below = (node: JsonNode, role: Role): DocumentSymbol[] => {
    if (node.kind === "object") {
      return node.members.map((member) => {
        const valueRole = roleOfMember(member.key.value, role, row);
        return symbolOf(document, member, role, below(member.value, valueRole));
      });
    }
    if (node.kind !== "array") return [];
    const roles = rolesOfItems(node, role);
    return node.items.flatMap((item, index) => below(item, roles[index] ?? { kind: "none" }));
  };
  return document.tree === undefined
    ? []
    : below(document.tree, document.kind === "converter" ? ROOT : { kind: "none" });
}

function symbolOf(
  document: Document,
  { key, value, span }: MemberNode,
  role: Role,
  children: readonly DocumentSymbol[],
): DocumentSymbol {
  const inEvent =
    (role.kind === "source" || role.kind === "json" || role.kind === "literal") && role.use.kind === "event";
  const kind: SymbolKind = role.kind === "settings" ? "setting" : inEvent ? "event-key" : "property";
  return {
    name: key.value === "" ? '""' : key.value,
    detail: shortText(document, value),
    kind,
    span,
    nameSpan: key.span,
    children,
  };
}

/** The value in a few characters. */
function shortText({ text }: Document, node: JsonNode): string {
  if (node.kind === "missing") return "";
  if (node.kind === "object") return "";
  const name = operatorOfList(node)?.name;
  if (name !== undefined) return name;
  const spelled = text.slice(node.span.start, Math.min(node.span.end, node.span.start + 61));
  return spelled.length > 60 ? `${spelled.slice(0, 59)}…` : spelled;
}

/** Lists and objects of more than one line; of several that start on a line, the outermost. */
export function foldings(document: Document): readonly { readonly startLine: number; readonly endLine: number }[] {
  const found = new Map<number, number>();
  const visit = (node: JsonNode): void => {
    if (node.kind !== "object" && node.kind !== "array") return;
    const { start, end } = document.lines.range(node.span);
    // The line of the closing bracket stays in sight.
    if (end.line - 1 > start.line && !found.has(start.line)) found.set(start.line, end.line - 1);
    for (const part of node.kind === "object" ? node.members.map((member) => member.value) : node.items) visit(part);
  };
  if (document.tree !== undefined) visit(document.tree);
  return [...found].map(([startLine, endLine]) => ({ startLine, endLine }));
}

/** The spans around an offset, from the innermost outwards; each holds the one before. */
export function selectionRanges({ tree, text }: Document, offset: number): readonly Span[] {
  const spans: Span[] = [{ start: 0, end: text.length }];
  const add = (span: Span): void => {
    const last = spans.at(-1);
    if (
      last === undefined ||
      (span.start >= last.start && span.end <= last.end && (span.start !== last.start || span.end !== last.end))
    )
      spans.push(span);
  };
  const holds = (span: Span): boolean => span.start <= offset && offset <= span.end;
  const visit = (node: JsonNode): void => {
    if (node.kind === "missing" || !holds(node.span)) return;
    add(node.span);
    if (node.kind === "string" && offset > node.span.start && offset < node.span.end)
      add({ start: node.span.start + 1, end: node.span.end - 1 });
    if (node.kind === "object" || node.kind === "array") {
      const inside = { start: node.span.start + 1, end: node.span.end - 1 };
      if (inside.end > inside.start && holds(inside)) add(inside);
    }
    if (node.kind === "array") {
      const item = node.items.find((one) => holds(one.span));
      if (item !== undefined) visit(item);
    } else if (node.kind === "object") {
      const member = node.members.find((one) => holds(one.span));
      if (member === undefined) return;
      add(member.span);
      if (holds(member.key.span)) visit(member.key);
      else visit(member.value);
    }
  };
  if (tree !== undefined) visit(tree);
  return spans.reverse();
}
