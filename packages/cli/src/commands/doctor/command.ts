import { defineCommand } from "../../command/define-command.ts";

export const command = defineCommand({
  name: "doctor",
  group: "setup",
  summary: "Test each part of a source and say what to fix",
  arguments: [{ name: "source", doc: "Source file" }],
  options: { json: { doc: "Print the results as JSON" } },
  examples: [
    {
      command: "heddle doctor source.json",
      doc: "Test credentials, bucket, converter, sink and notifications",
    },
    { command: "heddle doctor source.json --json", doc: "Print the results for tools" },
  ],
  exitCodes: { 0: "Every part works", 1: "At least one part has to be fixed" },
});
