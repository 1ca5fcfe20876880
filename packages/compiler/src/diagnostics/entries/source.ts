// The diagnostics of a source file, the settings of an ingest job, beside those of its syntax.
import type { CatalogEntry } from "./entry.ts";

/** A source file with these lines after its bucket. */
function withLines(...lines: readonly string[]): string {
  const sink = '"sink": { "type": "ndjson", "directory": "events" }';
  const all = [
    '"bucket": "orders-export"',
    ...lines,
    '"converter": "orders.converter.json"',
    sink,
    '"ledger": "ledger.sqlite"',
  ];
  return `{\n${all.map((line) => `  ${line}`).join(",\n")}\n}\n`;
}

const corrected = withLines('"region": "eu-west-1"', '"dataType": "event"');

export const SOURCE = {
  "source-missing-key": {
    file: "source",
    severity: "error",
    title: "A key that the job needs is missing",
    explanation:
      "A source file says where the objects are, which converter maps them to events, and where the events go; without one of these there is no job. Some keys are needed only beside others: a sink of type s3 has to name its bucket and region.",
    example: withLines('"region": "eu-west-1"'),
    corrected,
  },
  "source-unknown-key": {
    file: "source",
    severity: "error",
    title: "An unknown key",
    explanation:
      "Nothing reads this key, so what it was meant to set would silently stay at its default. Most often it is misspelled, or belongs to another type of sink. The job does not start with it.",
    example: withLines('"regoin": "eu-west-1"', '"dataType": "event"'),
    corrected,
  },
  "source-wrong-value": {
    file: "source",
    severity: "error",
    title: "A value that its key cannot have",
    explanation:
      "The value is of the wrong type, not one of the words that the key knows, out of range, not in the form that the key asks for, or ruled out by another setting: profiles, for instance, are always kept in sync and cannot be appended.",
    example: withLines('"region": "eu-west-1"', '"dataType": "events"'),
    corrected,
  },
} as const satisfies Record<string, CatalogEntry>;
