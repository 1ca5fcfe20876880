import { defineCommand } from "../../command/define-command.ts";

export const command = defineCommand({
  name: "scan",
  group: "jobs",
  summary: "List the bucket of a source, and note what is new",
  description:
    "Puts new objects into the ledger and ends; heddle run ingests them, on this machine or others. Of all processes on a ledger one lists at a time: scan waits for its turn.",
  arguments: [{ name: "source", doc: "Source file" }],
  options: {
    json: { doc: "Print the summary as JSON" },
  },
  examples: [
    { command: "heddle scan source.json", doc: "Count what is new, known and changed" },
    { command: "heddle scan source.json --json", doc: "Print the summary for tools" },
  ],
  exitCodes: {
    0: "The bucket was listed to its end",
    1: "The listing failed, is incomplete, or was stopped by a signal",
  },
});
