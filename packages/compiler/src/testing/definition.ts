// The form of a file of tests: the one place that says it. Its checks, its JSON Schema and its types derive from it.
import { DATA_TYPES, STRATEGIES } from "../event/data-types.ts";
import { defineSetting, type ValueOf } from "../settings/setting.ts";

/** The instant that time operators see where a file of tests names none (D). */
export const DEFAULT_TEST_NOW = "2024-01-01T00:00:00Z";

const EXPECTATION = defineSetting({
  kind: "object",
  doc: "What becomes of a row; exactly one of the keys.",
  settings: {
    event: {
      kind: "foreign",
      name: "event",
      doc: "The whole event. Keys that the import adds, such as `insert_id`, count only where they are named.",
    },
    includes: {
      kind: "foreign",
      name: "event",
      doc: "A part of the event: keys that are not named, at any depth, are not compared.",
    },
    noEvent: {
      kind: "string",
      minLength: 1,
      doc: "The code of the rule by which the row becomes no event, such as `event/no-id` or `map/no-value`.",
    },
    ignored: { kind: "boolean", doc: "True: the converter's `ignoreEventFlag` skips the row." },
  },
});

export const TEST_FILE = defineSetting({
  kind: "object",
  doc: "Tests of a converter: rows, and what becomes of them.",
  settings: {
    converter: {
      kind: "string",
      minLength: 1,
      path: true,
      otherwise: "the converter of the same name beside this file",
      doc: "Path of the converter.",
    },
    now: {
      kind: "string",
      default: DEFAULT_TEST_NOW,
      pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$",
      form: "an ISO time in UTC, such as 2024-01-01T00:00:00Z",
      doc: "What time operators take as now.",
    },
    dataType: {
      kind: "choice",
      choices: DATA_TYPES.map(({ name, doc }) => ({ value: name, doc })),
      default: "event",
      doc: "What the rows are.",
    },
    strategy: {
      kind: "choice",
      choices: STRATEGIES.map(({ name, doc }) => ({ value: name, doc })),
      otherwise: "the first one of the data type",
      doc: "Whether events are added, or what is there is kept equal to the source.",
    },
    cases: {
      kind: "list",
      required: true,
      doc: "The cases, each with one row or several.",
      items: {
        kind: "object",
        doc: "Rows, and what becomes of them. One of `row`, `rows` and `file` says which rows.",
        settings: {
          name: { kind: "string", minLength: 1, otherwise: "its place in the list", doc: "What it shows." },
          row: { kind: "foreign", name: "row", doc: "One row." },
          rows: {
            kind: "list",
            minItems: 1,
            items: { kind: "foreign", name: "row", doc: "A row." },
            doc: "Several rows.",
          },
          file: {
            kind: "string",
            minLength: 1,
            path: true,
            doc: "Path of a file of rows, which are read as the converter's settings say.",
          },
          expect: {
            kind: "list",
            orSingle: true,
            items: EXPECTATION,
            otherwise: "unknown; `heddle test --update` writes it",
            doc: "What becomes of each row, in order.",
          },
        },
      },
    },
  },
});

export type TestFileValue = ValueOf<typeof TEST_FILE>;
