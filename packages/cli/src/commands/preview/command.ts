import { defineCommand } from "../../command/define-command.ts";
import { DATA_TYPE, NOW, STATS, STRATEGY } from "../../command/options.ts";
import { wholeNumber } from "../../command/value-types.ts";

export const command = defineCommand({
  name: "preview",
  group: "converters",
  summary: "Show rows side by side with their events",
  description:
    "For a row without an event, shows every reason, what the converter returned, and the line of the converter.",
  arguments: [
    { name: "converter", doc: "Converter file, or a source file, for rows of its bucket" },
    {
      name: "files",
      optional: true,
      variadic: true,
      doc: "Files with rows, folders, globs, s3:// addresses, keys of the source, or - for standard input",
    },
  ],
  options: {
    rows: { short: "n", value: "count", type: wholeNumber, default: 10, doc: "How many rows to show" },
    dataType: DATA_TYPE,
    strategy: STRATEGY,
    now: NOW,
    stats: STATS,
    json: { doc: "Print rows and outcomes as JSON" },
  },
  examples: [
    {
      command: "heddle preview movies.converter.json part-0.json -n 5",
      doc: "Show the first five rows, and why a row has no event",
    },
    { command: "heddle preview movies.converter.json - < part-0.json", doc: "Read rows from standard input" },
    { command: "heddle preview source.json", doc: "Show rows of the bucket of a source; nothing is recorded" },
  ],
  exitCodes: { 0: "Shown", 1: "The converter has errors, or a file cannot be read" },
});
