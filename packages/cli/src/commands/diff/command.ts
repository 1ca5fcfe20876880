import { defineCommand } from "../../command/define-command.ts";
import { DATA_TYPE, NOW, STRATEGY } from "../../command/options.ts";
import { oneOf } from "../../command/value-types.ts";
import { DIFF_FORMATS } from "./formats.ts";

export const command = defineCommand({
  name: "diff",
  group: "converters",
  summary: "Compare the events of two converters",
  description:
    "Maps the same rows with both, and says which events are new, gone or changed, in which keys, and which rules apply to more or fewer rows.",
  arguments: [
    { name: "old", doc: "Converter or source file, or one of a git revision, such as HEAD~1:x.converter.json" },
    { name: "new", doc: "The same after the change" },
    {
      name: "files",
      variadic: true,
      doc: "Files with rows, folders, globs, s3:// addresses, keys of the source, or - for standard input",
    },
  ],
  options: {
    format: { value: "format", type: oneOf(DIFF_FORMATS), default: "text", doc: "How to print the comparison" },
    dataType: DATA_TYPE,
    strategy: STRATEGY,
    now: { ...NOW, defaultDoc: "the clock, once for all rows" },
  },
  examples: [
    {
      command: "heddle diff movies.converter.json movies.converter.json part-0.json",
      doc: "Compare two converters on a file of rows",
    },
    {
      command: "heddle diff movies.converter.json source.json - < part-0.json",
      doc: "Compare with the converter of a source",
    },
  ],
  exitCodes: {
    0: "Both make the same of every row",
    1: "A converter has errors, or a file could not be read to its end",
    3: "They differ",
  },
});
