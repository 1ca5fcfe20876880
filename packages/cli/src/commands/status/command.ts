import { OBJECT_STATE_NAMES } from "@heddle/runtime/states";
import { defineCommand } from "../../command/define-command.ts";
import { instantOrAge, oneOf, wholeNumber } from "../../command/value-types.ts";
import { STATUS_FORMATS } from "./status-formats.ts";

export const command = defineCommand({
  name: "status",
  group: "jobs",
  summary: "Show what a source has ingested",
  description:
    "Shows the numbers of all objects, the workers of all machines, and the newest files; --state, --since and --errors choose which files.",
  arguments: [{ name: "source", doc: "Source file" }],
  options: {
    state: { value: "state", type: oneOf(OBJECT_STATE_NAMES), doc: "List only files in this state" },
    since: {
      value: "when",
      type: instantOrAge,
      doc: "List only files that were settled since then, or found and not settled: a time, or a duration such as 2h",
    },
    errors: { doc: "List only files with an error, with what to do about each" },
    limit: { value: "count", type: wholeNumber, default: 50, doc: "How many files to list" },
    format: {
      value: "format",
      type: oneOf(STATUS_FORMATS),
      default: "text",
      doc: "How to print it; csv has the files",
    },
    json: { doc: "Print the status as JSON, as --format json does" },
  },
  examples: [
    { command: "heddle status source.json", doc: "Show files and days with their counts, errors and findings" },
    {
      command: "heddle status source.json --state failed --since 2h --errors",
      doc: "Show what failed of late, and why",
    },
    {
      command: "heddle status source.json --format csv --limit 1000 > files.csv",
      doc: "Print the last 1,000 files for a spreadsheet",
    },
  ],
  exitCodes: { 0: "Shown" },
});
