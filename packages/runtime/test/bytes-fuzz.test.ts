// Rows as bytes against rows by values: the same lines, counts, rejected rows and order, byte for byte (invariant 11).
import { expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { rarelyAsBytes } from "./support/byte-modes.ts";
import { fuzzLines } from "./support/fuzz-lines.ts";

it("agree on nasty rows", { tags: ["bytes"] }, () => {
  const { rounds, seed } = campaign("bytes");
  expect(rarelyAsBytes(fuzzLines(rounds, seed))).toEqual([]);
});
