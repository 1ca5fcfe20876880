// Cells of CSV as bytes against cells by values: the same lines, counts, rejected rows and order, byte for byte (invariant 11).
import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { readCsv } from "../src/4-rows/csv/read-csv.ts";
import { rarelyAsBytes, startMode } from "./support/byte-modes.ts";
import { batchesOf, fuzzRecords, fuzzRecordsAnyhow } from "./support/fuzz-records.ts";
import { seeded } from "./support/random.ts";
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

it("find the same records, wherever blocks of 64 bytes cut them", { tags: ["bytes"] }, async () => {
  const random = seeded(seed);
  const pick = (): string => ['"', '"', '""', ",", ",", "\n", "\r\n", "\r", "a"][Math.floor(random() * 9)] ?? "";
  const filled = (): string => (random() < 0.3 ? "b".repeat(Math.floor(random() * 70)) : pick());
  for (let i = 0; i < rounds / 4; i += 1) {
    const text = Array.from({ length: Math.floor(random() * 20) }, filled).join("");
    const settings = { delimiter: ",", quote: random() < 0.9 ? '"' : "", escape: '"', columns: ["x", "y"] };
    const bytes = Buffer.from(`${"c".repeat(Math.floor(random() * 64))}\n${text}`);
    await batchesOf({ bytes, settings }, random);
  }
  // A quote that is the first byte of a block, behind text or behind a delimiter, where the block before has quotes.
  for (let n = 0; n < 130; n += 1)
    for (const before of ["c", ","]) {
      const bytes = Buffer.from(`x,y\n"p",${"c".repeat(n)}${before}"d\n",f\n",g\ni,j\n`);
      await batchesOf({ bytes, settings: { delimiter: ",", quote: '"', escape: '"' } }, random);
    }
});

it.each([{ computed: {} }, { computed: { replaced: ["replace_with", "[a-z]+", "-", "b"] } }])(
  "agree where the event of a record finds no room at first: $computed",
  async ({ computed }) => {
    const copies = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`key_${i}`, "a"]));
    const config = { fileType: "csv", convertToAmplitudeFunc: { ...copies, ...computed } };
    const run = startMode({ converter: "copies", isRaw: true }, JSON.stringify({ converterConfig: config }));
    if (run === undefined || "why" in run) throw new Error(run?.why ?? "errors");
    const records = ['"x""y"', "é", '"z"', "bare", "last"].map(
      (cell) => `${cell.slice(0, 1)}${"b".repeat(3900)}${cell.slice(1)},c`,
    );
    const limits = { maxRowBytes: 1e6, maxRowsPerBatch: 10, maxBatchBytes: 1e6, maxValueBytes: 1e9 };
    const settings = { delimiter: ",", quote: '"', escape: '"' };
    const bytes = [Buffer.from(`a,b\n${records.join("\n")}\n`)];
    for await (const batch of readCsv(Readable.from(bytes), settings, { ...limits, place: { file: "x.csv" } }))
      run.compare(batch, () => "");
    expect(run.asBytes).toBe(records.length);
  },
);
