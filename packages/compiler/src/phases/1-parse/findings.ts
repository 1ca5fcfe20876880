// What is wrong with a piece of JSON, and how to fix it: the messages of both readers.
import { quoteName } from "../../diagnostics/quote.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import type { Span } from "../../source/span.ts";
import { readString } from "./string-literal.ts";
import { toStraightQuotes } from "./typography.ts";
import type { JsonNode, StringNode } from "./tree.ts";

/** Undefined while chevrotain records the grammar: then nothing is parsed, and nothing reported. */
export type Report = Reporter["report"] | undefined;

/** What to put in place of the span of a finding. */
interface Replacement {
  readonly title: string;
  readonly text: string;
}

/** Reports a finding with the fix that replaces its span. */
export function reportWithFix(
  report: Report,
  code: Parameters<Reporter["report"]>[0],
  span: Span,
  message: string,
  fix: Replacement | undefined,
  hint?: string,
): void {
  report?.(code, span, message, {
    ...(hint !== undefined && { hint }),
    ...(fix !== undefined && { fixes: [{ title: fix.title, edits: [{ span, text: fix.text }] }] }),
  });
}

/** A string with its quotes, which may hold what JSON forbids. */
export function stringNode(image: string, start: number, report: Report): StringNode {
  const span = { start, end: start + image.length };
  const read = readString(image, true);
  for (const fault of read.faults) {
    const at = { start: start + fault.span.start, end: start + fault.span.end };
    const piece = image.slice(fault.span.start, fault.span.end);
    if (fault.what === "control") {
      const escaped = `\\u${piece.charCodeAt(0).toString(16).padStart(4, "0")}`;
      const fix = { title: `Escape it as ${escaped}`, text: escaped };
      reportWithFix(report, "syntax-string", at, "Unescaped control character in a string.", fix);
    } else {
      const fix = { title: "Double the backslash", text: `\\${piece}` };
      const hint = "For a backslash, write two: \\\\.";
      reportWithFix(report, "syntax-string", at, `JSON has no escape ${quoteName(piece)}.`, fix, hint);
    }
  }
  return { kind: "string", span, value: read.value };
}

/** A string in quotes that JSON does not have. */
export function foreignStringNode(image: string, start: number, report: Report): StringNode {
  const span = { start, end: start + image.length };
  const text = toStraightQuotes(image.slice(1, -1));
  const message = image.startsWith("'")
    ? "JSON strings need double quotes."
    : "JSON strings need straight double quotes.";
  reportWithFix(report, "syntax-string", span, message, { title: "Use double quotes", text });
  return { kind: "string", span, value: readString(text, true).value };
}

/** A string without its closing quote, or with a curly one. */
export function openStringNode(token: string, start: number, report: Report): StringNode {
  const image = token.replace(/[\u201c\u201d\u201f]$/, "");
  const span = { start, end: start + token.length };
  const fix = { title: "Close the string", text: `${image}"` };
  reportWithFix(report, "syntax-string", span, "This string is missing its closing quote.", fix);
  return { kind: "string", span, value: readString(image, false).value };
}

/** A word without quotes: a literal, or what was meant as one. */
export function wordNode(name: string, start: number, report: Report): JsonNode {
  const span = { start, end: start + name.length };
  if (name === "true" || name === "false") return { kind: "boolean", span, value: name === "true" };
  if (name === "null") return { kind: "null", span, value: null };
  const meant = /^(?:true|false|null)$/i.test(name)
    ? name.toLowerCase()
    : name === "None" || name === "undefined" || name === "nil"
      ? "null"
      : undefined;
  const text = meant ?? JSON.stringify(name);
  const message = `Unquoted word ${quoteName(name)}${meant === undefined ? "." : `; did you mean ${meant}?`}`;
  const hint = meant === undefined ? "Only true, false and null go without quotes." : undefined;
  reportWithFix(report, "syntax-word", span, message, { title: `Replace with ${text}`, text }, hint);
  if (meant === "true" || meant === "false") return { kind: "boolean", span, value: meant === "true" };
  return meant === "null" ? { kind: "null", span, value: null } : { kind: "string", span, value: name };
}

