// In: the address of a PostgreSQL server on this machine (`--url`), objects and their rows. Out: what coordination takes beside the work, and
// what a second process brings: `heddle run` from S3 on loopback to files, with the ledger in PostgreSQL.
import { fork, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { openPostgres } from "../../packages/runtime/src/postgres/database.ts";
import { BENCH_FOLDER } from "./data.ts";
import { HEDDLE } from "./level-files.ts";
import { CONVERTERS } from "./level-mapper.ts";
import { median, runProgram } from "./measure.ts";
import { makeRows } from "./rows.ts";

const { values } = parseArgs({
  options: {
    url: { type: "string" },
    objects: { type: "string", default: "60" },
    rows: { type: "string", default: "10000" },
    runs: { type: "string", default: "3" },
  },
});
const { url } = values;
if (url === undefined) throw new Error("node scripts/bench/cluster.ts --url postgres://user@127.0.0.1/database");
const [objects, rows, runs] = [Number(values.objects), Number(values.rows), Number(values.runs)];
const access = {
  region: "eu-central-1",
  forcePathStyle: true,
  credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
};
const bucket = "heddle-cluster";
const OUTPUT = join(BENCH_FOLDER, "cluster-events");
const TICKS_PER_SECOND = 100;

/** Seconds on processors of all processes of PostgreSQL, those that have ended included. */
function postgresCpu(): number {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const ticks = pids.map((pid) => {
    try {
      const [, name, rest = ""] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
      const fields = rest.split(" ").slice(11, 15).map(Number);
      return name === "postgres" ? fields.reduce((sum, value) => sum + value, 0) : 0;
    } catch {
      return 0;
    }
  });
  return ticks.reduce((sum, value) => sum + value, 0) / TICKS_PER_SECOND;
}

async function cpuOf(server: ChildProcess): Promise<number> {
  server.send("how much");
  const [{ cpuSeconds }] = (await once(server, "message")) as [{ cpuSeconds: number }];
  return cpuSeconds;
}

interface Run {
  readonly clock: number;
  readonly workers: number;
  readonly postgres: number;
  readonly s3: number;
}

/** Ingests everything anew by so many processes; seconds. */
async function run(processes: number, endpoint: string, server: ChildProcess): Promise<Run> {
  rmSync(OUTPUT, { recursive: true, force: true });
  const schema = `bench_${randomUUID()}`;
  const source = {
    bucket,
    ...access,
    endpoint,
    converter: join(CONVERTERS, "pass-through.converter.json"),
    dataType: "event",
    deduplicate: false,
    sink: { type: "ndjson", directory: OUTPUT, shared: true },
    ledger: { type: "postgres", url, schema },
  };
  const folders = Array.from({ length: processes }, (_, i) => join(BENCH_FOLDER, `cluster-${i}`));
  const before = { postgres: postgresCpu(), s3: await cpuOf(server) };
  const start = performance.now();
  const ran = await Promise.all(
    folders.map((folder) => {
      mkdirSync(folder, { recursive: true });
      const path = join(folder, "source.json");
      writeFileSync(path, JSON.stringify(source));
      return runProgram(folder, process.execPath, [HEDDLE, "run", path, "--once"]);
    }),
  );
  const clock = (performance.now() - start) / 1000;
  const after = { postgres: postgresCpu(), s3: await cpuOf(server) };
  const database = await openPostgres({ url: url as string, schema }, { version: "bench", migrations: [] });
  await database.query("DROP SCHEMA $S CASCADE");
  await database.close();
  return {
    clock,
    workers: ran.reduce((sum, { cpuSeconds = 0 }) => sum + cpuSeconds, 0),
    postgres: after.postgres - before.postgres,
    s3: after.s3 - before.s3,
  };
}

const server = fork(join(import.meta.dirname, "s3-process.ts"));
const [{ endpoint }] = (await once(server, "message")) as [{ endpoint: string }];
// The client writes into the credentials that it is given.
const client = new S3Client({ ...access, endpoint, credentials: { ...access.credentials } });
await client.send(new CreateBucketCommand({ Bucket: bucket }));
for (let object = 0; object < objects; object += 1) {
  const lines = [...makeRows(object * rows, rows)].map((row) => `${JSON.stringify(row)}\n`).join("");
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: `${object}.json.gz`, Body: gzipSync(lines) }));
}
client.destroy();
const counts = [1, 2, 4];
const measured = new Map<number, Run[]>(counts.map((count) => [count, []]));
for (let turn = 0; turn < runs; turn += 1)
  for (const count of counts) measured.get(count)?.push(await run(count, endpoint, server));
server.kill();
const first = median((measured.get(1) ?? []).map(({ clock }) => clock));
console.log(`${objects} objects of ${rows} rows, ${availableParallelism()} cores, medians of ${runs}`);
for (const [count, all] of measured) {
  const of = (part: keyof Run): number => median(all.map((one) => one[part]));
  const share = (100 * of("postgres")) / of("workers");
  console.log(
    `${count} processes: ${of("clock").toFixed(1)} s (${(first / of("clock")).toFixed(2)} x), processor: workers ${of("workers").toFixed(1)} s, ` +
      `PostgreSQL ${of("postgres").toFixed(2)} s (${share.toFixed(1)} %), S3 ${of("s3").toFixed(1)} s; load ${(loadavg()[0] ?? 0).toFixed(1)}`,
  );
}
