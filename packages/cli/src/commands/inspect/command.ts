import { defineCommand } from "../../command/define-command.ts";
import { INPUTS } from "../../command/options.ts";
import { wholeNumber } from "../../command/value-types.ts";

export const command = defineCommand({
  name: "inspect",
  group: "converters",
  summary: "Say what files are and what their rows hold",
  description:
    "Names format, compression and dialect, profiles each path of the rows, and finds what may be user, device, event type, time and insert id.",
  arguments: [INPUTS],
  options: {
    rows: { value: "count", type: wholeNumber, default: 100_000, doc: "Look at so many rows, spread over the files" },
    json: { doc: "Print the findings as JSON" },
  },
  examples: [
    { command: "heddle inspect part-*.json", doc: "See what the rows of some files hold" },
    { command: "heddle inspect source.json --json", doc: "Look into the bucket of a source, for tools" },
  ],
  exitCodes: { 0: "Every row can be read", 1: "Files or rows have to be fixed before they can be mapped" },
});
