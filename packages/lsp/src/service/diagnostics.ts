// In: a document. Out: everything that is wrong with it.
import type { Diagnostic, Fix, Severity, Span } from "@heddle/compiler";
import type { Document } from "./document.ts";
import { checkSchema } from "./schema/check.ts";

export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly hint?: string;
  readonly fixes?: readonly Fix[];
  /** What its fixes put in is for a person to complete. */
  readonly needsInput?: true;
  readonly related?: Diagnostic["related"];
  readonly tags?: Diagnostic["tags"];
}

/** All findings, in the order of the text. */
export function diagnose(document: Document): readonly Finding[] {
  const { diagnostics, tree } = document.analysis;
  if (document.kind === "converter") return diagnostics;
  // A source file has the syntax of JSON in common with a converter, and nothing else.
  const syntax = diagnostics.filter(({ code }) => code.startsWith("syntax-") || code === "duplicate-key");
  const found =
    tree === undefined || document.schema === undefined ? [] : checkSchema(document.text, tree, document.schema);
  return [...syntax, ...found].toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** Whether the text is JSON, perhaps with comments; what changes the whole text must not be tried on anything else. */
export function hasSyntaxErrors(document: Document): boolean {
  return document.tree === undefined || document.analysis.diagnostics.some(({ code }) => code.startsWith("syntax-"));
}
