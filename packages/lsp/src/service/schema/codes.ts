// What each finding about a source file means, with an example and its mending, in the shape of the compiler's catalog.
import type { CatalogEntry } from "@heddle/compiler/language";

export type SourceCode = "source-missing-key" | "source-unknown-key" | "source-wrong-value";

/** A source file with these lines behind its bucket. */
function withLines(...lines: readonly string[]): string {
  const sink = '"sink": { "type": "ndjson", "directory": "events" }';
  return `{\n${['"bucket": "orders-export"', ...lines, '"converter": "orders.converter.json"', sink, '"ledger": "ledger.sqlite"'].map((line) => `  ${line}`).join(",\n")}\n}\n`;
}

export const SOURCE_CATALOG: Readonly<Record<SourceCode, CatalogEntry>> = {
  "source-missing-key": {
    severity: "error",
    title: "A key that the job needs is not there",
    explanation:
      "A source file says where the objects are, what turns them into events, and where the events go; without one of these there is no job. Some keys are needed only beside certain values: a sink of the type s3, for instance, has to name its bucket and region.",
    example: withLines('"region": "eu-west-1"'),
    corrected: withLines('"region": "eu-west-1"', '"dataType": "event"'),
  },
  "source-unknown-key": {
    severity: "error",
    title: "There is no such key here",
    explanation:
      "The job does not start with a key that nothing reads, since it is mostly one that was spelled wrong, and what was meant would silently not happen.",
    example: withLines('"regoin": "eu-west-1"', '"dataType": "event"'),
    corrected: withLines('"region": "eu-west-1"', '"dataType": "event"'),
  },
  "source-wrong-value": {
    severity: "error",
    title: "A value is none that its key can have",
    explanation:
      "The value is of the wrong type, none of the values that the key knows, too small or too large, or not written as it has to be: names of buckets, for instance, are lower-case letters, digits and dashes.",
    example: withLines('"region": "eu-west-1"', '"dataType": "events"'),
    corrected: withLines('"region": "eu-west-1"', '"dataType": "event"'),
  },
};

/** Whether a text is the code of a finding about source files. */
export function isSourceCode(text: string): text is SourceCode {
  return Object.hasOwn(SOURCE_CATALOG, text);
}
