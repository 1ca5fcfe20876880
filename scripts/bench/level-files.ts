// Level "file to file": whole programs from a file to a file, `heddle map` with all its checks against what a user would pick instead.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createReadStream, createWriteStream, existsSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { BENCH_FOLDER, type JsonFiles, versionOf } from "./data.ts";
import { HAND_WRITTEN } from "./hand-written.ts";
import { CONVERTERS } from "./level-mapper.ts";
import { programsInTurns, type Ran, type Result, runProgram } from "./measure.ts";
import { makeWideRows } from "./rows.ts";

const root = join(import.meta.dirname, "..", "..");
export const HEDDLE = join(root, "packages", "cli", "bin", "heddle.js");

/** Scripts of the suite as the JavaScript that one would run: to load TypeScript takes time and memory of its own. */
export function built(script: string): string {
  const out = join(BENCH_FOLDER, `${script}.mjs`);
  execFileSync(join(root, "node_modules", ".bin", "esbuild"), [
    join(import.meta.dirname, `${script}.ts`),
    "--bundle",
    "--platform=node",
    "--format=esm",
    "--external:@duckdb/node-api",
    "--external:jsonata",
    `--outfile=${out}`,
    "--log-level=error",
  ]);
  return out;
}

/** How many times as fast as the loop by hand `heddle map` is to be. */
const TARGETS: Readonly<Record<string, number>> = {
  "pass-through, plain": 8,
  "pass-through, gzip": 5,
  "pass-through, zstd": 5,
  "pass-through, as Python writes rows": 6,
  "export-reimport": 6,
  "time-and-strings": 3.5,
  "deep-and-conditional": 5,
  wide: 8,
};

const converterFile = (name: string): string => join(CONVERTERS, `${name}.converter.json`);
const node = (...args: string[]): Promise<Ran> => runProgram(BENCH_FOLDER, process.execPath, args);

export async function filesLevel(files: JsonFiles, rows: number, runs: number): Promise<Result[]> {
  const results: Result[] = [];
  const handLoop = built("hand-loop");
  const add = (kind: string, ran: Readonly<Record<string, Ran>>, count: number, path: string): void => {
    const baseline = ran["loop by hand"];
    const target = TARGETS[kind] ?? 1;
    for (const [what, { seconds, cpuSeconds, peakMB }] of Object.entries(ran)) {
      const ratio = (baseline?.seconds ?? Number.NaN) / seconds;
      results.push({
        level: `file to file: ${kind}`,
        what,
        seconds,
        rows: count,
        bytes: statSync(path).size,
        ratio,
        ...(cpuSeconds === undefined ? {} : { cpuSeconds }),
        ...(peakMB === undefined ? {} : { peakMB }),
        ...(what === "heddle map" ? { target: `>= ${target} x the loop by hand`, met: ratio >= target } : {}),
      });
    }
  };
  const asPython = { "as Python writes rows": await pythonFile(files.plain) };
  for (const [kind, path] of Object.entries({ ...files, ...asPython })) {
    const name = "pass-through";
    add(
      `${name}, ${kind}`,
      await programsInTurns(runs, {
        "heddle map": () => node(HEDDLE, "map", converterFile(name), path),
        "heddle map --raw (no checks)": () => node(HEDDLE, "map", "--raw", converterFile(name), path),
        "loop by hand": () => node(handLoop, name, path),
      }),
      rows,
      path,
    );
  }
  const wide = await wideFile(Math.ceil(rows / 8));
  for (const name of Object.keys(HAND_WRITTEN).slice(1)) {
    const [path, count] = name === "wide" ? [wide, Math.ceil(rows / 8)] : [files.plain, rows];
    add(
      name,
      await programsInTurns(runs, {
        "heddle map": () => node(HEDDLE, "map", converterFile(name), path),
        "loop by hand": () => node(handLoop, name, path),
      }),
      count,
      path,
    );
  }
  results.push(...(await peers(files, rows, runs)));
  return results;
}

