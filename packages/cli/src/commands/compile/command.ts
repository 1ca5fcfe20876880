import { defineCommand } from "../../command/define-command.ts";

export const command = defineCommand({
  name: "compile",
  group: "converters",
  summary: "Compile a converter to an ES module",
  arguments: [{ name: "converter", doc: "Converter file" }],
  options: {
    output: { short: "o", value: "file", doc: "Write the module to this file instead of standard output" },
    types: { doc: "Also write TypeScript types next to the module" },
    sourceMap: { doc: "Also write a source map next to the module" },
  },
  examples: [
    {
      command: "heddle compile movies.converter.json -o movies.mjs --types --source-map",
      doc: "Write a module, its types and its source map",
    },
    { command: "heddle compile movies.converter.json > movies.js", doc: "Write the module to standard output" },
  ],
  exitCodes: { 0: "Compiled", 1: "The converter has errors, or the output cannot be written" },
});
