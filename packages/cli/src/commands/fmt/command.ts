import { defineCommand } from "../../command/define-command.ts";

export const command = defineCommand({
  name: "fmt",
  group: "converters",
  summary: "Format converters and source files",
  description: "Lays files out as the editor does. A file with syntax errors is left as it is.",
  arguments: [
    { name: "files", variadic: true, doc: "Converters and source files, folders of them, or - for standard input" },
  ],
  options: {
    check: { doc: "Write nothing; list the files that are laid out otherwise" },
    json: { doc: "Print what was done as JSON" },
  },
  examples: [
    { command: "heddle fmt movies.converter.json", doc: "Format a file in place" },
    { command: "heddle fmt --check *.converter.json", doc: "List files that are not formatted, and change none" },
    { command: "heddle fmt - < movies.converter.json", doc: "Format standard input to standard output" },
  ],
  exitCodes: { 0: "Formatted", 1: "A file has syntax errors, or --check found one that is not formatted" },
});
