import { defineCommand } from "../../command/define-command.ts";
import { instant } from "../../command/value-types.ts";

export const command = defineCommand({
  name: "replay",
  group: "jobs",
  summary: "Map ingested objects again with today's converter",
  description:
    "Counts what a replay would do; --yes does it. The output of each object is replaced, and insert_ids stay as they were, so that no event is doubled. An interrupted replay goes on with the next replay or run.",
  arguments: [
    { name: "source", doc: "Source file" },
    {
      name: "patterns",
      optional: true,
      variadic: true,
      doc: "Keys to replay: * matches any text, ? any one character; without any, all ingested objects",
    },
  ],
  options: {
    setAside: { doc: "Map only the rows that were set aside; the events of the others stay as they are" },
    since: { value: "instant", type: instant, doc: "Only objects that last changed at this time or later" },
    until: { value: "instant", type: instant, doc: "Only objects that last changed before this time" },
    yes: { doc: "Do it" },
    json: { doc: "Print the plan, or the report of the job, as JSON" },
  },
  examples: [
    { command: "heddle replay source.json 'exports/2026-10-*'", doc: "Count what a replay of a month would do" },
    {
      command: "heddle replay source.json --set-aside --since 2026-10-01 --yes",
      doc: "Map the rows again that were set aside since October",
    },
  ],
  exitCodes: {
    0: "Counted, or all objects were replayed",
    1: "Some object cannot be replayed, or its replay failed",
  },
});
