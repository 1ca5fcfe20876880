import { defineCommand } from "../../command/define-command.ts";
import { oneOf } from "../../command/value-types.ts";

export const command = defineCommand({
  name: "check",
  group: "converters",
  summary: "Find mistakes in converters and source files",
  arguments: [{ name: "files", variadic: true, doc: "Converters, and source files (`*.source.json`, `source.json`)" }],
  options: {
    format: { value: "format", type: oneOf(["text", "json"]), default: "text", doc: "How to print findings" },
    rows: {
      value: "file",
      doc: "A sample of rows to check the converters against; reports paths that no row has",
    },
  },
  examples: [
    { command: "heddle check movies.converter.json", doc: "Show each mistake with its place, reason and fix" },
    {
      command: "heddle check --rows sample.jsonl movies.converter.json",
      doc: "Find more with a sample of the rows",
    },
    { command: "heddle check source.json", doc: "Check the settings of an ingest job" },
    { command: "heddle check --format json *.converter.json", doc: "Print findings for tools" },
  ],
  exitCodes: { 0: "No errors", 1: "At least one file has errors" },
});
