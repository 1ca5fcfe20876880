import { defineCommand } from "../../command/define-command.ts";
import { oneOf } from "../../command/value-types.ts";

export const command = defineCommand({
  name: "ledger",
  group: "setup",
  summary: "Copy a ledger from SQLite to PostgreSQL, or back",
  description:
    "Copies all that a ledger knows, in one transaction, and compares the counts at the end. A ledger in use is refused, and one to copy to that is not empty. Afterwards name the copy as ledger in the source file, and let nothing run on the old one.",
  arguments: [
    { name: "action", type: oneOf(["copy"]), doc: "What to do" },
    { name: "from", doc: "Source file, path of a SQLite file, or postgres://...?schema=NAME" },
    { name: "to", doc: "The same, of a place where there is no ledger yet" },
  ],
  options: {
    withoutKeys: { doc: "Copy without keys of deduplication, which cannot be copied" },
    json: { doc: "Print the counts as JSON" },
  },
  examples: [
    { command: "heddle ledger copy source.json backup.sqlite", doc: "Copy the ledger of a source to a SQLite file" },
    { command: "heddle ledger copy backup.sqlite restored.sqlite --json", doc: "Copy a file, and print the counts" },
  ],
  exitCodes: { 0: "Copied, with the same counts", 1: "Nothing was copied" },
});
