import { defineCommand } from "../../command/define-command.ts";

export const command = defineCommand({
  name: "mcp",
  group: "editors",
  summary: "Serve the Model Context Protocol for an agent",
  description:
    "Offers tools on standard input and output that check and test converters, explain codes, inspect files and map rows. They read files as the user who starts it, and write none.",
  arguments: [],
  options: {},
  examples: [
    { command: "heddle mcp", doc: "What an agent starts" },
    { command: "heddle mcp 2> mcp.log", doc: "Keep what the server logs" },
  ],
  exitCodes: { 0: "The agent ended the session" },
});
