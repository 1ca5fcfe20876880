// Every code that Heddle prints in brackets while it maps and ingests; codes are stable and never used for something else.
import type { CodeDefinition } from "./define.ts";
import { FILE_FAILURE_CODES, FILE_FINDING_CODES } from "./files.ts";
import { JOB_CODES } from "./job.ts";
import { DISCOVERY_CODES, DUPLICATE_CODES, LEDGER_CODES, REPLAY_CODES } from "./ledger.ts";
import { NOTIFICATION_CODES } from "./notifications.ts";
import { ROLE_CODES } from "./role.ts";
import { ROW_CODES } from "./rows.ts";
import { RULES } from "./rules.ts";
import { S3_CODES } from "./s3.ts";
import { REFUSAL_CODES, SINK_CODES } from "./sinks.ts";
import { SOURCE_CODES } from "./source.ts";

/** What stops an object or the job. */
export const FAILURES = {
  ...SOURCE_CODES,
  ...S3_CODES,
  ...ROLE_CODES,
  ...NOTIFICATION_CODES,
  ...FILE_FAILURE_CODES,
  ...SINK_CODES,
  ...LEDGER_CODES,
  ...REPLAY_CODES,
  ...JOB_CODES,
};

/** What keeps a row from becoming an event, or changes a value of it. */
export const ROW_OUTCOMES = { ...ROW_CODES, ...DUPLICATE_CODES, ...REFUSAL_CODES, ...RULES };

/** What is worth knowing and stops nothing. */
export const FINDINGS = { ...FILE_FINDING_CODES, ...DISCOVERY_CODES };

export type FailureCode = keyof typeof FAILURES;
export type RowCode = keyof typeof ROW_OUTCOMES;
export type FindingCode = keyof typeof FINDINGS;
export type RuntimeCode = FailureCode | RowCode | FindingCode;

export const CODES: Readonly<Record<RuntimeCode, CodeDefinition>> = { ...FAILURES, ...ROW_OUTCOMES, ...FINDINGS };

/** The codes whose definition has this value, as a type. */
export type FailureCodeWith<Key extends "scope" | "retryable", Value> = {
  [code in FailureCode]: (typeof FAILURES)[code][Key] extends Value ? code : never;
}[FailureCode];

/** Whether a text, such as an argument of a command, is a code of the catalog. */
export function isRuntimeCode(text: string): text is RuntimeCode {
  return Object.hasOwn(CODES, text);
}
