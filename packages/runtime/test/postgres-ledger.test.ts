// The PostgreSQL ledger beside the contract of ledgers: its schema, its own clock, and processes that start together.
import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, it, onTestFinished } from "vitest";
import type { ClaimRequest, Ledger } from "../src/contracts/ledger.ts";
import { DONE_PAGE, RETRY_PAGE, retryObjects } from "../src/ledger/pages.ts";
import { openPostgresLedger } from "../src/ledger/postgres/postgres-ledger.ts";
import { LEDGER_TABLES } from "../src/ledger/postgres/schema.ts";
import { WAITING } from "../src/ledger/postgres/waiting-schema.ts";
import { postgresUrl } from "./support/postgres.ts";

async function place() {
  return { url: await postgresUrl(), schema: `odd "name" ${randomUUID()}` };
}

async function open(where: { readonly url: string; readonly schema: string }): Promise<Ledger> {
  const ledger = await openPostgresLedger(where);
  onTestFinished(() => ledger.close().catch(() => {}));
  return ledger;
}

const REQUEST: ClaimRequest = { owner: "me", run: "run-1", leaseMs: 60_000, maxAttempts: 3 };
const objects = Array.from({ length: 12 }, (_, n) => ({
  bucket: "b",
  key: `k${n}`,
  etag: '"1"',
  size: 1,
  lastModified: n,
}));

it("is made by workers that start together, who share out the objects by the clock of the database", async () => {
  const where = await place();
  const workers = await Promise.all(Array.from({ length: 4 }, () => open(where)));
  await Promise.all(workers.map((ledger) => ledger.discover(objects)));
  const claims = await Promise.all(Array.from({ length: 12 }, (_, n) => workers[n % 4]?.claim(REQUEST)));
  expect(new Set(claims.map((claim) => claim?.object.key)).size).toBe(12);
  const [first] = claims;
  if (first === undefined) throw new Error("nothing to claim");
  expect(await workers[3]?.claimStatus(first.id, first.fencingToken)).toBe("held");
  expect(await workers[1]?.renew(first, 0, { rows: 0, bytes: 0 })).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await workers[2]?.claimStatus(first.id, first.fencingToken)).toBe("free");
  expect(await workers[0]?.renew(first, 60_000, { rows: 0, bytes: 0 })).toBe(false);
});

it("of an earlier version is counted when it is opened", async () => {
  const where = await place();
  const client = new pg.Client(where.url);
  await client.connect();
  const schema = client.escapeIdentifier(where.schema);
  await client.query(`CREATE SCHEMA ${schema}`);
  const before = LEDGER_TABLES.migrations.findIndex((migration) => migration.includes("CREATE TABLE $S.tallies"));
  for (const migration of LEDGER_TABLES.migrations.slice(0, before))
    await client.query(migration.replaceAll("$S", schema));
  await client.query(`CREATE TABLE ${schema}.heddle (version integer NOT NULL); INSERT INTO ${schema}.heddle VALUES (${before});
    INSERT INTO ${schema}.objects (bucket, key, etag, size, last_modified, state, discovered_at, ended_at, rows, events, bytes_read, counts)
    VALUES ('b', 'a', '1', 10, 1, 'done', 1, 86400001, 5, 4, 7, '{"dropped":{},"setAside":{"row/not-json":1},"changes":{}}'),
      ('b', 'b', '1', 10, 1, 'failed', 1, 86400002, 0, 0, 3, NULL), ('b', 'c', '1', 10, 1, 'discovered', 1, NULL, 0, 0, 0, NULL)`);
  await client.end();
  const counts = { rows: 5, events: 4, ignored: 0, dropped: {}, setAside: { "row/not-json": 1 }, changes: {} };
  expect(await (await open(where)).summary()).toEqual({
    states: { discovered: 1, claimed: 0, done: 1, failed: 1, changed: 0, gone: 0 },
    totals: counts,
    replays: 0,
    lastIngestedAt: 86_400_001,
    days: [{ day: "1970-01-02", done: 1, failed: 1, bytesRead: 10, counts }],
  });
});