/** DuckDB on the whole file, the slow ones on a part of it; ratios are of rows per second, against `heddle map` on the whole. */
async function peers({ plain: path, gzip }: JsonFiles, rows: number, runs: number): Promise<Result[]> {
  const level = "file to file: other programs, pass-through";
  const name = "pass-through";
  const fewRows = Math.min(rows, 10_000);
  const few = await headOf(path, fewRows);
  const { converterConfig } = JSON.parse(execFileSync("cat", [converterFile(name)], { encoding: "utf8" })) as {
    converterConfig: { convertToAmplitudeFunc: Record<string, string> };
  };
  const program = `{${Object.entries(converterConfig.convertToAmplitudeFunc)
    .map(([key, source]) => `${JSON.stringify(key)}: .${source}`)
    .join(", ")}}`;
  const [jsonata, duckdb] = [built("peer-jsonata"), built("peer-duckdb")];
  const ways: Record<string, { readonly rows: number; readonly run: () => Promise<Ran> }> = {
    "heddle map": { rows, run: () => node(HEDDLE, "map", converterFile(name), path) },
    "DuckDB, one thread": {
      rows,
      run: () => node(duckdb, converterFile(name), path, join(BENCH_FOLDER, "duckdb.json")),
    },
    "heddle map, gzip": { rows, run: () => node(HEDDLE, "map", converterFile(name), gzip) },
    "DuckDB, one thread, gzip": {
      rows,
      run: () => node(duckdb, converterFile(name), gzip, join(BENCH_FOLDER, "duckdb.json")),
    },
    "gunzip alone": { rows, run: () => runProgram(BENCH_FOLDER, "gzip", ["-dc", gzip]) },
    JSONata: { rows: fewRows, run: () => node(jsonata, converterFile(name), few) },
  };
  const missing: string[] = [];
  for (const command of ["gojq", "jq"]) {
    if (versionOf(command, "--version") === undefined) missing.push(command);
    else ways[command] = { rows: fewRows, run: () => runProgram(BENCH_FOLDER, command, ["-c", program, few]) };
  }
  const ran = await programsInTurns(
    runs,
    Object.fromEntries(Object.entries(ways).map(([what, { run }]) => [what, run])),
  );
  const speed = (what: string): number => (ways[what]?.rows ?? Number.NaN) / (ran[what]?.seconds ?? Number.NaN);
  return [
    ...Object.entries(ran).map(([what, { seconds, cpuSeconds, peakMB }]): Result => ({
      level,
      what,
      seconds,
      rows: ways[what]?.rows ?? 0,
      ratio: speed(what) / speed("heddle map"),
      ...(cpuSeconds === undefined ? {} : { cpuSeconds }),
      ...(peakMB === undefined ? {} : { peakMB }),
    })),
    ...missing.map((what): Result => ({ level, what, note: "not installed (a package of Debian)" })),
  ];
}

async function headOf(path: string, rows: number): Promise<string> {
  const head = join(BENCH_FOLDER, `head-${rows}.json`);
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    lines.push(line);
    if (lines.length === rows) break;
  }
  writeFileSync(head, `${lines.join("\n")}\n`);
  return head;
}

/** The rows of a file as `json.dumps` of Python writes them: blanks behind commas and colons, and ASCII alone. */
async function pythonFile(path: string): Promise<string> {
  const to = path.replace(/\.json$/, "-python.json");
  if (existsSync(to)) return to;
  const spelled = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(spelled).join(", ")}]`;
    if (typeof value === "object" && value !== null)
      return `{${Object.entries(value)
        .map(([key, item]) => `${spelled(key)}: ${spelled(item)}`)
        .join(", ")}}`;
    return JSON.stringify(value).replaceAll(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  };
  const out = createWriteStream(`${to}.part`);
  for await (const line of createInterface({ input: createReadStream(path) }))
    if (!out.write(`${spelled(JSON.parse(line))}\n`)) await once(out, "drain");
  out.end();
  await finished(out);
  renameSync(`${to}.part`, to);
  return to;
}

async function wideFile(rows: number): Promise<string> {
  const path = join(BENCH_FOLDER, `wide-${rows}.json`);
  if (!existsSync(path)) writeFileSync(path, [...makeWideRows(rows)].map((row) => `${JSON.stringify(row)}\n`).join(""));
  return path;
}
