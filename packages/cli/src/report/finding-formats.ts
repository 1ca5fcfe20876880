// The formats in which findings are reported, and what is reported.
import type { Diagnostic } from "@heddle/compiler";

export const FINDING_FORMATS = ["text", "json", "sarif", "github", "junit"] as const;
export type FindingFormat = (typeof FINDING_FORMATS)[number];

export interface FileFindings {
  readonly file: string;
  readonly text: string;
  /** The text without its secrets, of the same length. */
  readonly shownText: string;
  readonly diagnostics: readonly Diagnostic[];
}
