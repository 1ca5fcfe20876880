// Level "cells": `heddle map` of CSV and Parquet to a file, as bytes and by values, against DuckDB writing the same columns.
import { createWriteStream, existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { BENCH_FOLDER } from "./data.ts";
import { built, HEDDLE } from "./level-files.ts";
import { CONVERTERS } from "./level-mapper.ts";
import { programsInTurns, type Ran, type Result, runProgram } from "./measure.ts";
import { makeRows } from "./rows.ts";

/** Part of the names of the files: another generator makes other files. */
const EDITION = 1;
/** Keys of the pass-through whose values are no cells. */
const NESTED = ["event_properties", "user_properties", "groups"];
/** Half of the columns, as the level of Parquet has it. */
const HALF = [
  "user_id device_id event_type time insert_id event_id session_id country city price quantity productId",
  "location_lat ip",
].flatMap((line) => line.split(" "));

interface Converter {
  readonly converterConfig: { fileType: string; convertToAmplitudeFunc: Record<string, string> };
}

function passThrough(): Record<string, string> {
  const text = readFileSync(join(CONVERTERS, "pass-through.converter.json"), "utf8");
  const { convertToAmplitudeFunc } = (JSON.parse(text) as Converter).converterConfig;
  return Object.fromEntries(Object.entries(convertToAmplitudeFunc).filter(([key]) => !NESTED.includes(key)));
}

function converterFor(name: string, fileType: string, mapping: Record<string, string>): string {
  const path = join(BENCH_FOLDER, `${name}.converter.json`);
  writeFileSync(path, JSON.stringify({ converterConfig: { fileType, convertToAmplitudeFunc: mapping } }));
  return path;
}

function cell(value: unknown): string {
  const text = String(value ?? "");
  return /[",\n]/.test(text) ? quoted(value) : text;
}

function quoted(value: unknown): string {
  return `"${String(value ?? "").replaceAll('"', '""')}"`;
}

function* records(rows: number, columns: readonly string[], write: (value: unknown) => string): Generator<string> {
  yield `${columns.join(",")}\n`;
  let text = "";
  for (const row of makeRows(0, rows)) {
    text += `${columns.map((column) => write(row[column])).join(",")}\n`;
    if (text.length < 1e6) continue;
    yield text;
    text = "";
  }
  yield text;
}

async function writeFiles(rows: number, columns: readonly string[]) {
  const at = (name: string): string => join(BENCH_FOLDER, `cells-${EDITION}-${rows}${name}`);
  const files = { csv: at(".csv"), quoted: at("-quoted.csv"), parquet: at(".parquet") };
  for (const [path, write] of [
    [files.csv, cell],
    [files.quoted, quoted],
  ] as const) {
    if (existsSync(path)) continue;
    await pipeline(Readable.from(records(rows, columns, write)), createWriteStream(`${path}.part`));
    renameSync(`${path}.part`, path);
  }
  if (!existsSync(files.parquet)) {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(
      `COPY (SELECT * FROM read_csv('${files.csv}', header = true)) TO '${files.parquet}' (FORMAT parquet)`,
    );
  }
  return files;
}

/** A Parquet file that DuckDB wrote, and a converter for all of its columns. */
export async function parquetFile(rows: number): Promise<{ readonly path: string; readonly converter: string }> {
  const mapping = passThrough();
  const { parquet } = await writeFiles(rows, Object.values(mapping));
  return { path: parquet, converter: converterFor("cells-Parquet", "parquet", mapping) };
}

export async function cellsLevel(rows: number, runs: number): Promise<Result[]> {
  const mapping = passThrough();
  const half = Object.fromEntries(HALF.map((key) => [key, key]));
  const { csv, quoted: csvQuoted, parquet } = await writeFiles(rows, Object.values(mapping));
  const duckdb = built("peer-duckdb");
  const results: Result[] = [];
  for (const [what, path, fileType, keys, timesByValues] of [
    ["CSV", csv, "csv", mapping, 10],
    ["CSV, all quoted", csvQuoted, "csv", mapping, 10],
    ["Parquet", parquet, "parquet", mapping, 3],
    ["Parquet, half of the columns", parquet, "parquet", half, 3],
  ] as const) {
    const converter = converterFor(`cells-${what.replaceAll(/\W+/g, "-")}`, fileType, keys);
    const map = (bytes: string): Promise<Ran> =>
      runProgram(BENCH_FOLDER, process.execPath, [HEDDLE, "map", converter, path], undefined, { HEDDLE_BYTES: bytes });
    const ran = await programsInTurns(runs, {
      "heddle map": () => map("1"),
      "heddle map, by values": () => map("0"),
      "DuckDB, one thread": () =>
        runProgram(BENCH_FOLDER, process.execPath, [duckdb, converter, path, join(BENCH_FOLDER, "duckdb.json")]),
    });
    const heddle = ran["heddle map"];
    for (const [name, { seconds, cpuSeconds, peakMB }] of Object.entries(ran)) {
      const ratio = (cpuSeconds ?? Number.NaN) / (heddle.cpuSeconds ?? Number.NaN);
      const least = name === "heddle map" ? undefined : name.startsWith("DuckDB") ? 1 : timesByValues;
      results.push({
        level: `file to file: ${what}, ratios of CPU time against heddle map`,
        what: name,
        seconds,
        rows,
        bytes: statSync(path).size,
        ratio,
        ...(cpuSeconds === undefined ? {} : { cpuSeconds }),
        ...(peakMB === undefined ? {} : { peakMB }),
        ...(least === undefined ? {} : { target: `>= ${least} x heddle map`, met: ratio >= least }),
      });
    }
  }
  return results;
}
