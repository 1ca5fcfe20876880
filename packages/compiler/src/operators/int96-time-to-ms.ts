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
    { name: "time", kind: "source", doc: "the 12 bytes of an INT96 in base64", accepts: STRING | NUMBER | BOOL },
  ],
  operands: "required",
  rules: [
    { text: "Reads the base64 of an INT96 and yields an integer, the milliseconds since the epoch.", mark: "R" },
    {
      text: "8 bytes little-endian nanoseconds of the day and 4 bytes little-endian Julian day, as Parquet writes it; both signed.",
      mark: "D",
    },
    { text: "The sum is cut to milliseconds towards the past.", mark: "D" },
    { text: "Anything but 16 characters of base64 gives no value.", mark: "D" },
  ],
  examples: [
    { expression: ["int96_time_to_ms", "at"], row: { at: "AP6qCz41AAAwhCUA" }, result: 1562516140600 },
    { expression: ["int96_time_to_ms", "at"], row: { at: "AP6qCz41AAAwhA==" } },
  ],
  returns: () => maybe(INTEGER),
  run: runInt96TimeToMs,
});
