// In: a source file or page. Out: the texts in it that users read, each with its line.
import { stripTypeScriptTypes } from "node:module";
import { type AnyNode, type Comment, parse } from "acorn";

export interface UserText {
  readonly line: number;
  readonly text: string;
}

/** A gap that a template fills. */
const GAP = "X";

/** The string literals and templates of a TypeScript file that read as prose; concatenated ones as one text. */
export function stringsOf(source: string): readonly UserText[] {
  const texts: UserText[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (!isNode(node) || node.type === "ImportDeclaration" || node.type === "ExportAllDeclaration") return;
    const text = flatText(node);
    if (text !== undefined && isProse(text)) texts.push({ line: node.loc?.start.line ?? 0, text });
    // The parts of a text are not looked at again, but what fills its gaps is.
    for (const child of text === undefined ? Object.values(node) : gapsOf(node)) visit(child);
  };
  visit(parseTypeScript(source));
  return texts;
}

/** The comments of a TypeScript file. */
export function commentsOf(source: string): readonly UserText[] {
  const comments: Comment[] = [];
  parseTypeScript(source, comments);
  return comments.flatMap(({ value, loc }) =>
    value.split("\n").map((text, index) => ({ line: (loc?.start.line ?? 0) + index, text })),
  );
}

/** The lines of a page or of a JSON file. */
export function linesOf(page: string): readonly UserText[] {
  return page.split("\n").map((text, index) => ({ line: index + 1, text }));
}

function parseTypeScript(source: string, onComment: Comment[] = []): AnyNode {
  const code = stripTypeScriptTypes(source);
  return parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true, onComment });
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value;
}

function isProse(text: string): boolean {
  return /[a-z]'?,? [a-zX`]/i.test(text);
}

function flatText(node: AnyNode): string | undefined {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : undefined;
  if (node.type === "TemplateLiteral") return node.quasis.map(({ value }) => value.cooked ?? value.raw).join(GAP);
  if (node.type !== "BinaryExpression" || node.operator !== "+") return undefined;
  const left = flatText(node.left);
  const right = flatText(node.right);
  return left === undefined || right === undefined ? undefined : left + right;
}

function gapsOf(node: AnyNode): readonly unknown[] {
  if (node.type === "TemplateLiteral") return node.expressions;
  return node.type === "BinaryExpression" ? [...gapsOf(node.left), ...gapsOf(node.right)] : [];
}
