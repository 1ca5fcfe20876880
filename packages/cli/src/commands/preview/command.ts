import { defineCommand } from "../../command/define-command.ts";
import { DATA_TYPE, NOW, STRATEGY } from "../../command/options.ts";
import { wholeNumber } from "../../command/value-types.ts";

export const command = defineCommand({
  name: "preview",
  group: "converters",
  summary: "Show rows side by side with their events",
  arguments: [
    { name: "converter", doc: "Converter file" },
    { name: "file", doc: "File with rows, or - for standard input" },
  ],
  options: {
    rows: { short: "n", value: "count", type: wholeNumber, default: 10, doc: "How many rows to show" },
    dataType: DATA_TYPE,
    strategy: STRATEGY,
    now: NOW,
  },
  examples: [
    {
      command: "heddle preview movies.converter.json part-0.json -n 5",
      doc: "Show the first five rows, and why a row has no event",
    },
    { command: "heddle preview movies.converter.json - < part-0.json", doc: "Read rows from standard input" },
  ],
  exitCodes: { 0: "Shown", 1: "The converter has errors, or the file cannot be read" },
});
