// All diagnostics: stable code (never reused), severity, meaning, and an example with its correction.
import { ENVELOPE } from "./entries/envelope.ts";
import type { CatalogEntry } from "./entries/entry.ts";
import { EVENT } from "./entries/event.ts";
import { EXPRESSION } from "./entries/expression.ts";
import { SOURCE } from "./entries/source.ts";
import { SYNTAX } from "./entries/syntax.ts";
import type { Severity } from "./severity.ts";

export type { CatalogEntry } from "./entries/entry.ts";

export type DiagnosticCode =
  | keyof typeof SYNTAX
  | keyof typeof ENVELOPE
  | keyof typeof EXPRESSION
  | keyof typeof EVENT
  | keyof typeof SOURCE;

export const CATALOG: Readonly<Record<DiagnosticCode, CatalogEntry>> = {
  ...SYNTAX,
  ...ENVELOPE,
  ...EXPRESSION,
  ...EVENT,
  ...SOURCE,
};

/** Every code, in the order of the catalog. */
export const DIAGNOSTIC_CODES: readonly DiagnosticCode[] = Object.keys(CATALOG) as DiagnosticCode[];

export function severityOf(code: DiagnosticCode): Severity {
  return CATALOG[code].severity;
}

/** Whether a text, such as an argument of a command, is a code of the catalog. */
export function isDiagnosticCode(text: string): text is DiagnosticCode {
  return Object.hasOwn(CATALOG, text);
}
