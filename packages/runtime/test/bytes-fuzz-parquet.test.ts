// Columns of Parquet as bytes against cells by values: the same lines, counts, rejected rows and order, byte for byte (invariant 11).
import { expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { seeded } from "./support/random.ts";
import { cellsBatch } from "../src/4-rows/parquet/cells-batch.ts";
import { numberRows, plainRows } from "../src/4-rows/parquet/column-rows.ts";
import { rarelyAsBytes, startMode } from "./support/byte-modes.ts";
import { fuzzColumns, fuzzColumnsAnyhow } from "./support/fuzz-columns.ts";
import { shareAsBytes } from "./support/random-modes.ts";

const { rounds: rows, seed } = campaign("bytes");
/** A part of the campaign's rows. */
const rounds = Math.ceil(rows / 4);

it("agree on nasty columns", { tags: ["bytes"] }, async () => {
  expect(rarelyAsBytes(await fuzzColumns(rounds, seed))).toEqual([]);
});

it("agree with random converters on nested cells", { tags: ["bytes"] }, async () => {
  expect(shareAsBytes(await fuzzColumnsAnyhow(rounds / 2, seed))).toBeGreaterThan(0.4);
});

it("agree on texts with lone surrogates, as cells of JSON have them", () => {
  const columns = [plainRows(["é\ud83d", "\ude00", null, "😀"])];
  const batch = cellsBatch({ names: ["a"], columns, count: 4, firstRow: 0, size: 1000, hasErrors: false });
  const text = JSON.stringify({ converterConfig: { fileType: "parquet", convertToAmplitudeFunc: { v: "a" } } });
  const lines: string[] = [];
  const run = startMode({ converter: text, isRaw: true }, text, ({ lines: mapped }) => {
    lines.push(Buffer.from(mapped?.bytes ?? []).toString());
  });
  if (run === undefined || "why" in run) throw new Error(run?.why ?? "errors");
  run.compare(batch, () => "");
  expect(lines.join("")).toContain(String.raw`{"v":"é\ud83d"}`);
  expect(run.asBytes).toBe(4);
});

/** Doubles of few digits and of many, of every size, and those next to them. */
function doubles(count: number, from: number): Float64Array {
  const random = seeded(from);
  const int = (n: number): number => Math.floor(random() * n);
  const makers = [
    () => int(1e6) / 10 ** int(10),
    () => int(2 ** 31) / 10 ** int(12),
    () => Number((random() * 10 ** int(16)).toFixed(int(10))),
    () => (int(1000) / 8) * (1 + int(5) * 2 ** -52),
    () => int(2 ** 31) * int(2 ** 22),
    () => 10 ** int(16) - 1 / 10 ** int(10),
    () => random() * 10 ** (int(60) - 30),
  ];
  return Float64Array.from({ length: count }, (_, i) => {
    const value = (makers[i % makers.length] as () => number)();
    // Larger integers are bigints.
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) return 0;
    return random() < 0.5 ? -value || 0 : value;
  });
}

it("agree on doubles", { tags: ["bytes"] }, () => {
  const text = JSON.stringify({ converterConfig: { fileType: "parquet", convertToAmplitudeFunc: { v: "a" } } });
  const run = startMode({ converter: text, isRaw: true }, text);
  if (run === undefined || "why" in run) throw new Error(run?.why ?? "errors");
  for (let done = 0; done < rounds; done += 5000) {
    const columns = [numberRows(doubles(5000, seed + done))];
    const batch = cellsBatch({ names: ["a"], columns, count: 5000, firstRow: 0, size: 5000, hasErrors: false });
    run.compare(batch, () => "");
  }
  expect(run.asBytes).toBe(run.rows);
});
