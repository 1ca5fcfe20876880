// sample_md5: whether a key belongs to a sample of a given percentage.
import { md5 } from "../values/md5.ts";
import type { Result, Value } from "../values/value.ts";
import { defineOperator } from "./define.ts";
import { always, BOOL, NUMBER, STRING } from "./kinds.ts";

export function runSampleMd5(percent: Value, key: Value): Result {
  if (typeof key !== "string" || (typeof percent !== "number" && typeof percent !== "bigint")) return undefined;
  const word = md5(key)[0] as number;
  const bigEndian = ((word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
  // 32 bits times 100 over a power of two: nothing is rounded.
  return (bigEndian / 0x100000000) * 100 < percent;
}

export const sampleMd5 = defineOperator({
  name: "sample_md5",
  summary: "Whether a key belongs to a sample of a given percentage",
  parameters: [
    { name: "percent", kind: "source", doc: "the size of the sample, from 0 to 100", accepts: NUMBER },
    { name: "key", kind: "source", doc: "the string that decides, such as a user's id", accepts: STRING },
  ],
  operands: "required",
  rules: [
    { text: "Takes a number and a string, and yields a boolean.", mark: "R" },
    {
      text: "True if the first 4 bytes of the MD5 of the key's UTF-8, read as a big-endian unsigned integer, divided by 2^32 and times 100, are less than `percent`.",
      mark: "D",
    },
    { text: "The same key always gives the same result.", mark: "R" },
    {
      text: "Nothing is converted: a `percent` that isn't a number, or a `key` that isn't a string, gives no value.",
      mark: "D",
    },
  ],
  examples: [
    { expression: ["sample_md5", ["value", 50], "id"], row: { id: "a" }, result: true },
    { expression: ["sample_md5", ["value", 50], "id"], row: { id: "" }, result: false },
    { expression: ["sample_md5", ["value", 50], "id"], row: { id: 7 } },
  ],
  returns: () => always(BOOL),
  run: runSampleMd5,
});
