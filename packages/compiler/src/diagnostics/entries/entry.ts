// What the catalog says about a diagnostic, and helpers to write its examples.
import type { Severity } from "../severity.ts";

export interface CatalogEntry {
  /** What it is found in, and what its examples are (default: a converter). */
  readonly file?: "source";
  readonly severity: Severity;
  /** A line without a full stop. */
  readonly title: string;
  /** What it means and why it matters, in one or two sentences. */
  readonly explanation: string;
  /** A whole file with this finding; absent where only a file of many thousand lines has it. */
  readonly example?: string;
  /** The same file without it. */
  readonly corrected?: string;
  /** Sample rows that the example is checked with, one JSON value a line. */
  readonly sample?: string;
}

/** A converter file with this function; its inner lines are indented already. */
export function withFunction(source: string, settings: readonly string[] = []): string {
  const lines = ['"fileType": "json"', '"compressionType": "none"', ...settings, `"convertToAmplitudeFunc": ${source}`];
  return `{\n  "converterConfig": {\n${lines.map((line) => `    ${line}`).join(",\n")}\n  }\n}\n`;
}

/** A converter file whose event has a type and an id, and these members. */
export function withMembers(...members: readonly string[]): string {
  return withEvent('"event_type": "type"', '"user_id": "user"', ...members);
}

/** A converter file whose event has only these members. */
export function withEvent(...members: readonly string[]): string {
  return withFunction(`{\n${members.map((member) => `      ${member}`).join(",\n")}\n    }`);
}

/** A converter file with these lines in its settings, and a plain event. */
export function withSettings(...lines: readonly string[]): string {
  const event = '"convertToAmplitudeFunc": { "event_type": "type", "user_id": "user" }';
  return `{\n  "converterConfig": {\n${[...lines, event].map((line) => `    ${line}`).join(",\n")}\n  }\n}\n`;
}
