// Nasty files of CSV, whose cells are mapped as bytes and by values.
import { setImmediate } from "node:timers/promises";
import { compileModule, createRecordFinder, type RecordFinder } from "@heddle/bytes";
import { MODULE as CHECKED } from "../../../bytes/test/checked-module.gen.ts";
import { readCsv } from "../../src/4-rows/csv/read-csv.ts";
import type { ReadLimits } from "../../src/4-rows/row-format.ts";
import type { RowBatch } from "../../src/contracts/row-batch.ts";
import { StageFailure } from "../../src/contracts/stage-failure.ts";
import { createTransferOpener } from "../../src/4-rows/transfer-batch.ts";
import { type ModeRun, type ObserveBatch, startModes } from "./byte-modes.ts";
import { CELL_MODES, cellConverter } from "./cell-converters.ts";
import { eventCells, type NastyFile, nastyRecords } from "./nasty-records.ts";
import { fuzzAnyhow, type Share } from "./random-modes.ts";
import { seeded } from "./random.ts";

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

const module = compileModule(CHECKED);
/** Finders with room for few bytes, and for many. */
const FINDERS = [1, 40, 300, undefined].map((most) => (module === undefined ? null : createRecordFinder(module, most)));

/** What a file is read to, whatever its batches are: a line for each record. */
function recordsIn(batches: readonly RowBatch[]): string {
  const lines = batches.flatMap((batch) =>
    Array.from({ length: batch.count }, (_, i) =>
      JSON.stringify([batch.firstRow + i, batch.offset(i), batch.raw(i), batch.read(i)]),
    ),
  );
  return lines.join("\n");
}

async function* inTurn(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/**
 * The batches of a file that comes in pieces of random sizes; some of them have been to another thread. Its records are found in either way.
 * @throws an error where these differ
 */
export async function batchesOf(file: NastyFile, random: () => number): Promise<RowBatch[]> {
  const limits = {
    maxRowBytes: random() < 0.1 ? 200 : 1e6,
    maxRowsPerBatch: 1 + Math.floor(random() * 30),
    maxBatchBytes: random() < 0.1 ? 500 : 1e6,
    maxValueBytes: 1e9,
    place: { file: "x.csv" },
  };
  const read = { ...file, pieces: piecesOf(file.bytes, random), limits, random };
  const found = await readIn(read, FINDERS[Math.floor(random() * FINDERS.length)]);
  const oneByOne = await readIn(read, null);
  if (recordsIn(found) !== recordsIn(oneByOne))
    throw new Error(`other records are found: ${JSON.stringify(Buffer.from(file.bytes).toString())}`);
  return found;
}

function piecesOf(bytes: Uint8Array, random: () => number): readonly Uint8Array[] {
  const most = 1 + Math.floor(random() ** 4 * bytes.length);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieces.at(-1)?.length ?? 0)
    pieces.push(bytes.subarray(at, at + 1 + Math.floor(random() * most)));
  return pieces;
}

interface FileRead extends Pick<NastyFile, "settings"> {
  readonly pieces: readonly Uint8Array[];
  readonly limits: ReadLimits;
  readonly random: () => number;
}

async function readIn(
  { pieces, settings, limits, random }: FileRead,
  finder: RecordFinder | null | undefined,
): Promise<RowBatch[]> {
  const batches: RowBatch[] = [];
  const opener = createTransferOpener();
  try {
    for await (const batch of readCsv(inTurn(pieces), settings, limits, finder)) {
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
  const runs = startModes(CELL_MODES, (name) => cellConverter(name, "csv"), observe);
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
