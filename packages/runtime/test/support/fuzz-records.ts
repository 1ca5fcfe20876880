// Nasty files of CSV, whose cells are mapped as bytes and by values.
import { setImmediate } from "node:timers/promises";
import { readCsv } from "../../src/4-rows/csv/read-csv.ts";
import type { RowBatch } from "../../src/contracts/row-batch.ts";
import { StageFailure } from "../../src/contracts/stage-failure.ts";
import { createTransferOpener } from "../../src/4-rows/transfer-batch.ts";
import { type ByteMode, type ModeRun, type ObserveBatch, startModes } from "./byte-modes.ts";
import { cellConverter } from "./cell-converters.ts";
import { eventCells, type NastyFile, nastyRecords } from "./nasty-records.ts";
import { fuzzAnyhow, type Share } from "./random-modes.ts";
import { seeded } from "./random.ts";

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
/** What random converters read. */
const NAMES = [
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

async function compareFiles(
  runs: readonly ModeRun[],
  next: () => NastyFile,
  rowsWanted: number,
  seed: number,
): Promise<readonly ModeRun[]> {
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
  return runs;
}

/** Maps files until so many rows went through any converter. @throws an error where bytes and values differ */
export async function fuzzRecords(rounds: number, seed: number, observe?: ObserveBatch): Promise<readonly ModeRun[]> {
  const runs = startModes(MODES, (name) => cellConverter(name, "csv"), observe);
  return compareFiles(runs, nastyRecords(seed, eventCells(seed)), rounds, seed);
}

/** The same with random converters. */
export async function fuzzRecordsAnyhow(
  rounds: number,
  seed: number,
  observe?: ObserveBatch,
): Promise<readonly Share[]> {
  return fuzzAnyhow("csv", { rounds, seed, ...(observe && { observe }) }, (runs, wanted, turn) => {
    const cells = eventCells(turn);
    const columns = Object.fromEntries(NAMES.map((name, i) => [name, Object.values(cells)[i * 2] ?? (() => "")]));
    return compareFiles(runs, nastyRecords(turn, columns), wanted, turn);
  });
}
