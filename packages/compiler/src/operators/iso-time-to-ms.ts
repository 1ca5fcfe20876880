// iso_time_to_ms: an ISO date-time to milliseconds since the epoch.
import { parseIsoTime } from "../values/iso-time.ts";
import { readText } from "../values/text.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { BOOL, INTEGER, maybe, NUMBER, STRING } from "./kinds.ts";

export function runIsoTimeToMs(time: Value): Result {
  const text = readText(time);
  return text === undefined ? undefined : parseIsoTime(text);
}

export const isoTimeToMs = defineOperator({
  name: "iso_time_to_ms",
  summary: "An ISO date-time to milliseconds since the epoch",
  parameters: [
    {
      name: "time",
      kind: "source",
      doc: "a date with or without a time and a zone",
      accepts: STRING | NUMBER | BOOL,
    },
  ],
  operands: "required",
  rules: [
    { text: "Yields the milliseconds since the epoch, as an integer.", mark: "R" },
    {
      text: "Reads YYYY-MM-DD, then optionally T or a space and HH:MM[:SS[.fraction]], then optionally Z, +HH:MM, +HHMM or +HH, with or without a space before it.",
      mark: "S/D",
    },
    { text: "Without a zone the time is in UTC; a fraction of 1 to 9 digits is truncated to milliseconds.", mark: "D" },
    {
      text: "A date that doesn't exist, 24:00, an offset beyond 18:00, a year of more than four digits, or any other text gives no value.",
      mark: "D",
    },
  ],
  examples: [
    { expression: ["iso_time_to_ms", "at"], row: { at: "2023-11-14 22:13:20.000000" }, result: 1700000000000 },
    { expression: ["iso_time_to_ms", "at"], row: { at: "2022-07-01 09:12:30 -0700" }, result: 1656691950000 },
    { expression: ["iso_time_to_ms", "at"], row: { at: "2023-02-30" } },
  ],
  returns: () => maybe(INTEGER),
  run: runIsoTimeToMs,
  native: ({ operands }, plan) => plan.all(operands, ([of]) => of && { kind: "iso_time_to_ms", of }),
});
