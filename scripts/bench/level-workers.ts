// Level "workers": the same job with one worker and with two, on one large object (Parquet, too) and on many small ones, from files and from S3 on loopback; and beside `heddle map`.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { upload } from "../demo/upload.ts";
import { BENCH_FOLDER, jsonFiles } from "./data.ts";
import { parquetFile } from "./level-cells.ts";
import { HEDDLE } from "./level-files.ts";
import { CONVERTERS } from "./level-mapper.ts";
import { programsInTurns, type Ran, type Result, runProgram } from "./measure.ts";

const SMALL_OBJECTS = 64;
const JOB = join(import.meta.dirname, "workers-job.ts");
const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
const region = "eu-central-1";
const bucket = "heddle-workers";

/** `rows`: of the large object, and of the small ones together. */
export async function workersLevel(rows: number, runs: number): Promise<Result[]> {
  const large = await jsonFiles(rows);
  const small = await smallFiles(large.plain, rows);
  const results = await largeParquet(rows, runs);
  for (const converter of ["pass-through", "time-and-strings"]) {
    for (const [what, paths] of [
      ["one object, plain", [large.plain]],
      ["one object, gzip", [large.gzip]],
      [`${SMALL_OBJECTS} objects, gzip`, small],
    ] as const) {
      const level = `workers, ${converter}, ${what}, from files`;
      const path = converterPath(converter);
      results.push(...(await compare(level, rows, runs, (workers) => fromFiles(path, workers, paths), 1.5)));
    }
  }
  return [...results, ...(await fromS3(large.gzip, small, rows, runs))];
}

async function largeParquet(rows: number, runs: number): Promise<Result[]> {
  const { path, converter } = await parquetFile(2 * rows);
  const run = (workers: number): Promise<Ran> => fromFiles(converter, workers, [path]);
  return compare("workers, pass-through, one object, Parquet, from files", 2 * rows, runs, run, 1.7);
}

function converterPath(name: string): string {
  return join(CONVERTERS, `${name}.converter.json`);
}

async function compare(
  level: string,
  rows: number,
  runs: number,
  run: (workers: number) => Promise<Ran>,
  target?: number,
): Promise<Result[]> {
  const ran = await programsInTurns(runs, { "1 worker": () => run(1), "2 workers": () => run(2) });
  const one = ran["1 worker"].seconds;
  return Object.entries(ran).map(([what, { seconds, cpuSeconds, peakMB }]): Result => ({
    level,
    what,
    seconds,
    rows,
    ratio: one / seconds,
    ...(cpuSeconds === undefined ? {} : { cpuSeconds }),
    ...(peakMB === undefined ? {} : { peakMB }),
    ...(target !== undefined && what === "2 workers" ? { target: `>= ${target} x`, met: one / seconds >= target } : {}),
  }));
}

/** All of `heddle run` but for S3: no server shares the two cores. */
function fromFiles(converter: string, workers: number, paths: readonly string[]): Promise<Ran> {
  return runProgram(BENCH_FOLDER, process.execPath, [JOB, sourceFile(converter, workers, {}), ...paths]);
}

function sourceFile(converter: string, workers: number, settings: object): string {
  const home = join(BENCH_FOLDER, "workers");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const source = {
    bucket,
    region,
    converter,
    dataType: "event",
    deduplicate: false,
    sink: { type: "ndjson", directory: "events" },
    ledger: "ledger.sqlite",
    limits: { workers },
    ...settings,
  };
  writeFileSync(join(home, "source.json"), JSON.stringify(source));
  return join(home, "source.json");
}

async function fromS3(large: string, small: readonly string[], rows: number, runs: number): Promise<Result[]> {
  const server = fork(join(import.meta.dirname, "s3-process.ts"));
  const [{ endpoint }] = (await once(server, "message")) as [{ endpoint: string }];
  const client = new S3Client({ region, endpoint, credentials: { ...credentials }, forcePathStyle: true });
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    for (const [prefix, paths] of [
      ["large/", [large]],
      ["small/", small],
    ] as const) {
      for (const [n, path] of paths.entries())
        await upload(client, bucket, { key: `${prefix}${n}.json.gz`, body: readFileSync(path), rows });
    }
    const results: Result[] = [];
    for (const [what, prefix] of [
      ["one object, gzip", "large/"],
      [`${SMALL_OBJECTS} objects, gzip`, "small/"],
    ] as const) {
      const before = await cpuOf(server);
      const run = (workers: number): Promise<Ran> =>
        runProgram(BENCH_FOLDER, process.execPath, [
          HEDDLE,
          "run",
          sourceFile(converterPath("pass-through"), workers, { endpoint, forcePathStyle: true, credentials, prefix }),
          "--once",
        ]);
      const compared = await compare(`workers, pass-through, ${what}, from S3`, rows, runs, run);
      const perRun = ((await cpuOf(server)) - before) / (2 * runs);
      if (prefix === "large/") results.push(...(await besideMap(large, rows, runs, () => run(1))));
      results.push(...compared, {
        level: `workers, pass-through, ${what}, from S3`,
        what: "the S3 server beside it, each run",
        cpuSeconds: perRun,
      });
    }
    return results;
  } finally {
    client.destroy();
    server.kill();
  }
}

/** A job beside `heddle map` of the same file: what finding, opening, recording and delivering an object cost. */
async function besideMap(gzip: string, rows: number, runs: number, job: () => Promise<Ran>): Promise<Result[]> {
  const converter = join(CONVERTERS, "pass-through.converter.json");
  const map = (): Promise<Ran> => runProgram(BENCH_FOLDER, process.execPath, [HEDDLE, "map", converter, gzip]);
  const ran = await programsInTurns(runs, { "heddle map": map, "heddle run": job });
  const mapSeconds = ran["heddle map"].seconds;
  return Object.entries(ran).map(([what, { seconds, cpuSeconds, peakMB }]): Result => ({
    level: "a job beside map, one gzip object, pass-through",
    what,
    seconds,
    rows,
    ratio: mapSeconds / seconds,
    ...(cpuSeconds === undefined ? {} : { cpuSeconds }),
    ...(peakMB === undefined ? {} : { peakMB }),
    ...(what === "heddle run" ? { target: ">= 0.9 x", met: mapSeconds / seconds >= 0.9 } : {}),
  }));
}

async function cpuOf(server: ChildProcess): Promise<number> {
  server.send("how much");
  const [{ cpuSeconds }] = (await once(server, "message")) as [{ cpuSeconds: number }];
  return cpuSeconds;
}

/** The same rows in small gzip files. */
async function smallFiles(plain: string, rows: number): Promise<readonly string[]> {
  const folder = join(BENCH_FOLDER, `small-${rows}`);
  const paths = Array.from({ length: SMALL_OBJECTS }, (_, n) => join(folder, `${n}.json.gz`));
  if (paths.every((path) => existsSync(path))) return paths;
  mkdirSync(folder, { recursive: true });
  const perObject = Math.ceil(rows / SMALL_OBJECTS);
  let lines: string[] = [];
  let made = 0;
  const write = (): void => {
    writeFileSync(paths[made] ?? "", gzipSync(lines.length === 0 ? "" : `${lines.join("\n")}\n`));
    made += 1;
    lines = [];
  };
  for await (const line of createInterface({ input: createReadStream(plain) }))
    if (lines.push(line) === perObject) write();
  while (made < SMALL_OBJECTS) write();
  return paths;
}
