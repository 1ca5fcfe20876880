// parse_json_element / parse_json_object: the JSON value in a string.
import { tryParseJson } from "../values/json.ts";
import { readText } from "../values/text.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { ANY, BOOL, maybe, NUMBER, STRING } from "./kinds.ts";

export function runParseJsonElement(text: Value): Result {
  const read = readText(text);
  return read === undefined ? undefined : tryParseJson(read);
}

export const parseJsonElement = defineOperator({
  name: "parse_json_element",
  aliases: ["parse_json_object"],
  summary: "The JSON value in a string",
  parameters: [{ name: "text", kind: "source", doc: "a string that contains JSON", accepts: STRING | NUMBER | BOOL }],
  operands: "required",
  rules: [
    { text: "Yields the JSON value in the string.", mark: "R" },
    { text: "A string that isn't valid JSON gives no value.", mark: "D" },
  ],
  examples: [
    {
      expression: ["path", ["parse_json_element", "body"], "id"],
      row: { body: '{"id": 12345678901234567890}' },
      result: 12345678901234567890n,
    },
    { expression: ["parse_json_element", "body"], row: { body: "{id}" } },
  ],
  returns: () => maybe(ANY),
  run: runParseJsonElement,
});
