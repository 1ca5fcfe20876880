// Nasty columns of Parquet, which are mapped as bytes and by values.
import { setImmediate } from "node:timers/promises";
import type { Value } from "@heddle/compiler";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { row } from "../../../compiler/test/support/arbitrary.ts";
import { cellsBatch } from "../../src/4-rows/parquet/cells-batch.ts";
import { plainRows } from "../../src/4-rows/parquet/column-rows.ts";
import { readParquet } from "../../src/4-rows/parquet/read-parquet.ts";
import { createTransferOpener } from "../../src/4-rows/transfer-batch.ts";
import type { RowBatch } from "../../src/contracts/row-batch.ts";
import { type ModeRun, type ObserveBatch, startModes } from "./byte-modes.ts";
import { CELL_MODES, cellConverter } from "./cell-converters.ts";
import { type NastyColumn, nastyColumns } from "./nasty-columns.ts";
import { eventCells } from "./nasty-records.ts";
import { fuzzAnyhow, type Share } from "./random-modes.ts";
import { seeded } from "./random.ts";

/** The batches of a file with pages and row groups of random sizes; some of them have been to another thread. */
async function batchesOf(columns: readonly NastyColumn[], random: () => number): Promise<RowBatch[]> {
  const bytes = parquetWriteBuffer({
    columnData: columns.map(({ name, type, data }) => ({ name, type, data: [...data], nullable: true })),
    codec: random() < 0.5 ? "SNAPPY" : "UNCOMPRESSED",
    pageSize: random() < 0.5 ? 1 + Math.floor(random() * 300) : 1e6,
    rowGroupSize: 1 + Math.floor(random() * 60),
    statistics: false,
  });
  const file = Buffer.from(bytes);
  const limits = {
    maxRowBytes: random() < 0.1 ? 300 : 1e6,
    maxRowsPerBatch: 1 + Math.floor(random() * 40),
    maxBatchBytes: 1e6,
    maxValueBytes: 1e9,
    place: { file: "x.parquet" },
  };
  const read = async (start: number, end: number): Promise<Buffer> => file.subarray(start, end);
  const batches: RowBatch[] = [];
  for await (const batch of readParquet({ kind: "ranges", size: file.length, read }, limits))
    batches.push(random() < 0.2 ? sent(batch) : batch);
  return batches;
}

function sent(batch: RowBatch): RowBatch {
  const transfer = batch.toTransfer?.();
  return transfer === undefined ? batch : createTransferOpener().open(structuredClone(transfer));
}

async function compareFiles(
  runs: readonly ModeRun[],
  next: (random: () => number) => Promise<readonly RowBatch[]>,
  rowsWanted: number,
  seed: number,
): Promise<readonly ModeRun[]> {
  const random = seeded(seed);
  for (let done = 0; done < rowsWanted;) {
    const batches = await next(random);
    // What the engine forgets, it forgets between tasks.
    await setImmediate();
    for (const run of runs) {
      for (const batch of batches) {
        const shown = (): string => Array.from({ length: batch.count }, (_, i) => batch.raw(i)).join("\n");
        run.compare(batch, () => `seed ${seed}\n${shown()}`);
        done += batch.count;
      }
    }
    done += 1;
  }
  return runs;
}

/** Maps files until so many rows went through any converter. @throws an error where bytes and values differ */
export async function fuzzColumns(rounds: number, seed: number, observe?: ObserveBatch): Promise<readonly ModeRun[]> {
  const runs = startModes(CELL_MODES, (name) => cellConverter(name, "parquet"), observe);
  const next = nastyColumns(seed, eventCells(seed));
  return compareFiles(runs, (random) => batchesOf(next(), random), rounds, seed);
}

/** The same with random converters, on cells with lists and dicts. */
export async function fuzzColumnsAnyhow(
  rounds: number,
  seed: number,
  observe?: ObserveBatch,
): Promise<readonly Share[]> {
  const samples = fc.sample(row, { numRuns: 3_000, seed }).filter((sample) => isRow(sample));
  const next = async (random: () => number): Promise<readonly RowBatch[]> => [nestedBatch(samples, random)];
  return fuzzAnyhow("parquet", { rounds, seed, ...(observe && { observe }) }, (runs, wanted, turn) =>
    compareFiles(runs, next, wanted, turn),
  );
}

function isRow(value: Value): value is Record<string, Value> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !("rawJSON" in value);
}

/** Columns of some rows, whatever their cells are. */
function nestedBatch(samples: readonly Record<string, Value>[], random: () => number): RowBatch {
  const rowsOfBatch = Array.from(
    { length: 1 + Math.floor(random() * 30) },
    () => samples[Math.floor(random() * samples.length)] ?? {},
  );
  const names = [...new Set(rowsOfBatch.flatMap((sample) => Object.keys(sample)))];
  // Of two columns with a name the last one counts.
  if (random() < 0.2) names.push(names[Math.floor(random() * names.length)] ?? "a");
  const columns = names.map((name) =>
    plainRows(
      rowsOfBatch.map((sample) => (Object.hasOwn(sample, name) && random() < 0.95 ? (sample[name] ?? null) : null)),
    ),
  );
  const batch = cellsBatch({ names, columns, count: rowsOfBatch.length, firstRow: 0, size: 1000, hasErrors: false });
  return random() < 0.2 ? sent(batch) : batch;
}
