import { defineCommand } from "../../command/define-command.ts";
import { INPUTS } from "../../command/options.ts";
import { wholeNumber } from "../../command/value-types.ts";

export const command = defineCommand({
  name: "inspect",
  group: "converters",
  summary: "Describe files and profile their rows",
  description:
    "Detects format, compression and CSV dialect, profiles every path, and suggests which hold the user, the device, the event type, the time and the insert id.",
  arguments: [INPUTS],
  options: {
    rows: {
      value: "count",
      type: wholeNumber,
      default: 100_000,
      doc: "How many rows to read at most, spread over the files",
    },
    json: { doc: "Print the findings as JSON" },
  },
  examples: [
    { command: "heddle inspect part-*.json", doc: "Profile the rows of a few files" },
    { command: "heddle inspect source.json --json", doc: "Profile the bucket of a source, and print JSON for tools" },
  ],
  exitCodes: { 0: "All rows can be read", 1: "Some files or rows cannot be mapped as they are" },
});
