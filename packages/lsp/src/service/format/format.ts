// In: a document. Out: the edits that lay it out anew: two spaces a level, short lists on a line, every token as it was spelled.
import type { Span, TextEdit } from "@heddle/compiler";
import type { ArrayNode, JsonNode, ObjectNode } from "@heddle/compiler/language";
import { hasSyntaxErrors } from "../diagnostics.ts";
import type { Document } from "../document.ts";
import { operatorOf } from "../operators.ts";

export interface FormatOptions {
  /** One level of indentation. */
  readonly indent: string;
}

/** Lists and objects that fit into so many columns stand on one line. */
const WIDTH = 100;

/** Formats the whole text; no edits where it has syntax errors or is laid out like that already. */
export function format(document: Document, options: FormatOptions): readonly TextEdit[] {
  const { tree, text } = document;
  if (tree === undefined || hasSyntaxErrors(document)) return [];
  const newline = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  const printed = `${print(tree, { text, options }, "", 0)}\n`.replaceAll("\n", newline);
  return printed === text ? [] : [{ span: { start: 0, end: text.length }, text: printed }];
}

/** Formats the smallest list or object around a range. */
export function formatRange(document: Document, range: Span, options: FormatOptions): readonly TextEdit[] {
  const { tree, text, lines } = document;
  if (tree === undefined || hasSyntaxErrors(document)) return [];
  const node = innermost(tree, range);
  if (node === tree) return format(document, options);
  const indent = /^[ \t]*/.exec(lines.lineText(lines.position(node.span.start).line))?.[0] ?? "";
  const newline = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  const printed = print(node, { text, options }, indent, lines.position(node.span.start).character).replaceAll(
    "\n",
    newline,
  );
  return printed === text.slice(node.span.start, node.span.end) ? [] : [{ span: node.span, text: printed }];
}

function innermost(node: JsonNode, range: Span): JsonNode {
  const parts =
    node.kind === "object" ? node.members.map((member) => member.value) : node.kind === "array" ? node.items : [];
  const inner = parts.find(
    (part) =>
      (part.kind === "object" || part.kind === "array") && part.span.start <= range.start && range.end <= part.span.end,
  );
  return inner === undefined ? node : innermost(inner, range);
}

interface Context {
  readonly text: string;
  readonly options: FormatOptions;
}

/** `column`: where the node starts on its line. */
function print(node: JsonNode, context: Context, indent: string, column: number): string {
  if (node.kind !== "object" && node.kind !== "array") return context.text.slice(node.span.start, node.span.end);
  // An object that was spread over lines stays so: its members are what a converter is about.
  const spread = node.kind === "object" && isSpread(node, context.text);
  if (!spread && isFlat(node, context.text)) {
    const line = printFlat(node, context);
    if (column + line.length <= WIDTH) return line;
  }
  const inner = indent + context.options.indent;
  return node.kind === "object" ? printObject(node, context, indent, inner) : printList(node, context, indent, inner);
}

/** Whether the object's first member stands on a line of its own. */
function isSpread({ span, members }: ObjectNode, text: string): boolean {
  const [first] = members;
  return first !== undefined && /[\r\n]/.test(text.slice(span.start, first.span.start));
}

/** Whether nothing inside must stay spread over lines. */
function isFlat(node: JsonNode, text: string): boolean {
  if (node.kind === "object")
    return !isSpread(node, text) && node.members.every((member) => isFlat(member.value, text));
  return node.kind !== "array" || node.items.every((item) => isFlat(item, text));
}

function printFlat(node: JsonNode, context: Context): string {
  switch (node.kind) {
    case "object":
      return node.members.length === 0
        ? "{}"
        : `{ ${node.members.map(({ key, value }) => `${printFlat(key, context)}: ${printFlat(value, context)}`).join(", ")} }`;
    case "array":
      return `[${node.items.map((item) => printFlat(item, context)).join(", ")}]`;
    default:
      return context.text.slice(node.span.start, node.span.end);
  }
}

function printObject(node: ObjectNode, context: Context, indent: string, inner: string): string {
  const members = node.members.map(({ key, value }) => {
    const name = `${inner}${context.text.slice(key.span.start, key.span.end)}: `;
    return `${name}${print(value, context, inner, name.length)}`;
  });
  return members.length === 0 ? "{}" : `{\n${members.join(",\n")}\n${indent}}`;
}

/** The head stays on the first line; arguments that form a group stand on one line where they fit. */
function printList(list: ArrayNode, context: Context, indent: string, inner: string): string {
  const [head, ...rest] = list.items;
  if (head === undefined) return "[]";
  const operator = head.kind === "string" ? operatorOf(head.value) : undefined;
  if (operator === undefined)
    return `[\n${list.items.map((item) => `${inner}${print(item, context, inner, inner.length)}`).join(",\n")}\n${indent}]`;
  const rows = rowsOf(rest, operator.parameters.length, operator.repeats?.length ?? 1, context, inner.length);
  const lines = rows.map((row) => {
    let line = inner;
    for (const [index, item] of row.entries()) {
      const start = index === 0 ? "" : ", ";
      line += `${start}${print(item, context, inner, line.length + start.length - (line.lastIndexOf("\n") + 1))}`;
    }
    return line;
  });
  return `[${context.text.slice(head.span.start, head.span.end)},\n${lines.join(",\n")}\n${indent}]`;
}

function rowsOf(
  items: readonly JsonNode[],
  fixed: number,
  group: number,
  context: Context,
  column: number,
): readonly (readonly JsonNode[])[] {
  const size = group > 1 && fixed % group === 0 ? group : 1;
  const rows: JsonNode[][] = [];
  for (let i = 0; i < items.length; i += size) {
    const row = items.slice(i, i + size);
    const flat = row.every((item) => isFlat(item, context.text));
    const before = column + row.slice(0, -1).reduce((length, item) => length + printFlat(item, context).length + 2, 0);
    const last = row.at(-1);
    const fitsFlat = flat && column + printFlatRow(row, context).length + 1 <= WIDTH;
    // An object that is spread, or will be because it is too long, starts behind its test or key.
    const startsObject =
      last?.kind === "object" && row.slice(0, -1).every((item) => isFlat(item, context.text)) && before + 2 <= WIDTH;
    const fits = fitsFlat || startsObject;
    if (fits) rows.push(row);
    else for (const item of row) rows.push([item]);
  }
  return rows;
}

function printFlatRow(row: readonly JsonNode[], context: Context): string {
  return row.map((item) => printFlat(item, context)).join(", ");
}
