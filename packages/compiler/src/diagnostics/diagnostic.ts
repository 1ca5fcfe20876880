// The shape in which every phase reports what it finds in a converter.
import type { Span } from "../source/span.ts";
import type { DiagnosticCode } from "./catalog.ts";
import type { Severity } from "./severity.ts";

/** A replacement of a piece of the converter's text. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** A change that resolves a diagnostic. Its edits don't overlap and are applied together. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** What it puts in is for a person to complete. */
  readonly needsInput?: true;
}

export interface Diagnostic {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  /** What is wrong and why, in one or two sentences, without the position. */
  readonly message: string;
  /** The smallest piece of text that is to blame. */
  readonly span: Span;
  /** What to do about it, where no fix says so. */
  readonly hint?: string;
  readonly fixes?: readonly Fix[];
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  readonly tags?: readonly ("unnecessary" | "deprecated")[];
}
