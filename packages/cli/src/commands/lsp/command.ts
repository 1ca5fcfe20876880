import { defineCommand } from "../../command/define-command.ts";

export const command = defineCommand({
  name: "lsp",
  group: "editors",
  summary: "Run the language server for an editor",
  arguments: [],
  options: { stdio: { doc: "Talk over standard input and output, which is the default" } },
  examples: [
    { command: "heddle lsp --stdio", doc: "What an editor starts" },
    { command: "heddle lsp --stdio 2> lsp.log", doc: "Keep what the server logs" },
  ],
  exitCodes: { 0: "The editor ended the session", 1: "The connection was lost" },
});
