// In: a document. Out: everything that is wrong with it.
import { type Diagnostic, sortDiagnostics } from "@heddle/compiler";
import type { Document } from "./document.ts";

/** All findings, in the order of the text; with a sample, also those about the times of its events. */
export function diagnose(document: Document): readonly Diagnostic[] {
  const { diagnostics } = document.analysis;
  const ofTimes = document.sampleTimes;
  return ofTimes.length === 0 ? diagnostics : sortDiagnostics([...diagnostics, ...ofTimes]);
}

/** Whether the text is JSON, perhaps with comments; what changes the whole text must not be tried on anything else. */
export function hasSyntaxErrors(document: Document): boolean {
  return document.tree === undefined || document.analysis.diagnostics.some(({ code }) => code.startsWith("syntax-"));
}
