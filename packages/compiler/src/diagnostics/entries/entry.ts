// What the catalog says about one diagnostic, and how its examples are written.
import type { Severity } from "../diagnostic.ts";

export interface CatalogEntry {
  readonly severity: Severity;
  /** A line without a full stop. */
  readonly title: string;
  /** What it means and why it matters, in a few sentences. */
  readonly explanation: string;
  /** A whole converter file that brings it up; left out where only one of many thousand lines would. */
  readonly example?: string;
  /** The same file, mended. */
  readonly mended?: string;
  /** Rows, one JSON value a line, that the example is checked with. */
  readonly sample?: string;
}

/** A converter file with this function; inner lines are written as they shall stand. */
export function withFunction(source: string, settings: readonly string[] = []): string {
  const lines = ['"fileType": "json"', '"compressionType": "none"', ...settings, `"convertToAmplitudeFunc": ${source}`];
  return `{\n  "converterConfig": {\n${lines.map((line) => `    ${line}`).join(",\n")}\n  }\n}\n`;
}

/** A converter file whose event has a type and an id, and these members. */
export function withMembers(...members: readonly string[]): string {
  return withEvent('"event_type": "type"', '"user_id": "user"', ...members);
}

/** A converter file whose event has these members alone. */
export function withEvent(...members: readonly string[]): string {
  return withFunction(`{\n${members.map((member) => `      ${member}`).join(",\n")}\n    }`);
}

/** A converter file with these lines in its settings, and a plain event. */
export function withSettings(...lines: readonly string[]): string {
  const event = '"convertToAmplitudeFunc": { "event_type": "type", "user_id": "user" }';
  return `{\n  "converterConfig": {\n${[...lines, event].map((line) => `    ${line}`).join(",\n")}\n  }\n}\n`;
}
