import { defineCommand } from "../../command/define-command.ts";
import { DATA_TYPE, INPUTS } from "../../command/options.ts";

export const command = defineCommand({
  name: "init",
  group: "converters",
  summary: "Write a converter for files that were never seen",
  description:
    "Reads a part of the rows, maps what it recognises, and puts the rest into properties. What was decided and what is doubtful goes to standard output.",
  arguments: [INPUTS],
  options: {
    output: {
      short: "o",
      value: "file",
      doc: "The converter to write, or - for standard output",
      defaultDoc: "that of the source, or a name after the files",
    },
    source: { doc: "Write a source file beside the converter too" },
    dataType: DATA_TYPE,
    force: { doc: "Overwrite files that exist" },
    json: { doc: "Print decisions and doubts as JSON" },
  },
  examples: [
    {
      command: "heddle init part-0.json -o new.converter.json",
      doc: "Write a converter, and say what to look at",
    },
    {
      command: "heddle init source.json -o - --data-type user_properties > users.converter.json",
      doc: "Look into the bucket of a source, and print a converter for user properties",
    },
  ],
  exitCodes: { 0: "The converter was written", 1: "No row can be read, so that nothing was written" },
});
