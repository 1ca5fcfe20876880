// What an examination finds of one part of a source.

export interface CheckResult {
  readonly outcome: "ok" | "warning" | "failed" | "skipped";
  readonly message: string;
  /** How to fix it; present where something is to be fixed. */
  readonly hint?: string;
  /** The code of the failure. */
  readonly code?: string;
}
