// iso_time_now: the instant of the row as an ISO date-time.
import { formatIsoTime } from "../values/iso-time.ts";
import type { Result } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { WORDS } from "./kinds.ts";

export function runIsoTimeNow(now: number): Result {
  return formatIsoTime(now);
}

export const isoTimeNow = defineOperator({
  name: "iso_time_now",
  summary: "The current time as an ISO date-time in UTC",
  parameters: [],
  operands: "required",
  clock: true,
  rules: [
    { text: "Yields the current time.", mark: "R" },
    { text: "Has the format of `ms_to_iso_time`.", mark: "D" },
    { text: "The time is the same for the whole row; the host sets it, so runs are reproducible.", mark: "D" },
  ],
  examples: [
    { expression: ["iso_time_now"], row: {}, result: "2023-11-14T22:13:20.123" },
    { expression: ["iso_time_to_ms", ["iso_time_now"]], row: {}, result: 1700000000123 },
  ],
  returns: () => WORDS,
  run: runIsoTimeNow,
});
