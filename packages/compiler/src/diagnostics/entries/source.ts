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
    title: "Missing required key",
    explanation:
      "A source file names the bucket, the converter, the sink and the ledger; without one of them there is no job. Some keys are required only with others: a sink of type s3 needs its own bucket and region.",
    example: withLines('"region": "eu-west-1"'),
    corrected,
  },
  "source-unknown-key": {
    file: "source",
    severity: "error",
    title: "Unknown key",
    explanation:
      "Nothing reads this key, so what it is meant to set would silently keep its default. It is misspelled, or belongs to another type of sink.",
    example: withLines('"regoin": "eu-west-1"', '"dataType": "event"'),
    corrected,
  },
  "source-wrong-value": {
    file: "source",
    severity: "error",
    title: "Value that the key does not accept",
    explanation:
      "The value has the wrong type or form, is not one of the words that the key accepts, is out of range, or is ruled out by another setting: profiles, for instance, cannot be appended.",
    example: withLines('"region": "eu-west-1"', '"dataType": "events"'),
    corrected,
  },
} as const satisfies Record<string, CatalogEntry>;
