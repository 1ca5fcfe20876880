// What an examination says of one part of a source.
import type { CheckResult } from "../contracts/check-result.ts";

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

export interface DoctorLine extends CheckResult {
  readonly step: Step;
}

export function ok(message: string): CheckResult {
  return { outcome: "ok", message };
}

export function warning(message: string, hint: string): CheckResult {
  return { outcome: "warning", message, hint };
}