/** A key without quotes. */
export function bareKeyNode(name: string, start: number, report: Report): StringNode {
  return keyNode(name, { start, end: start + name.length }, `Unquoted key ${quoteName(name)}.`, report);
}

/** A key that has its closing quote alone. */
export function halfQuotedKeyNode(image: string, start: number, report: Report): StringNode {
  const name = image.slice(0, -1);
  const message = `The key ${quoteName(name)} is missing its opening quote.`;
  return keyNode(name, { start, end: start + image.length }, message, report);
}

function keyNode(name: string, span: Span, message: string, report: Report): StringNode {
  const fix = { title: "Put the key in double quotes", text: JSON.stringify(name) };
  reportWithFix(report, "syntax-key", span, message, fix, "JSON keys need double quotes.");
  return { kind: "string", span, value: name };
}

const KEY_AND_VALUE = 'Write it as "key": value.';

/** Where a missing value should be: after the colon, or after the key. */
export function missingValue(key: StringNode, colonEnd: number | undefined, report: Report): JsonNode {
  const missing = colonEnd === undefined ? "its colon and value" : "its value";
  const message = `The key ${quoteName(key.value)} is missing ${missing}.`;
  report?.("syntax-missing-value", key.span, message, { hint: KEY_AND_VALUE });
  const after = colonEnd ?? key.span.end;
  return { kind: "missing", span: { start: after, end: after } };
}

/** A key whose value follows without a colon. */
export function missingColon(key: StringNode, report: Report): void {
  const at = { start: key.span.end, end: key.span.end };
  const message = `Missing colon after the key ${quoteName(key.value)}.`;
  reportWithFix(report, "syntax-colon", at, message, { title: "Insert a colon", text: ":" }, KEY_AND_VALUE);
}

/** Another character in the place of a colon, or of a comma. */
export function wrongSeparator(
  { image, start }: { readonly image: string; readonly start: number },
  wanted: ":" | ",",
  report: Report,
  canReplace = true,
): void {
  const [code, name] = wanted === ":" ? (["syntax-colon", "colon"] as const) : (["syntax-comma", "comma"] as const);
  const fix = canReplace ? { title: `Replace with a ${name}`, text: wanted } : undefined;
  const span = { start, end: start + image.length };
  reportWithFix(report, code, span, `Expected a ${name}, but found ${quoteName(image)}.`, fix);
}

/** A colon or an unknown character where the grammar allows neither. */
export function strayToken(image: string, start: number, report: Report): void {
  const span = { start, end: start + image.length };
  reportWithFix(report, "syntax-unexpected", span, `Unexpected ${quoteName(image)}.`, { title: "Remove it", text: "" });
}

/** The span of a list or object without its closing bracket: to the end of its last part. `bracketAt`: where the bracket belongs. */
export function unclosed(
  what: "members" | "items",
  start: number,
  last: Span | undefined,
  bracketAt: number | undefined,
  report: Report,
): Span {
  const end = Math.max(last?.end ?? 0, start + 1);
  const at = Math.max(bracketAt ?? 0, start + 1);
  const [kind, missing] = what === "members" ? ["object", "}"] : ["list", "]"];
  report?.("syntax-unclosed", { start, end: start + 1 }, `This ${kind} is missing its closing \`${missing}\`.`, {
    fixes: [{ title: `Insert ${missing}`, edits: [{ span: { start: at, end: at }, text: missing }] }],
  });
  return { start, end };
}

const REMOVE_COMMA: Replacement = { title: "Remove the comma", text: "" };

export function commaBeforeNothing(comma: Span, report: Report): void {
  reportWithFix(report, "syntax-comma", comma, "Unexpected comma: there is nothing before it.", REMOVE_COMMA);
}

export function missingComma(at: number, what: "members" | "items", report: Report): void {
  const fix = { title: "Insert a comma", text: "," };
  reportWithFix(report, "syntax-comma", { start: at, end: at }, `Missing comma between two ${what}.`, fix);
}

export function trailingComma(comma: Span, report: Report): void {
  reportWithFix(report, "syntax-comma", comma, "Trailing comma: JSON doesn't allow one here.", REMOVE_COMMA);
}
