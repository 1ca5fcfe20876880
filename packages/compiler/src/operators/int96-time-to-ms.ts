// int96_time_to_ms: a Parquet INT96 timestamp in base64 to milliseconds since the epoch.
import { int96Base64ToMs } from "../values/int96.ts";
import { readText } from "../values/text.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { BOOL, INTEGER, maybe, NUMBER, STRING } from "./kinds.ts";

export function runInt96TimeToMs(time: Value): Result {
  const text = readText(time);
  return text === undefined ? undefined : int96Base64ToMs(text);
}

export const int96TimeToMs = defineOperator({
  name: "int96_time_to_ms",
  summary: "A Parquet INT96 timestamp in base64 to milliseconds since the epoch",
  parameters: [
    { name: "time", kind: "source", doc: "the 12 bytes of an INT96, in base64", accepts: STRING | NUMBER | BOOL },
  ],
  operands: "required",
  rules: [
    { text: "Yields the milliseconds since the epoch, as an integer, from the base64 of an INT96.", mark: "R" },
    {
      text: "As in Parquet, 8 bytes are the nanoseconds of the day and 4 bytes the Julian day, both little-endian and signed.",
      mark: "D",
    },
    { text: "The sum is rounded down to milliseconds.", mark: "D" },
    { text: "Anything but 16 base64 characters gives no value.", mark: "D" },
  ],
  examples: [
    { expression: ["int96_time_to_ms", "at"], row: { at: "AP6qCz41AAAwhCUA" }, result: 1562516140600 },
    { expression: ["int96_time_to_ms", "at"], row: { at: "AP6qCz41AAAwhA==" } },
  ],
  returns: () => maybe(INTEGER),
  run: runInt96TimeToMs,
});
