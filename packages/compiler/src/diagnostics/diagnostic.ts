// The one shape in which every phase reports what it found in a converter.
import type { Span } from "../source/span.ts";
import type { DiagnosticCode } from "./catalog.ts";

export type Severity = "error" | "warning" | "info";

/** One replacement of a piece of the converter's text. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** A change that mends a diagnostic; all its edits are applied together, and none of them overlap. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

export interface Diagnostic {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  /** What is wrong and why, in one or two sentences, without the place. */
  readonly message: string;
  /** The smallest guilty piece of the text. */
  readonly span: Span;
  /** How to mend it in words, when no fix says it better. */
  readonly hint?: string;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  readonly tags?: readonly ("unnecessary" | "deprecated")[];
}
