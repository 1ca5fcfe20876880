// pnpm new diagnostic CODE: its entry in the catalog and its first case. Its tests fail until something reports it.
import type { ScaffoldKind } from "./kind.ts";

/** The parts of the catalog, by how codes begin. */
const ENTRIES = [
  { prefix: "syntax-", file: "syntax" },
  { prefix: "envelope-", file: "envelope" },
  { prefix: "event-", file: "event" },
  { prefix: "", file: "expression" },
] as const;

export const kind: ScaffoldKind = {
  doc: "a diagnostic for converters",
  name: /^[a-z]+(?:-[a-z]+)*$/,
  exampleName: "too-many-cities",
  scaffold(code) {
    const file = ENTRIES.find(({ prefix }) => code.startsWith(prefix))?.file ?? "expression";
    const missing = `AssertionError: expected [] to include '${code}'`;
    const path = `packages/compiler/src/diagnostics/entries/${file}.ts`;
    return {
      files: { [`fixtures/diagnostics/${code}/input.json`]: EXAMPLE },
      edits: { [path]: (text) => withEntry(text, code) },
      tests: ["packages/compiler/test/diagnostics.test.ts"],
      failures: [
        `catalog ${code} has an example with the finding, and a corrected one without it: ${missing}`,
        `${code} input.json is shown as expected: ${missing}`,
      ],
      next: [
        `Report it where it is found: \`report("${code}", span, message, { fixes })\`. The phases are in packages/compiler/src/phases.`,
        "Then write what users see: `UPDATE=1 pnpm vitest run packages/compiler/test/diagnostics.test.ts`, and read it.",
      ],
    };
  },
};

const EXAMPLE = `{
  "converterConfig": {
    "fileType": "json",
    "compressionType": "none",
    "convertToAmplitudeFunc": {
      "event_type": "type",
      "user_id": "user",
      "city": "FILL IN"
    }
  }
}
`;

/** The catalog's part with the entry at its end. @throws Error for a code that it has, or where the end is not found. */
function withEntry(text: string, code: string): string {
  if (text.includes(`"${code}": {`)) throw new Error(`${code} is in the catalog already`);
  const end = /^\} as const satisfies /m;
  if (!end.test(text)) throw new Error("the catalog's part does not end as expected");
  const entry = `  "${code}": {
    severity: "warning",
    title: "FILL IN: what was found, in a line",
    explanation:
      "FILL IN: what it means, why it matters and what to do about it, in one or two sentences.",
    example: withMembers('"city": "FILL IN"'),
    corrected: withMembers('"city": "city"'),
  },
`;
  return text.replace(end, (found) => entry + found);
}
