// In: how many objects (`--objects`, default a million), workers (`--workers`) and the address of a PostgreSQL server (`--url`; without it
// SQLite alone). Out: what a ledger of that size takes on the disk, and how long each kind of step takes in it.
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type ClaimRequest, type Ledger, openLedger, openPostgresLedger } from "@heddle/runtime";
import { openPostgres } from "../../packages/runtime/src/postgres/database.ts";

const { values } = parseArgs({
  options: {
    objects: { type: "string", default: "1000000" },
    workers: { type: "string", default: "1,8,16" },
    work: { type: "string", default: "4000" },
    url: { type: "string" },
    only: { type: "string", default: "sqlite,postgres" },
  },
});
const OBJECTS = Number(values.objects);
const WORK = Number(values.work);
const PAGE = 1000;
const KNOWN = 100_000;
const TIMES = 20;

/** A kind of ledger, and one of it that is empty. */
interface Subject {
  readonly name: string;
  open(): Promise<Ledger>;
  bytes(): Promise<number>;
  end(): Promise<void>;
}

function sqliteSubject(): Subject {
  const home = join(import.meta.dirname, "..", "..", ".heddle", "bench");
  mkdirSync(home, { recursive: true });
  const folder = mkdtempSync(join(home, "ledger-"));
  const path = join(folder, "ledger.db");
  return {
    name: "SQLite",
    open: async () => openLedger(path),
    bytes: async () => statSync(path).size,
    end: async () => rmSync(folder, { recursive: true }),
  };
}

async function postgresSubject(url: string): Promise<Subject> {
  const place = { url, schema: `bench_${randomUUID()}` };
  const database = await openPostgres(place, { version: "bench", migrations: [] });
  return {
    name: "PostgreSQL",
    open: () => openPostgresLedger(place),
    async bytes() {
      const [row] = await database.query(
        `SELECT sum(pg_total_relation_size(c.oid)) AS bytes FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
         WHERE nspname = $1 AND relkind = 'r'`,
        [place.schema],
      );
      return Number(row?.["bytes"]);
    },
    async end() {
      await database.query("DROP SCHEMA $S CASCADE");
      await database.close();
    },
  };
}

function say(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(58)} ${figure}   (load ${(loadavg()[0] ?? 0).toFixed(1)})\n`);
}

const rate = (count: number, ms: number): string => `${Math.round((count * 1000) / ms).toLocaleString("en")} a second`;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function share(sorted: readonly number[], part: number): string {
  return `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN).toFixed(1)} ms`;
}

async function discover(ledger: Ledger, count: number): Promise<void> {
  for (let first = 0; first < count; first += PAGE) {
    const page = Array.from({ length: Math.min(PAGE, count - first) }, (_, n) => ({
      bucket: "bench",
      key: `exports/${String(first + n).padStart(9, "0")}.json.gz`,
      etag: `"${first + n}"`,
      size: 1_000_000,
      lastModified: 1_700_000_000_000 + first + n,
    }));
    await ledger.discover(page, "hash");
  }
}

const REQUEST: Omit<ClaimRequest, "owner"> = { run: "bench", leaseMs: 60_000, maxAttempts: 5 };
const COUNTS = { rows: 10_000, events: 9_990, ignored: 0, dropped: {}, setAside: { "row/not-json": 10 }, changes: {} };

/** Each worker claims, renews and settles until all together have done `WORK` objects. */
async function workOn(subject: Subject, workers: number): Promise<void> {
  const ledgers = await Promise.all(Array.from({ length: workers }, () => subject.open()));
  const claims: number[] = [];
  let left = WORK;
  const ms = await timed(() =>
    Promise.all(
      ledgers.map(async (ledger, n) => {
        while (left > 0) {
          left -= 1;
          const start = performance.now();
          const claim = await ledger.claim({ ...REQUEST, owner: `worker-${n}` });
          claims.push(performance.now() - start);
          if (claim === undefined) return;
          await ledger.renew(claim, 60_000, { rows: 1, bytes: 1 });
          const settled = await ledger.settle(claim, {
            outcome: "done",
            counts: COUNTS,
            bytesRead: 1_000_000,
            bytesWritten: 1_000_000,
            converterHash: "hash",
          });
          if (!settled) throw new Error("a claim was lost");
        }
      }),
    ),
  );
  await Promise.all(ledgers.map((ledger) => ledger.close()));
  const sorted = claims.toSorted((a, b) => a - b);
  say(`claim, renew, settle, ${workers} worker(s)`, rate(WORK, ms));
  say(`  a claim: median, 99th percentile`, `${share(sorted, 0.5)}, ${share(sorted, 0.99)}`);
}

async function repeated(what: string, step: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time += 1) times.push(await timed(step));
  const sorted = times.toSorted((a, b) => a - b);
  say(what, `${share(sorted, 0.5)}, at most ${share(sorted, 1)}`);
}

async function measure(subject: Subject): Promise<void> {
  process.stdout.write(`\n${subject.name}, ${OBJECTS.toLocaleString("en")} objects\n`);
  const ledger = await subject.open();
  say("discover new objects", rate(OBJECTS, await timed(() => discover(ledger, OBJECTS))));
  const known = Math.min(KNOWN, OBJECTS);
  say("discover known objects", rate(known, await timed(() => discover(ledger, known))));
  say("size", `${Math.round((await subject.bytes()) / 1e6)} MB`);
  for (const workers of values.workers.split(",")) await workOn(subject, Number(workers));
  await repeated("backlog", () => ledger.backlog({ ...REQUEST, owner: "worker-0" }));
  await repeated("summary", () => ledger.summary());
  await repeated("status: summary and 50 entries", async () => {
    await ledger.summary();
    let entries = 0;
    for await (const _ of ledger.entries()) if ((entries += 1) === 50) break;
  });
  await repeated("are there delivered objects", () => ledger.hasIngested());
  await ledger.close();
  await subject.end();
}

const only = values.only.split(",");
if (only.includes("sqlite")) await measure(sqliteSubject());
if (only.includes("postgres") && values.url !== undefined) await measure(await postgresSubject(values.url));
