import { defineCommand } from "../../command/define-command.ts";
import { INPUTS } from "../../command/options.ts";
import { wholeNumber } from "../../command/value-types.ts";

export const command = defineCommand({
  name: "sample",
  group: "converters",
  summary: "Write a few rows of many files as JSON lines",
  description:
    "Takes rows from files spread evenly over all that are found. Rows keep the values that converters see, whatever the format of the files.",
  arguments: [INPUTS],
  options: {
    rows: { short: "n", value: "count", type: wholeNumber, default: 1_000, doc: "How many rows to take" },
    output: { short: "o", value: "file", doc: "File to write", defaultDoc: "standard output" },
    redact: {
      doc: "Replace mail addresses, UUIDs, and values of keys that name ids: the same value by the same one throughout",
    },
    force: { doc: "Overwrite a file that exists" },
    json: { doc: "Print the counts as JSON, to standard error" },
  },
  examples: [
    {
      command: "heddle sample source.json -n 100 --redact -o movies.sample.jsonl",
      doc: "Keep a hundred rows of a bucket for tests, without the ids in them",
    },
    { command: "heddle sample part-*.json -n 5", doc: "Print five rows of local files" },
  ],
  exitCodes: { 0: "All rows that were read are fine", 1: "No row could be read, or some could not" },
});
