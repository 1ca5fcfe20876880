// Columns of Parquet as bytes against cells by values: the same lines, counts, rejected rows and order, byte for byte (invariant 11).
import { expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { cellsBatch } from "../src/4-rows/parquet/cells-batch.ts";
import { plainRows } from "../src/4-rows/parquet/column-rows.ts";
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
