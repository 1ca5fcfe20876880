import { DATA_TYPE_NAMES } from "@heddle/compiler/language";
import { defineCommand } from "../../command/define-command.ts";
import { oneOf } from "../../command/value-types.ts";
import { TEST_FORMATS } from "./formats.ts";

export const command = defineCommand({
  name: "test",
  group: "converters",
  summary: "Test converters against their cases",
  description:
    "The cases of NAME.converter.json are in NAME.test.json beside it: rows, and what becomes of each. grammar/test.schema.json describes the file.",
  arguments: [
    {
      name: "files",
      optional: true,
      variadic: true,
      doc: "Files of tests, converters, and folders of them; without any, the current folder",
    },
  ],
  options: {
    update: { doc: "Write what rows become now as what their cases expect" },
    create: {
      value: "sample",
      doc: "Write a file of tests for a converter: few rows of the sample that together reach every branch and key",
    },
    dataType: {
      value: "type",
      type: oneOf(DATA_TYPE_NAMES),
      doc: "With --create, what the rows are",
      defaultDoc: "event",
    },
    format: { value: "format", type: oneOf(TEST_FORMATS), default: "text", doc: "How to print results" },
    watch: { doc: "Run again whenever a file changes, until interrupted" },
  },
  examples: [
    {
      command: "heddle test --create sample.jsonl movies.converter.json",
      doc: "Write movies.test.json from a sample of rows",
    },
    { command: "heddle test", doc: "Run all tests below the current folder" },
    { command: "heddle test movies.converter.json --update", doc: "Accept what the rows become now" },
    { command: "heddle test --format junit > tests.xml", doc: "Write the results for a CI server" },
  ],
  exitCodes: { 0: "All cases passed, or were written", 1: "A case failed, or a converter or file of tests has errors" },
});
