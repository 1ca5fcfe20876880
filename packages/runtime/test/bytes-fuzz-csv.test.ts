// Cells of CSV as bytes against cells by values: the same lines, counts, rejected rows and order, byte for byte (invariant 11).
import { expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { rarelyAsBytes } from "./support/byte-modes.ts";
import { fuzzRecords, fuzzRecordsAnyhow } from "./support/fuzz-records.ts";
import { shareAsBytes } from "./support/random-modes.ts";

const { rounds: rows, seed } = campaign("bytes");
/** A part of the campaign's rows. */
const rounds = Math.ceil(rows / 4);

it("agree on nasty records", { tags: ["bytes"] }, async () => {
  expect(rarelyAsBytes(await fuzzRecords(rounds, seed))).toEqual([]);
});

it("agree with random converters", { tags: ["bytes"] }, async () => {
  expect(shareAsBytes(await fuzzRecordsAnyhow(rounds / 2, seed))).toBeGreaterThan(0.4);
});
