// In: how many objects (`--objects`, default a million) and the address of a PostgreSQL server (`--url`; without it SQLite alone). Out: how long
// it takes to ask of ledgers in which all objects failed, wait or are done, and what memory that takes.
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import { type ClaimRequest, type Ledger, openLedger, openPostgresLedger, planReplay } from "@heddle/runtime";
import { retryObjects } from "@heddle/runtime/offline";
import { openPostgres } from "../../packages/runtime/src/postgres/database.ts";

const { values } = parseArgs({
  options: {
    objects: { type: "string", default: "1000000" },
    url: { type: "string" },
    only: { type: "string", default: "sqlite,postgres" },
  },
});
const OBJECTS = Number(values.objects);
const home = join(import.meta.dirname, "..", "..", ".heddle", "bench");
mkdirSync(home, { recursive: true });
const folder = mkdtempSync(join(home, "ledger-"));

type State = "failed" | "discovered" | "done";

/** A kind of ledger, and one of it in which all objects are in a state. */
interface Subject {
  readonly name: string;
  /** `settings`: as source files name it. */
  fill(state: State): Promise<{ open(): Promise<Ledger>; readonly settings: unknown; end(): Promise<void> }>;
}

/** Objects of ten runs that failed within a day, at most three times each; or that were found under another converter. */
const COLUMNS = `bucket, key, etag, size, last_modified, state, discovered_at, found_hash, run, attempts, retryable, first_failed_at, not_before,
  ended_at, rows, events, bytes_read, converter_hash`;
const columnsOf = (state: State, retryable: string): string =>
  `'bench', 'exports/' || n || '.json.gz', n, 1000000, 1700000000000 + n, '${state}', 1700000000000, 'other', 'run-' || n % 10, 1 + n % 3, ${retryable},
  now - n % 86400 * 1000, now - n % 3600 * 1000, now - n % 86400 * 1000, 1000, 1000, 1000000, 'other'`;

const SQLITE: Subject = {
  name: "SQLite",
  async fill(state) {
    const path = join(folder, `${state}.db`);
    const ledger = openLedger(path);
    await ledger.keepConverter({ hash: "other", text: "{}", passedOn: "x" });
    await ledger.close();
    const database = new DatabaseSync(path);
    database.exec(
      `INSERT INTO objects (${COLUMNS}) WITH RECURSIVE series (n, now) AS (SELECT 0, ${Date.now()} UNION ALL
         SELECT n + 1, now FROM series WHERE n + 1 < ${OBJECTS}) SELECT ${columnsOf(state, "1")} FROM series`,
    );
    database.close();
    return { open: async () => openLedger(path), settings: path, end: async () => {} };
  },
};

function postgresSubject(url: string): Subject {
  return {
    name: "PostgreSQL",
    async fill(state) {
      const place = { url, schema: `bench_${randomUUID()}` };
      const ledger = await openPostgresLedger(place);
      await ledger.keepConverter({ hash: "other", text: "{}", passedOn: "x" });
      await ledger.close();
      const database = await openPostgres(place, { version: "bench", migrations: [] });
      await database.query(
        `INSERT INTO $S.objects (${COLUMNS}) SELECT ${columnsOf(state, "true")} FROM generate_series(0, ${OBJECTS} - 1) AS n,
           (SELECT ${Date.now()}::bigint AS now) AS clock`,
      );
      await database.query("VACUUM ANALYZE $S.objects");
      return {
        open: () => openPostgresLedger(place),
        settings: { type: "postgres", ...place },
        async end() {
          await database.query("DROP SCHEMA $S CASCADE");
          await database.close();
        },
      };
    },
  };
}

const REQUEST: ClaimRequest = {
  owner: "bench",
  run: "run-3",
  leaseMs: 60_000,
  maxAttempts: 2,
  retryForMs: 43_200_000,
  retryAfterMs: 1000,
};

/** The time of each of some turns, and how much memory the process has needed so far. */
async function measured(what: string, turns: number, step: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  let came: unknown;
  for (let turn = 0; turn < turns; turn += 1) {
    const start = performance.now();
    came = await step();
    times.push(performance.now() - start);
  }
  const median = times.toSorted((a, b) => a - b)[Math.floor(turns / 2)] ?? 0;
  const memory = Math.round(process.resourceUsage().maxRSS / 1024);
  const load = (loadavg()[0] ?? 0).toFixed(1);
  process.stdout.write(
    `${what.padEnd(44)} ${median.toFixed(1)} ms; peak ${memory} MB; load ${load}: ${String(came)}\n`,
  );
}

async function retried(ledger: Ledger, accept: (key: string) => boolean): Promise<number> {
  let count = 0;
  for await (const keys of retryObjects(ledger, accept)) count += keys.length;
  return count;
}

async function measure(subject: Subject): Promise<void> {
  process.stdout.write(`\n${subject.name}, ${OBJECTS.toLocaleString("en")} objects\n`);
  for (const state of ["failed", "discovered", "done"] as const) {
    const { open, settings, end } = await subject.fill(state);
    const ledger = await open();
    if (state === "failed") {
      await measured("backlog, all failed", 5, async () => (await ledger.backlog(REQUEST)).objects);
      await measured("retry of one object, all failed", 1, () => retried(ledger, (key) => key === "exports/7.json.gz"));
    }
    if (state === "discovered")
      await measured("waiting under another converter, all wait", 5, () => ledger.waitingUnderOther("this"));
    await ledger.close();
    if (state === "done") await replayPlans(settings);
    await end();
  }
}

async function replayPlans(ledger: unknown): Promise<void> {
  const converter = join(folder, "c.json");
  const config = { fileType: "json", convertToAmplitudeFunc: { user_id: "u", event_type: "e" } };
  writeFileSync(converter, JSON.stringify({ converterConfig: config }));
  const source = { converter, ledger, strategy: "append_only", sink: { type: "ndjson", directory: folder } };
  const plan = (accept: (key: string) => boolean) => async () =>
    (await planReplay(source as unknown as Parameters<typeof planReplay>[0], { accept, scope: "all" })).objects.length;
  await measured(
    "plan to replay one object, all done",
    1,
    plan((key) => key === "exports/7.json.gz"),
  );
  await measured(
    "plan to replay all, all done",
    1,
    plan(() => true),
  );
}

try {
  const only = values.only.split(",");
  if (only.includes("sqlite")) await measure(SQLITE);
  if (only.includes("postgres") && values.url !== undefined) await measure(postgresSubject(values.url));
} finally {
  rmSync(folder, { recursive: true });
}
