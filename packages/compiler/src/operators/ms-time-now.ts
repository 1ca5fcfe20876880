// ms_time_now: the instant of the row in milliseconds since the epoch.
import type { Result } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { always, INTEGER } from "./kinds.ts";

export function runMsTimeNow(now: number): Result {
  return now;
}

export const msTimeNow = defineOperator({
  name: "ms_time_now",
  summary: "The current time in milliseconds since the epoch",
  parameters: [],
  operands: "required",
  clock: true,
  rules: [
    { text: "Yields the current time.", mark: "R" },
    { text: "The time is the same for the whole row; the host sets it, so runs are reproducible.", mark: "D" },
  ],
  examples: [
    { expression: ["ms_time_now"], row: {}, result: 1700000000123 },
    { expression: ["equals", ["ms_time_now"], ["ms_time_now"]], row: {}, result: true },
  ],
  returns: () => always(INTEGER),
  run: runMsTimeNow,
});
