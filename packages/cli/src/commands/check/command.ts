import { DATA_TYPE_NAMES } from "@heddle/compiler/language";
import { defineCommand } from "../../command/define-command.ts";
import { oneOf } from "../../command/value-types.ts";
import { FINDING_FORMATS } from "../../report/finding-formats.ts";

export const command = defineCommand({
  name: "check",
  group: "converters",
  summary: "Find mistakes in converters and source files",
  description:
    "With a source file its converter is checked too, for the data type, strategy and limits that the source says.",
  arguments: [
    { name: "files", variadic: true, doc: "Converters and source files, folders of them, or - for standard input" },
  ],
  options: {
    format: { value: "format", type: oneOf(FINDING_FORMATS), default: "text", doc: "How to print findings" },
    dataType: {
      value: "type",
      type: oneOf(DATA_TYPE_NAMES),
      doc: "What the rows are of a converter that no source file names",
      defaultDoc: "what its keys look like",
    },
    rows: {
      value: "file",
      doc: "A sample of rows to check the converters against; reports paths that no row has",
    },
    target: {
      value: "target",
      type: oneOf(["heddle", "amplitude"]),
      default: "heddle",
      doc: "What is to run the converters; for Amplitude's own import, extensions of the language are errors",
    },
    fix: { doc: "Apply the fixes that leave no choice, then report what is left" },
    denyWarnings: { doc: "Exit with 1 for warnings, too" },
  },
  examples: [
    { command: "heddle check movies.converter.json", doc: "Show each mistake with its place, reason and fix" },
    {
      command: "heddle check --rows sample.jsonl movies.converter.json",
      doc: "Find more with a sample of the rows",
    },
    { command: "heddle check source.json", doc: "Check the settings of an ingest job, and its converter" },
    { command: "heddle check --fix --deny-warnings .", doc: "Correct what can be corrected in a folder" },
    { command: "heddle check --format sarif *.converter.json > findings.sarif", doc: "Write findings for tools" },
  ],
  exitCodes: { 0: "No errors", 1: "At least one file has errors, or with --deny-warnings a warning" },
});
