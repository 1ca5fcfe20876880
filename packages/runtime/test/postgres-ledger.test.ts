// The PostgreSQL ledger beside the contract of ledgers: its schema, its own clock, and processes that start together.
import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, it, onTestFinished } from "vitest";
import type { ClaimRequest, Ledger } from "../src/contracts/ledger.ts";
import { openPostgresLedger } from "../src/ledger/postgres/postgres-ledger.ts";
import { LEDGER_TABLES } from "../src/ledger/postgres/schema.ts";
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
