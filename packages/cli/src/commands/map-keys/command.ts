import { defineCommand } from "../../command/define-command.ts";
import { DATA_TYPE, NOW, STRATEGY } from "../../command/options.ts";

export const command = defineCommand({
  name: "map-keys",
  group: "converters",
  summary: "Map the objects whose keys come in",
  description:
    "Reads keys of objects from standard input, a line each, and maps each object whole, in their order. Its events get the ids that " +
    "heddle run gives them, so mapping a key again gives the same events. The command ends at the first object that cannot be read " +
    "to its end: what was written before is incomplete, and whoever runs it must look at the exit code.",
  arguments: [
    {
      name: "converter",
      doc: "Converter file, or a source file, whose converter, settings, bucket and access are used",
    },
  ],
  options: {
    bucket: {
      value: "name",
      doc: "The bucket of keys that come without s3://bucket/",
      defaultDoc: "that of the source",
    },
    strict: { doc: "End with 1 at the first object with rows that are set aside" },
    dataType: DATA_TYPE,
    strategy: STRATEGY,
    now: NOW,
  },
  examples: [
    {
      command: "heddle map-keys movies.converter.json < keys.txt > events-of-keys.ndjson",
      doc: "Map the objects whose addresses, s3://bucket/key, are in a file",
    },
    {
      command: "heddle map-keys --strict --bucket movies movies.converter.json < keys.txt",
      doc: "Map keys of one bucket, and fail where a row is set aside",
    },
  ],
  exitCodes: {
    0: "Every object was mapped to its end",
    1: "The converter has errors, an object could not be read to its end, or --strict found rows set aside",
  },
});
