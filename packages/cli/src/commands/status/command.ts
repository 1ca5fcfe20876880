import { defineCommand } from "../../command/define-command.ts";
import { wholeNumber } from "../../command/value-types.ts";

export const command = defineCommand({
  name: "status",
  group: "jobs",
  summary: "Show what a source has ingested",
  arguments: [{ name: "source", doc: "Source file" }],
  options: {
    json: { doc: "Print the status as JSON" },
    limit: { value: "count", type: wholeNumber, default: 50, doc: "How many files to list" },
  },
  examples: [
    { command: "heddle status source.json", doc: "Show files and days with their counts, errors and findings" },
    { command: "heddle status source.json --json --limit 1000", doc: "Print the last 1,000 files for tools" },
  ],
  exitCodes: { 0: "Shown" },
});
