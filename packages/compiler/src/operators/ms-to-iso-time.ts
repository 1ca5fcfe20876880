// ms_to_iso_time: milliseconds since the epoch to an ISO date-time.
import { floorDecimal, readDecimal } from "../values/decimal.ts";
import { formatIsoTime } from "../values/iso-time.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { NUMBER, STRING, WORDS } from "./kinds.ts";

export function runMsToIsoTime(ms: Value): Result {
  if (typeof ms === "number") return formatIsoTime(ms);
  // Every bigint is out of the range of times.
  if (typeof ms !== "string") return undefined;
  const exact = readDecimal(ms);
  return exact === undefined ? undefined : formatIsoTime(Number(floorDecimal(exact)));
}

export const msToIsoTime = defineOperator({
  name: "ms_to_iso_time",
  summary: "Milliseconds since the epoch to an ISO date-time in UTC",
  parameters: [{ name: "ms", kind: "source", doc: "a number or a numeric string", accepts: NUMBER | STRING }],
  operands: "required",
  rules: [
    { text: "Takes a number or a numeric string and yields YYYY-MM-DDTHH:MM:SS in UTC.", mark: "R" },
    { text: "Milliseconds follow, in three digits, unless they are 0.", mark: "D" },
    { text: "A fraction of a millisecond is rounded down.", mark: "D" },
    {
      text: "Years outside 0000 to 9999 have a sign and six digits; a time more than 8.64e15 ms from the epoch gives no value.",
      mark: "D",
    },
    { text: "Any other string, booleans, null, lists and dicts give no value.", mark: "D" },
  ],
  examples: [
    { expression: ["ms_to_iso_time", "ms"], row: { ms: 1700000000000 }, result: "2023-11-14T22:13:20" },
    { expression: ["ms_to_iso_time", "ms"], row: { ms: "1700000000123" }, result: "2023-11-14T22:13:20.123" },
    { expression: ["ms_to_iso_time", "ms"], row: { ms: "today" } },
  ],
  returns: () => ({ ...WORDS, none: true }),
  run: runMsToIsoTime,
  native: ({ operands }, plan) => plan.all(operands, ([of]) => of && { kind: "ms_to_iso_time", of }),
});
