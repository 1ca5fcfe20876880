import { defineCommand } from "../../command/define-command.ts";

export const command = defineCommand({
  name: "explain",
  group: "converters",
  summary: "Explain a code, or list all codes",
  arguments: [
    { name: "code", optional: true, doc: "A code that Heddle prints in brackets; without one, list them all" },
  ],
  options: {},
  examples: [
    { command: "heddle explain unknown-operator", doc: "Say what a diagnostic means and how to fix it" },
    { command: "heddle explain event/no-id", doc: "Say why a row was set aside" },
    { command: "heddle explain", doc: "List all codes" },
  ],
  exitCodes: { 0: "Explained or listed" },
});
