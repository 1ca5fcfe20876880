import { defineCommand } from "../../command/define-command.ts";
import { DATA_TYPE, NOW, STRATEGY } from "../../command/options.ts";
import { instant, wholeNumber } from "../../command/value-types.ts";

export const command = defineCommand({
  name: "dry-run",
  group: "jobs",
  summary: "Say what an import would bring, without delivering",
  description:
    "Reads, maps and checks rows as a job does. Nothing is delivered, and no ledger is read or written: objects that were ingested count, too.",
  arguments: [
    { name: "source", doc: "Source file, or a converter" },
    {
      name: "files",
      optional: true,
      variadic: true,
      doc: "Files with rows, folders, globs, s3:// addresses, keys of the source, or - for standard input; with a source alone, all of its objects",
    },
  ],
  options: {
    since: { value: "instant", type: instant, doc: "Only files and objects modified at this time or later" },
    limit: { short: "n", value: "rows", type: wholeNumber, doc: "Stop after so many rows" },
    dataType: DATA_TYPE,
    strategy: STRATEGY,
    now: NOW,
    json: { doc: "Print the report as JSON" },
  },
  examples: [
    { command: "heddle dry-run source.json --limit 10000", doc: "Look at the first rows of a bucket" },
    {
      command: "heddle dry-run movies.converter.json part-*.json --json > report.json",
      doc: "Keep a report on files for tools",
    },
  ],
  exitCodes: {
    0: "Every row would become an event, or is left out on purpose",
    1: "Rows would be set aside, a file cannot be read to its end, or the converter has errors",
  },
});
