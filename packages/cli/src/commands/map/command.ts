import { defineCommand } from "../../command/define-command.ts";
import { DATA_TYPE, NOW, STATS, STRATEGY } from "../../command/options.ts";
import { objectAddress, wholeNumber } from "../../command/value-types.ts";

export const command = defineCommand({
  name: "map",
  group: "converters",
  summary: "Map rows to events",
  description: "Events go to standard output, one JSON object per line; the summary goes to standard error.",
  arguments: [
    { name: "converter", doc: "Converter file, or a source file, whose converter and settings are used" },
    {
      name: "files",
      optional: true,
      variadic: true,
      doc: "Files with rows, folders, globs, s3:// addresses, or keys of the source; with a converter alone, or with -, standard input",
    },
  ],
  options: {
    raw: { doc: "Print what the converter returns, without event rules, defaults and ignoreEventFlag" },
    strict: { doc: "Exit with 1 if any row is set aside" },
    stats: STATS,
    verify: { doc: "Map each row as bytes and by values, and stop at the first difference" },
    dataType: DATA_TYPE,
    strategy: STRATEGY,
    now: NOW,
    place: {
      value: "address",
      type: objectAddress,
      doc: "The object that standard input comes from, s3://bucket/key: its events get the ids that heddle run gives them",
    },
    trace: {
      value: "row",
      type: wholeNumber,
      doc: "Show how the converter evaluates this row of the first file instead; the first row is 0",
    },
  },
  examples: [
    {
      command: "heddle map movies.converter.json part-*.json > events.ndjson",
      doc: "Write the events of several files, and print a summary",
    },
    {
      command: "heddle map --raw movies.converter.json < part-0.json",
      doc: "Print exactly what the converter returns",
    },
    {
      command: "heddle map --place s3://movies/part-0.json movies.converter.json < part-0.json",
      doc: "Map what was downloaded, with the ids of its place in the bucket",
    },
    {
      command: "heddle map source.json 1.json.gz",
      doc: "Map one object of a source; nothing is delivered or recorded",
    },
    {
      command: "heddle map --trace 3 movies.converter.json part-0.json",
      doc: "Show step by step how row 3 is evaluated",
    },
  ],
  exitCodes: {
    0: "Every file was read to its end",
    1: "The converter has errors, a file could not be read to its end, or --strict found rows set aside",
  },
});
