import { defineCommand } from "../../command/define-command.ts";
import { DATA_TYPE, INPUTS } from "../../command/options.ts";

export const command = defineCommand({
  name: "init",
  group: "converters",
  summary: "Write a first converter for unfamiliar files",
  description:
    "Samples the rows, maps what it recognises, and puts the rest into properties. Lists its decisions, and what to check.",
  arguments: [INPUTS],
  options: {
    output: {
      short: "o",
      value: "file",
      doc: "Converter to write, or - for standard output",
      defaultDoc: "the converter of the source, or <files>.converter.json",
    },
    source: { doc: "Write a source file beside the converter too" },
    dataType: DATA_TYPE,
    force: { doc: "Overwrite files that exist" },
    json: { doc: "Print the decisions as JSON" },
  },
  examples: [
    {
      command: "heddle init part-0.json -o new.converter.json",
      doc: "Write a converter, and list what to check",
    },
    {
      command: "heddle init source.json -o - --data-type user_properties",
      doc: "Look into the bucket of a source, and print a converter for users",
    },
  ],
  exitCodes: { 0: "The converter was written", 1: "No row could be read; nothing was written" },
});
