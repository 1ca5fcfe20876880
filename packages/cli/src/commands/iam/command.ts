import { READER_NAMES } from "@heddle/runtime/offline";
import { defineCommand } from "../../command/define-command.ts";
import { oneOf } from "../../command/value-types.ts";

export const command = defineCommand({
  name: "iam",
  group: "setup",
  summary: "Print the AWS policies that a source needs",
  description:
    "Policies for the role's trust and permissions, the bucket and the queue. With --for they hand the bucket to Amplitude's own S3 import instead. Nothing is changed in AWS.",
  arguments: [{ name: "source", doc: "Source file" }],
  options: {
    for: {
      value: "reader",
      type: oneOf(READER_NAMES),
      doc: "Who reads the bucket",
      defaultDoc: "this runtime, as the `principals` of the source file",
    },
    onlyItsAddresses: { doc: "With --for: refuse requests from other addresses than the reader's" },
    kmsKey: { value: "arn", doc: "The key that encrypts the objects, which the role may then decrypt with" },
    notifications: {
      doc: "Let the role configure the bucket's notifications, as it may anyway where the source file has them",
    },
    json: { doc: "Print the policies as one JSON object" },
    terraform: { doc: "Print Terraform resources: the role, and what belongs to it" },
  },
  examples: [
    { command: "heddle iam source.json", doc: "Print each policy under a title" },
    { command: "heddle iam source.json --json > policies.json", doc: "Write the policies for tools" },
    {
      command: "heddle iam source.json --for amplitude-eu --terraform > amplitude.tf",
      doc: "Let Amplitude's own import in the EU read the bucket",
    },
  ],
  exitCodes: { 0: "Printed" },
});
