// What is wrong with a piece of JSON, in words and with its fix: one place for both readers of a text.
import type { Reporter } from "../../diagnostics/reporter.ts";
import type { Span } from "../../source/span.ts";
import { readString } from "./string-literal.ts";
import { toStraightQuotes } from "./typography.ts";
import type { JsonNode, StringNode } from "./tree.ts";

/** Undefined while a grammar is recorded, and nothing is read. */
export type Report = Reporter["report"] | undefined;

export function say(
  report: Report,
  code: Parameters<Reporter["report"]>[0],
  span: Span,
  message: string,
  hint: string,
  fix?: { title: string; text: string },
): void {
  const fixes = fix === undefined ? {} : { fixes: [{ title: fix.title, edits: [{ span, text: fix.text }] }] };
  report?.(code, span, message, { hint, ...fixes });
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
      say(report, "syntax-string", at, "A control character stands in a string as it is.", "JSON wants it escaped.", {
        title: `Write it as ${escaped}`,
        text: escaped,
      });
    } else {
      say(report, "syntax-string", at, `JSON has no escape ${piece}.`, "A backslash itself is written \\\\.", {
        title: "Double the backslash",
        text: `\\${piece}`,
      });
    }
  }
  return { kind: "string", span, value: read.value };
}

/** A string in quotes that JSON does not have. */
export function foreignStringNode(image: string, start: number, report: Report): StringNode {
  const span = { start, end: start + image.length };
  const text = toStraightQuotes(image.slice(1, -1));
  const message = image.startsWith("'") ? "This string is in single quotes." : "This string is in typographic quotes.";
  say(report, "syntax-string", span, message, "JSON strings need straight double quotes.", {
    title: "Use double quotes",
    text,
  });
  return { kind: "string", span, value: readString(text, true).value };
}

/** A string without its closing quote, or with a curly one. */
export function openStringNode(token: string, start: number, report: Report): StringNode {
  const image = token.replace(/[\u201c\u201d\u201f]$/, "");
  const span = { start, end: start + token.length };
  say(report, "syntax-string", span, "This string has no closing quote on its line.", 'Close it with ".', {
    title: "Close the string",
    text: `${image}"`,
  });
  return { kind: "string", span, value: readString(image, false).value };
}

/** A word without quotes: a literal, or what was meant as one. */
export function wordNode(name: string, start: number, report: Report): JsonNode {
  const span = { start, end: start + name.length };
  if (name === "true" || name === "false") return { kind: "boolean", span, value: name === "true" };
  if (name === "null") return { kind: "null", span, value: null };
  const known = /^(?:true|false|null)$/i.test(name)
    ? name.toLowerCase()
    : name === "None" || name === "undefined" || name === "nil"
      ? "null"
      : undefined;
  const text = known ?? JSON.stringify(name);
  say(report, "syntax-word", span, `The word ${name} stands without quotes.`, "Only true, false and null stand bare.", {
    title: `Write it as ${text}`,
    text,
  });
  if (known === "true" || known === "false") return { kind: "boolean", span, value: known === "true" };
  return known === "null" ? { kind: "null", span, value: null } : { kind: "string", span, value: name };
}

/** A key without quotes. */
export function bareKeyNode(name: string, start: number, report: Report): StringNode {
  const span = { start, end: start + name.length };
  say(report, "syntax-key", span, `The key ${name} stands without quotes.`, "Keys of JSON stand in double quotes.", {
    title: "Put the key in quotes",
    text: JSON.stringify(name),
  });
  return { kind: "string", span, value: name };
}

/** A key that has its closing quote alone. */
export function halfQuotedKeyNode(image: string, start: number, report: Report): StringNode {
  const name = image.slice(0, -1);
  const span = { start, end: start + image.length };
  say(report, "syntax-key", span, `The key ${name} has no opening quote.`, "Keys of JSON stand in double quotes.", {
    title: "Put the key in quotes",
    text: JSON.stringify(name),
  });
  return { kind: "string", span, value: name };
}

/** The place of a value that is not there: behind the colon, or behind the key. */
export function missingValue(key: StringNode, colonEnd: number | undefined, report: Report): JsonNode {
  const what =
    colonEnd === undefined
      ? `The key ${JSON.stringify(key.value)} has no ':' and no value.`
      : `The key ${JSON.stringify(key.value)} has no value.`;
  say(report, "syntax-missing-value", key.span, what, 'Write it as "key": value.');
  const after = colonEnd ?? key.span.end;
  return { kind: "missing", span: { start: after, end: after } };
}

/** A key whose value follows without a colon. */
export function missingColon(key: StringNode, report: Report): void {
  const at = key.span.end;
  say(
    report,
    "syntax-colon",
    { start: at, end: at },
    `The colon after the key ${JSON.stringify(key.value)} is missing.`,
    'Write it as "key": value.',
    { title: "Insert a colon", text: ":" },
  );
}

/** Another character in the place of a colon, or of a comma. */
export function wrongSeparator(
  { image, start }: { readonly image: string; readonly start: number },
  wanted: ":" | ",",
  report: Report,
  canReplace = true,
): void {
  const [code, name] = wanted === ":" ? (["syntax-colon", "colon"] as const) : (["syntax-comma", "comma"] as const);
  const message = `Expected a ${name}, but found ${JSON.stringify(image)}.`;
  const fix = canReplace ? { title: `Replace it with a ${name}`, text: wanted } : undefined;
  say(report, code, { start, end: start + image.length }, message, `Write ${wanted} instead.`, fix);
}

/** A colon or an unknown character where neither can stand. */
export function strayToken(image: string, start: number, report: Report): void {
  say(
    report,
    "syntax-unexpected",
    { start, end: start + image.length },
    `${JSON.stringify(image)} has no meaning here.`,
    "Remove it.",
    { title: "Remove it", text: "" },
  );
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
  report?.("syntax-unclosed", { start, end: start + 1 }, `The ${kind} that starts here has no closing '${missing}'.`, {
    fixes: [{ title: `Insert '${missing}'`, edits: [{ span: { start: at, end: at }, text: missing }] }],
  });
  return { start, end };
}

export function commaBeforeNothing(comma: Span, report: Report): void {
  say(report, "syntax-comma", comma, "This comma has nothing before it.", "Remove it.", {
    title: "Remove the comma",
    text: "",
  });
}

export function missingComma(at: number, what: string, report: Report): void {
  say(
    report,
    "syntax-comma",
    { start: at, end: at },
    `A comma is missing between two ${what}.`,
    "Put one between them.",
    { title: "Insert a comma", text: "," },
  );
}

export function commaBehindLast(comma: Span, what: string, report: Report): void {
  say(report, "syntax-comma", comma, `JSON allows no comma after the last of its ${what}.`, "Remove it.", {
    title: "Remove the comma",
    text: "",
  });
}
