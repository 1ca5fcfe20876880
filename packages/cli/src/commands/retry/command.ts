import { defineCommand } from "../../command/define-command.ts";

export const command = defineCommand({
  name: "retry",
  group: "jobs",
  summary: "Let the next run try failed objects again",
  arguments: [
    { name: "source", doc: "Source file" },
    {
      name: "pattern",
      optional: true,
      doc: "Keys to retry: * matches any text, ? any one character; without it, all failed objects",
    },
  ],
  options: {},
  examples: [
    { command: "heddle retry source.json '2026-11-*'", doc: "Retry the failed objects of a month" },
    { command: "heddle retry source.json", doc: "Retry all failed objects" },
  ],
  exitCodes: { 0: "Done, even if nothing matched" },
});
