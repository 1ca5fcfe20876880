import { defineCommand } from "../../command/define-command.ts";
import { oneOf } from "../../command/value-types.ts";

export const command = defineCommand({
  name: "run",
  group: "jobs",
  summary: "Ingest the new objects of a source",
  description:
    "Each object is ingested exactly once. Without --once the job keeps looking for new objects until it gets SIGINT or SIGTERM. It then finishes the objects under way, for up to limits.drainSeconds of the source file, and gives back the rest; a second signal gives them back at once.",
  arguments: [{ name: "source", doc: "Source file" }],
  options: {
    once: { doc: "Stop when no new objects are left" },
    json: { doc: "Print the report as JSON" },
    quiet: { doc: "Show no progress on standard error, only failures" },
    logFormat: {
      value: "format",
      type: oneOf(["text", "json"]),
      defaultDoc: "as `log` of the source file says",
      doc: "How to write progress and messages to standard error: lines for people, or log records",
    },
    newKeys: { doc: "Start without the keys of deduplication where they are missing" },
  },
  examples: [
    { command: "heddle run source.json --once", doc: "Ingest what is new, then print a report" },
    { command: "heddle run source.json --once --json > report.json", doc: "Keep the report for tools" },
  ],
  exitCodes: {
    0: "All objects were ingested, or the job was stopped by a signal",
    1: "The job or an object failed, or objects of earlier runs still are",
  },
});
