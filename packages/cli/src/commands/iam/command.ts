import { defineCommand } from "../../command/define-command.ts";

export const command = defineCommand({
  name: "iam",
  group: "setup",
  summary: "Print the AWS policies that a source needs",
  description: "Policies for the role's trust and permissions, the bucket and the queue. Nothing is changed in AWS.",
  arguments: [{ name: "source", doc: "Source file" }],
  options: { json: { doc: "Print the policies as one JSON object" } },
  examples: [
    { command: "heddle iam source.json", doc: "Print each policy under a title" },
    { command: "heddle iam source.json --json > policies.json", doc: "Write the policies for tools" },
  ],
  exitCodes: { 0: "Printed" },
});
