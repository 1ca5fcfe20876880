// Reads one data set in every format, by this runtime and by what a user would pick instead; prints a table of ratios.
import { createReadStream } from "node:fs";
import { readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLocalFile, readRows, type RowOptions } from "@heddle/runtime";
import { parse } from "csv-parse";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { initParser, inferSchema } from "udsv";
import { writeFormatFiles } from "./formats-data.ts";

interface Result {
  readonly what: string;
  readonly seconds: number;
  readonly bytes: number;
}

const CSV = { delimiter: ",", quote: '"', escape: '"' };
const RUNS = Number(process.env["RUNS"] ?? 5);
const ROWS = Number(process.env["ROWS"] ?? 200_000);

/** The median of several runs; each must read every row. */
async function measure(what: string, path: string, read: () => Promise<number>): Promise<Result> {
  const seconds: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now();
    const rows = await read();
    seconds.push((performance.now() - start) / 1000);
    if (rows !== ROWS) throw new Error(`${what}: ${rows} rows of ${ROWS}`);
  }
  seconds.sort((a, b) => a - b);
  return { what, seconds: seconds[Math.floor(seconds.length / 2)] ?? NaN, bytes: (await stat(path)).size };
}

async function heddle(path: string, fileType: RowOptions["settings"]["fileType"], columns?: readonly string[]): Promise<number> {
  await using file = await openLocalFile(path);
  const input = fileType === "parquet" ? file.ranges : { kind: "stream" as const, bytes: file.stream() };
  let rows = 0;
  for await (const batch of readRows(input, { settings: { fileType, csv: CSV }, place: { file: path }, ...(columns === undefined ? {} : { columns }) })) {
    for (let i = 0; i < batch.count; i += 1) {
      if (typeof batch.read(i) === "object") rows += 1;
    }
  }
  return rows;
}

/** The loop that one would write by hand: chunks to lines, JSON.parse on each. */
async function handLoop(path: string): Promise<number> {
  let rows = 0;
  let rest = "";
  const stream = createReadStream(path, { encoding: "utf8", highWaterMark: 256 * 1024 });
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (JSON.parse(line) !== undefined) rows += 1;
    }
  }
  return rows;
}

async function csvParse(path: string, columns: boolean): Promise<number> {
  let rows = 0;
  for await (const row of createReadStream(path, { highWaterMark: 256 * 1024 }).pipe(parse({ columns }))) {
    if (row !== undefined) rows += 1;
  }
  return columns ? rows : rows - 1;
}

/** udsv's streaming: text chunks in, objects out. */
async function udsv(path: string): Promise<number> {
  let rows = 0;
  let parser: ReturnType<typeof initParser> | undefined;
  for await (const chunk of createReadStream(path, { encoding: "utf8", highWaterMark: 256 * 1024 })) {
    parser ??= initParser(inferSchema(String(chunk)));
    parser.chunk<Record<string, string>>(String(chunk), parser.stringObjs, () => {
      rows += 1;
    });
  }
  parser?.end();
  return rows;
}

async function hyparquet(path: string, columns?: string[]): Promise<number> {
  const file = await asyncBufferFromFile(path);
  const objects = await parquetReadObjects({ file, compressors, ...(columns === undefined ? {} : { columns }) });
  return objects.length;
}

function print(title: string, results: readonly Result[]): void {
  const [first] = results;
  console.log(`\n${title}, ${ROWS} rows, ${((first?.bytes ?? 0) / 1e6).toFixed(0)} MB`);
  for (const { what, seconds, bytes } of results) {
    const ratio = (seconds / (first?.seconds ?? NaN)).toFixed(2);
    console.log(`  ${what.padEnd(44)} ${(bytes / 1e6 / seconds).toFixed(0).padStart(6)} MB/s ${(ROWS / seconds / 1000).toFixed(0).padStart(6)} k rows/s   takes ${ratio} x`);
  }
}

const folder = join(tmpdir(), `heddle-bench-${process.pid}`);
try {
  const files = await writeFormatFiles(folder, ROWS);
  const half = files.columns.filter((_, i) => i % 2 === 0);
  await readFile(files.json);
  print("JSON lines to values", [
    await measure("heddle", files.json, () => heddle(files.json, "json")),
    await measure("hand loop (split, JSON.parse)", files.json, () => handLoop(files.json)),
  ]);
  for (const [title, path] of [["CSV", files.csv], ["CSV, every cell quoted", files.csvQuoted]] as const) {
    print(`${title} to objects`, [
      await measure("heddle", path, () => heddle(path, "csv")),
      await measure("heddle, half of the columns", path, () => heddle(path, "csv", half)),
      await measure("csv-parse, objects", path, () => csvParse(path, true)),
      await measure("csv-parse, arrays", path, () => csvParse(path, false)),
      await measure("udsv, objects", path, () => udsv(path)),
    ]);
  }
  print("Parquet to objects", [
    await measure("heddle", files.parquet, () => heddle(files.parquet, "parquet")),
    await measure("heddle, half of the columns", files.parquet, () => heddle(files.parquet, "parquet", half)),
    await measure("hyparquet, objects", files.parquet, () => hyparquet(files.parquet)),
    await measure("hyparquet, objects, half of the columns", files.parquet, () => hyparquet(files.parquet, half)),
  ]);
} finally {
  await rm(folder, { recursive: true, force: true });
}
