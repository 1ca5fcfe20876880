// In: objects and their rows, how much of a processor each worker may use (`--share`), and a PostgreSQL server (`--url`; one of our own otherwise).
// Out: what coordination takes beside the work, and what a second process brings: jobs from S3 on loopback to files, with the ledger in
// PostgreSQL. Workers that have a part of a processor leave the rest to both servers, as if those were elsewhere.
import { type ChildProcess, fork, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { openPostgres } from "../../packages/runtime/src/postgres/database.ts";
import { BENCH_FOLDER } from "./data.ts";
import { CONVERTERS } from "./level-mapper.ts";
import { median } from "./measure.ts";
import { withPostgres } from "./own-postgres.ts";
import { makeRows } from "./rows.ts";

const { values } = parseArgs({
  options: {
    url: { type: "string" },
    objects: { type: "string", default: "60" },
    rows: { type: "string", default: "10000" },
    runs: { type: "string", default: "3" },
    processes: { type: "string", default: "1,2" },
    share: { type: "string" },
  },
});
const [objects, rows, runs] = [Number(values.objects), Number(values.rows), Number(values.runs)];
const processes = values.processes.split(",").map(Number);
const access = {
  region: "eu-central-1",
  forcePathStyle: true,
  credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
};
const bucket = "heddle-cluster";
const HOME = join(BENCH_FOLDER, "cluster");
const PERIOD_US = 20_000;

/** What one worker says of its job. */
interface Worked {
  readonly objects: number;
  readonly rows: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly ledgerSeconds: number;
}

/** A control group in which processes share so much of a processor; only those of Linux's first version are known here. */
function controlGroup(name: string, share: number): { add(pid: number): void; remove(): void } {
  const folder = join("/sys/fs/cgroup/cpu", `heddle-${process.pid}-${name}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "cpu.cfs_period_us"), String(PERIOD_US));
  writeFileSync(join(folder, "cpu.cfs_quota_us"), String(Math.round(share * PERIOD_US)));
  return {
    add: (pid) => writeFileSync(join(folder, "cgroup.procs"), String(pid)),
    remove: () => rmdirSync(folder),
  };
}

async function work(name: string, sourceFile: string): Promise<Worked> {
  const group = values.share === undefined ? undefined : controlGroup(name, Number(values.share));
  const child = spawn(process.execPath, [join(import.meta.dirname, "cluster-worker.ts"), sourceFile], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  group?.add(child.pid ?? 0);
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  group?.remove();
  if (code !== 0) throw new Error(`a worker ended with ${String(code)}`);
  return JSON.parse(said) as Worked;
}

/** Ingests everything anew by so many processes; fails where an object is missing or was taken twice. */
async function run(count: number, endpoint: string, url: string): Promise<readonly Worked[]> {
  rmSync(HOME, { recursive: true, force: true });
  mkdirSync(HOME, { recursive: true });
  const schema = `bench_${randomUUID()}`;
  const source = {
    bucket,
    ...access,
    endpoint,
    converter: join(CONVERTERS, "pass-through.converter.json"),
    dataType: "event",
    deduplicate: false,
    sink: { type: "ndjson", directory: "events", shared: true },
    ledger: { type: "postgres", url, schema },
    limits: { objectsAtOnce: 2 },
  };
  const path = join(HOME, "source.json");
  writeFileSync(path, JSON.stringify(source));
  try {
    const worked = await Promise.all(Array.from({ length: count }, (_, i) => work(String(i), path)));
    const sum = (part: "objects" | "rows"): number => worked.reduce((all, one) => all + one[part], 0);
    if (sum("objects") !== objects || sum("rows") !== objects * rows)
      throw new Error(`${sum("objects")} objects and ${sum("rows")} rows, not ${objects} and ${objects * rows}`);
    return worked;
  } finally {
    const database = await openPostgres({ url, schema }, { version: "bench", migrations: [] });
    await database.query("DROP SCHEMA $S CASCADE");
    await database.close();
  }
}

async function fill(endpoint: string): Promise<void> {
  // The client writes into the credentials that it is given.
  const client = new S3Client({ ...access, endpoint, credentials: { ...access.credentials } });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  for (let object = 0; object < objects; object += 1) {
    const first = object * rows;
    const lines = [...makeRows(first, first + rows)].map((row) => `${JSON.stringify(row)}\n`).join("");
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: `${object}.json.gz`, Body: gzipSync(lines) }));
  }
  client.destroy();
}

function report(all: ReadonlyMap<number, readonly (readonly Worked[])[]>): void {
  const share = values.share === undefined ? "" : `, each worker ${values.share} of one`;
  console.log(`${objects} objects of ${rows} rows; ${availableParallelism()} cores${share}; medians of ${runs}`);
  // From the first that began to the last that ended, less the start of Node.
  const clockOf = (turn: readonly Worked[]): number => Math.max(...turn.map(({ seconds }) => seconds));
  const first = median([...(all.get(processes[0] ?? 1) ?? [])].map(clockOf));
  for (const [count, turns] of all) {
    const clock = median(turns.map(clockOf));
    const total = (part: "cpuSeconds" | "ledgerSeconds"): number =>
      median(turns.map((turn) => turn.reduce((sum, one) => sum + one[part], 0)));
    const [cpu, ledger] = [total("cpuSeconds"), total("ledgerSeconds")];
    console.log(
      `${count} processes: ${clock.toFixed(2)} s (${(first / clock).toFixed(2)} x); processor ${cpu.toFixed(2)} s, of which the ledger ` +
        `${ledger.toFixed(3)} s (${((100 * ledger) / cpu).toFixed(1)} %, ${((1000 * ledger) / objects).toFixed(2)} ms an object); load ${(loadavg()[0] ?? 0).toFixed(1)}`,
    );
  }
}

async function main(url: string): Promise<void> {
  const server: ChildProcess = fork(join(import.meta.dirname, "s3-process.ts"));
  const [{ endpoint }] = (await once(server, "message")) as [{ endpoint: string }];
  try {
    await fill(endpoint);
    const all = new Map<number, (readonly Worked[])[]>(processes.map((count) => [count, []]));
    for (let turn = 0; turn < runs; turn += 1)
      for (const count of processes) all.get(count)?.push(await run(count, endpoint, url));
    report(all);
  } finally {
    server.kill();
    rmSync(HOME, { recursive: true, force: true });
  }
}

await withPostgres(values.url, main);
