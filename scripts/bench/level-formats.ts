// Level "formats": one data set as JSON lines, CSV and Parquet to values, by this runtime and by what a user would pick instead.
import { createReadStream, statSync } from "node:fs";
import { join } from "node:path";
import { openLocalFile, readRows, type RowOptions } from "@heddle/runtime/local";
import { parse } from "csv-parse";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import parquetjs from "parquetjs-lite";
import { initParser, inferSchema } from "udsv";
import { BENCH_FOLDER } from "./data.ts";
import { type FormatFiles, writeFormatFiles } from "./format-files.ts";
import { inTurns, type Result } from "./measure.ts";

const CSV = { delimiter: ",", quote: '"', escape: '"' };

async function heddle(
  path: string,
  fileType: RowOptions["settings"]["fileType"],
  columns?: readonly string[],
): Promise<number> {
  await using file = await openLocalFile(path);
  const input = fileType === "parquet" ? file.ranges : { kind: "stream" as const, bytes: file.stream() };
  let rows = 0;
  for await (const batch of readRows(input, {
    settings: { fileType, csv: CSV },
    place: { file: path },
    ...(columns === undefined ? {} : { columns }),
  })) {
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

/** parquetjs-lite reads few files but its own: so it gets one of its own. */
async function writeOwnFile(files: FormatFiles, path: string, rows: number): Promise<void> {
  const table = await parquetReadObjects({ file: await asyncBufferFromFile(files.parquet), compressors, rowEnd: rows });
  const [first = {}] = table;
  const type = (name: string): string =>
    typeof first[name] === "bigint" ? "INT64" : /number_[135]/.test(name) ? "DOUBLE" : "UTF8";
  const schema = new parquetjs.ParquetSchema(
    Object.fromEntries(files.columns.map((name) => [name, { type: type(name), optional: true }])),
  );
  const writer = await parquetjs.ParquetWriter.openFile(schema, path);
  for (const row of table)
    await writer.appendRow(
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          typeof value === "bigint" ? Number(value) : (value ?? undefined),
        ]),
      ),
    );
  await writer.close();
}

async function parquetjsLite(path: string): Promise<number> {
  const reader = await parquetjs.ParquetReader.openFile(path);
  const cursor = reader.getCursor();
  let rows = 0;
  while ((await cursor.next()) !== null) rows += 1;
  await reader.close();
  return rows;
}

type Reads = Readonly<
  Record<string, { readonly path: string; readonly rows: number; readonly read: () => Promise<number> }>
>;

/** Times each way of reading in turn; ratios are of rows per second, against the one named `baseline`. */
async function compare(
  level: string,
  runs: number,
  reads: Reads,
  baseline: string,
  targets: Readonly<Record<string, number>>,
): Promise<Result[]> {
  const counted = ([what, { rows, read }]: readonly [string, Reads[string]]) =>
    [
      what,
      async () => {
        const found = await read();
        if (found !== rows) throw new Error(`${level}, ${what}: ${found} rows of ${rows}`);
      },
    ] as const;
  const seconds = await inTurns(runs, Object.fromEntries(Object.entries(reads).map(counted)));
  const speed = (what: string): number => (reads[what]?.rows ?? Number.NaN) / (seconds[what] ?? Number.NaN);
  return Object.entries(reads).map(([what, { path, rows }]) => {
    const ratio = speed(what) / speed(baseline);
    const target = targets[what];
    return {
      level,
      what,
      seconds: seconds[what] ?? Number.NaN,
      rows,
      bytes: statSync(path).size,
      ratio,
      ...(target === undefined ? {} : { target: `>= ${target} x ${baseline}`, met: ratio >= target }),
    };
  });
}

export async function formatsLevel(rows: number, runs: number): Promise<Result[]> {
  const folder = join(BENCH_FOLDER, `formats-${rows}`);
  const files = await writeFormatFiles(folder, rows);
  const half = files.columns.filter((_, i) => i % 2 === 0);
  const few = Math.min(rows, 20_000);
  const own = join(folder, "own.parquet");
  await writeOwnFile(files, own, few);
  const { json, csv: plain, csvQuoted: quoted, parquet } = files;
  const results = await compare(
    "JSON lines to values",
    runs,
    {
      heddle: { path: json, rows, read: () => heddle(json, "json") },
      "loop by hand": { path: json, rows, read: () => handLoop(json) },
    },
    "loop by hand",
    {},
  );
  for (const [level, path] of [
    ["CSV to objects", plain],
    ["CSV, all quoted, to objects", quoted],
  ] as const) {
    results.push(
      ...(await compare(
        level,
        runs,
        {
          heddle: { path, rows, read: () => heddle(path, "csv") },
          "heddle, half of the columns": { path, rows, read: () => heddle(path, "csv", half) },
          "csv-parse, objects": { path, rows, read: () => csvParse(path, true) },
          "csv-parse, arrays": { path, rows, read: () => csvParse(path, false) },
          "udsv, objects": { path, rows, read: () => udsv(path) },
        },
        "csv-parse, objects",
        { heddle: 3 },
      )),
    );
  }
  results.push(
    ...(await compare(
      "Parquet to objects",
      runs,
      {
        heddle: { path: parquet, rows, read: () => heddle(parquet, "parquet") },
        "heddle, half of the columns": { path: parquet, rows, read: () => heddle(parquet, "parquet", half) },
        "hyparquet, objects": { path: parquet, rows, read: () => hyparquet(parquet) },
        "hyparquet, half of the columns": { path: parquet, rows, read: () => hyparquet(parquet, half) },
      },
      "hyparquet, objects",
      { "heddle, half of the columns": 2 },
    )),
  );
  results.push(
    ...(await compare(
      "Parquet that parquetjs-lite wrote",
      runs,
      {
        heddle: { path: own, rows: few, read: () => heddle(own, "parquet") },
        "heddle, half of the columns": { path: own, rows: few, read: () => heddle(own, "parquet", half) },
        "parquetjs-lite": { path: own, rows: few, read: () => parquetjsLite(own) },
      },
      "parquetjs-lite",
      { "heddle, half of the columns": 10 },
    )),
  );
  return results;
}
