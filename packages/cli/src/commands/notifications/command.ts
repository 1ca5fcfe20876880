import { defineCommand } from "../../command/define-command.ts";
import { oneOf } from "../../command/value-types.ts";

export const command = defineCommand({
  name: "notifications",
  group: "setup",
  summary: "Turn a bucket's event notifications on or off",
  description:
    "With notifications S3 reports new objects through an SQS queue; without them they are found by listing.",
  arguments: [
    { name: "action", type: oneOf(["enable", "disable", "status"]), doc: "What to do" },
    { name: "source", doc: "Source file" },
  ],
  options: { json: { doc: "Print the status as JSON" } },
  examples: [
    { command: "heddle notifications enable source.json", doc: "Let S3 report new objects through SQS" },
    {
      command: "heddle notifications status source.json",
      doc: "Show whether they are on, and what waits in the queue",
    },
  ],
  exitCodes: { 0: "Done" },
});
