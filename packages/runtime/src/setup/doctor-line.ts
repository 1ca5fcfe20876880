// What an examination says of one part of a source.

export type Step =
  | "credentials"
  | "role"
  | "bucket"
  | "region"
  | "prefix"
  | "listing"
  | "read"
  | "converter"
  | "notifications"
  | "sink"
  | "ledger";

export interface DoctorLine {
  readonly step: Step;
  readonly outcome: "ok" | "warning" | "failed" | "skipped";
  readonly message: string;
  /** What to mend; present where something is to be mended. */
  readonly hint?: string;
  /** The code of the failure. */
  readonly code?: string;
}

/** What a step found, without its name. */
export type Found = Omit<DoctorLine, "step">;

export function ok(message: string): Found {
  return { outcome: "ok", message };
}

export function warning(message: string, hint: string): Found {
  return { outcome: "warning", message, hint };
}
