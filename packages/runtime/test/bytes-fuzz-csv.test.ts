// Cells of CSV as bytes against cells by values: the same lines, counts, rejected rows and order, byte for byte (invariant 11).
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { converterText } from "../../compiler/test/support/arbitrary.ts";
import { readCsv } from "../src/4-rows/csv/read-csv.ts";
import type { RowBatch } from "../src/contracts/row-batch.ts";
import { StageFailure } from "../src/contracts/stage-failure.ts";
import { createTransferOpener } from "../src/4-rows/transfer-batch.ts";
import { type ByteMode, type ModeRun, rarelyAsBytes, startMode } from "./support/byte-modes.ts";
import { cellConverter } from "./support/cell-converters.ts";
import { eventCells, type NastyFile, nastyRecords } from "./support/nasty-records.ts";
import { seeded } from "./support/random.ts";

const MODES: readonly ByteMode[] = [
  { converter: "pass" },
  { converter: "pass", isRaw: true },
  { converter: "pass", strategy: "mirror_sync" },
  { converter: "typed" },
  { converter: "typed", isRaw: true },
  { converter: "computed" },
  { converter: "computed", isRaw: true },
  { converter: "selected" },
  { converter: "flagged" },
  { converter: "mirror", strategy: "mirror_sync" },
  { converter: "update", dataType: "user_properties" },
  { converter: "profile", dataType: "profiles", strategy: "mirror_sync" },
];
const { rounds: rows, seed } = campaign("bytes");
/** A part of the campaign's rows. */
const rounds = Math.ceil(rows / 4);

/** The batches of a file that comes in pieces of random sizes; some of them have been to another thread. */
async function batchesOf({ bytes, settings }: NastyFile, random: () => number): Promise<RowBatch[]> {
  const most = 1 + Math.floor(random() ** 4 * bytes.length);
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length;) {
      const length = 1 + Math.floor(random() * most);
      yield bytes.subarray(at, at + length);
      at += length;
    }
  };
  const limits = {
    maxRowBytes: random() < 0.1 ? 200 : 1e6,
    maxRowsPerBatch: 1 + Math.floor(random() * 30),
    maxBatchBytes: 1e6,
    maxValueBytes: 1e9,
    place: { file: "x.csv" },
  };
  const batches: RowBatch[] = [];
  const opener = createTransferOpener();
  try {
    for await (const batch of readCsv(pieces(), settings, limits)) {
      const transfer = random() < 0.2 ? batch.toTransfer?.() : undefined;
      batches.push(transfer === undefined ? batch : opener.open(structuredClone(transfer)));
    }
  } catch (error) {
    // A file that cannot be read on: what came before counts.
    if (!(error instanceof StageFailure)) throw error;
  }
  return batches;
}

async function compareFiles(runs: readonly ModeRun[], next: () => NastyFile, rowsWanted: number): Promise<void> {
  const random = seeded(seed);
  for (let done = 0; done < rowsWanted;) {
    const file = next();
    const batches = await batchesOf(file, random);
    done += 1;
    // What the engine forgets, it forgets between tasks.
    await setImmediate();
    for (const run of runs) {
      for (const batch of batches) {
        run.compare(batch, () => `seed ${seed}\n${Buffer.from(file.bytes).toString()}`);
        done += batch.count;
      }
    }
  }
}

it("agree on nasty records", { tags: ["bytes"] }, async () => {
  const runs = MODES.map((mode) => {
    const run = startMode(mode, cellConverter(mode.converter, "csv"));
    if (run === undefined || "why" in run) throw new Error(`${mode.converter}: ${run?.why ?? "errors"}`);
    return run;
  });
  await compareFiles(runs, nastyRecords(seed, eventCells(seed)), rounds);
  expect(rarelyAsBytes(runs)).toEqual([]);
});

it("agree with random converters", { tags: ["bytes"] }, async () => {
  const texts = fc.sample(converterText, { numRuns: Math.min(2_000, Math.ceil(rounds / 100)), seed });
  const runs = texts
    .map((text) => startMode({ converter: text, isRaw: true }, text.replace('"fileType":"json"', '"fileType":"csv"')))
    .filter((run): run is ModeRun => run !== undefined && !("why" in run));
  expect(runs.length).toBeGreaterThan(texts.length * 0.1);
  const names = [
    "a",
    "b",
    "c",
    "0",
    "1",
    "__proto__",
    "constructor",
    "toString",
    "length",
    "rawJSON",
    "a.b",
    'key with "quotes"',
  ];
  const cells = eventCells(seed);
  const columns = Object.fromEntries(names.map((name, i) => [name, Object.values(cells)[i * 2] ?? (() => "")]));
  await compareFiles(runs, nastyRecords(seed, columns), rounds / 2);
  const [all, asBytes] = [
    runs.reduce((sum, run) => sum + run.rows, 0),
    runs.reduce((sum, run) => sum + run.asBytes, 0),
  ];
  expect(asBytes / all).toBeGreaterThan(0.4);
});