it("of an earlier version counts what waits, and what failed, when it is opened", async () => {
  const where = await place();
  const client = new pg.Client(where.url);
  await client.connect();
  onTestFinished(() => client.end());
  const schema = client.escapeIdentifier(where.schema);
  await client.query(`CREATE SCHEMA ${schema}`);
  const before = LEDGER_TABLES.migrations.indexOf(WAITING);
  for (const migration of LEDGER_TABLES.migrations.slice(0, before))
    await client.query(migration.replaceAll("$S", schema));
  await client.query(`CREATE TABLE ${schema}.heddle (version integer NOT NULL); INSERT INTO ${schema}.heddle VALUES (${before});
    INSERT INTO ${schema}.objects (bucket, key, etag, size, last_modified, state, discovered_at, found_hash, run, attempts, retryable, first_failed_at)
    VALUES ('b', 'a', '1', 10, 1, 'discovered', 1, 'x', NULL, 0, false, NULL),
      ('b', 'b', '1', 20, 1, 'failed', 1, 'x', 'r', 1, true, extract(epoch FROM now()) * 1000),
      ('b', 'c', '1', 30, 1, 'failed', 1, 'x', 'r', 2, true, NULL), ('b', 'd', '1', 40, 1, 'failed', 1, 'x', 'r', 1, false, 5)`);
  const ledger = await open(where);
  expect([await ledger.waitingUnderOther("y"), await ledger.waitingUnderOther("x")]).toEqual([1, 0]);
  const request = { owner: "me", run: "s", leaseMs: 1, maxAttempts: 2 };
  expect(await ledger.backlog(request)).toMatchObject({ objects: 2, bytes: 30, failed: 3 });
  expect(await ledger.backlog({ ...request, maxAttempts: 3 })).toMatchObject({ objects: 3, bytes: 60 });
  // For whoever decides how many workers there are: what failed within a day.
  const seen = async () => (await client.query(`SELECT waiting::int, claimed::int FROM ${schema}.backlog`)).rows;
  expect(await seen()).toEqual([{ waiting: 2, claimed: 0 }]);
  await client.query(
    `UPDATE ${schema}.objects SET not_before = extract(epoch FROM now()) * 1000 + 30000 WHERE key = 'b'`,
  );
  expect(await seen()).toEqual([{ waiting: 1, claimed: 0 }]);
});

it("reads pages of what is done and of what is tried again, however much that is", async () => {
  const where = await place();
  const ledger = await open(where);
  const client = new pg.Client(where.url);
  await client.connect();
  const insert = (prefix: string, state: string, count: number): Promise<unknown> =>
    client.query(`INSERT INTO ${client.escapeIdentifier(where.schema)}.objects
        (bucket, key, etag, size, last_modified, state, discovered_at, ended_at)
      SELECT 'b', '${prefix}' || n, '1', 1, n, '${state}', 1, 1 FROM generate_series(0, ${count} - 1) AS n`);
  await insert("k", "failed", RETRY_PAGE + 1);
  await insert("d", "done", DONE_PAGE + 1);
  await client.end();
  let done = 0;
  for await (const { key } of ledger.doneObjects()) done += Number(key.startsWith("d"));
  expect(done).toBe(DONE_PAGE + 1);
  const pages: number[] = [];
  for await (const keys of retryObjects(ledger, (key) => key !== "k7")) pages.push(keys.length);
  expect(pages).toEqual([RETRY_PAGE - 1, 1]);
  expect(await ledger.summary()).toMatchObject({ states: { failed: 1, discovered: RETRY_PAGE } });
});

it("is refused where a newer version wrote it, and where there is no server", async () => {
  const where = await place();
  await (await open(where)).close();
  const client = new pg.Client(where.url);
  await client.connect();
  await client.query(`UPDATE ${client.escapeIdentifier(where.schema)}.heddle SET version = 99`);
  await client.end();
  await expect(openPostgresLedger(where)).rejects.toMatchObject({ code: "ledger/too-new", scope: "job" });
  await expect(openPostgresLedger({ ...where, url: "postgres://me:secret@127.0.0.1:1/none?x" })).rejects.toMatchObject({
    code: "ledger/unreadable",
    message: expect.not.stringContaining("secret") as string,
  });
});

it("survives connections that the server ends", async () => {
  const where = await place();
  const name = randomUUID();
  const ledger = await open({ ...where, url: `${where.url}?application_name=${name}` });
  await ledger.discover(objects);
  const client = new pg.Client(where.url);
  await client.connect();
  const ended = await client.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
    [name],
  );
  await client.end();
  expect(ended.rows.length).toBeGreaterThan(0);
  expect((await ledger.claim(REQUEST))?.object.key).toBe("k0");
});
