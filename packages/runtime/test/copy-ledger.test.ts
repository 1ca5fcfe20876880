// A ledger copied between SQLite and PostgreSQL: all tables, there and back, or nothing of them.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { expect, it } from "vitest";
import type { Claim, ClaimRequest, Ledger, LedgerEntry } from "../src/contracts/ledger.ts";
import { noRows } from "../src/contracts/row-counts.ts";
import { copyLedger } from "../src/ledger/copy-ledger.ts";
import { COPY_TABLES } from "../src/ledger/copy-tables.ts";
import { ledgerPlace, type LedgerPlace } from "../src/ledger/ledger-place.ts";
import { ownerOfThisProcess } from "../src/process/owner.ts";
import { testFolder } from "./support/folder.ts";
import { postgresUrl } from "./support/postgres.ts";

const OWNER = ownerOfThisProcess();
const REQUEST: ClaimRequest = { owner: OWNER, run: "run-1", leaseMs: 60_000, maxAttempts: 3 };

const sqlitePlace = (): LedgerPlace => ledgerPlace(join(testFolder(), "ledger.db"));
const postgresPlace = async (schema = `copy_${randomUUID()}`): Promise<LedgerPlace> =>
  ledgerPlace({ type: "postgres", url: await postgresUrl(), schema });

async function entriesOf(place: LedgerPlace) {
  const ledger = await place.open();
  const entries: LedgerEntry[] = [];
  for await (const entry of ledger.entries()) entries.push(entry);
  const kept = {
    messages: await ledger.messages(),
    columns: await ledger.columns(),
    source: await ledger.source(),
    summary: await ledger.summary(),
    backlog: await ledger.backlog({ ...REQUEST, run: "next" }),
    underOther: await ledger.waitingUnderOther("other"),
  };
  await ledger.close();
  return { entries: entries.toSorted((a, b) => (a.key < b.key ? -1 : 1)), ...kept };
}

async function claim(ledger: Ledger): Promise<Claim> {
  const claimed = await ledger.claim(REQUEST);
  if (claimed === undefined) throw new Error("nothing to claim");
  return claimed;
}

/** At least a row in every table. */
async function fill(place: LedgerPlace, objects = 1100): Promise<void> {
  const ledger = await place.open();
  await ledger.bind({ bucket: "b", prefix: "p/", region: "eu-west-1" });
  const error = { code: "a/b", message: 'odd "\u0001"', hint: "none", retryable: false };
  await ledger.keepConverter({ hash: "h", text: "{}", passedOn: "p/2026-11-01.json" });
  const listed = Array.from({ length: objects }, (_, n) => ({
    bucket: "b",
    key: `p/${n}-2026-11-${String(30 - (n % 30)).padStart(2, "0")}.json`,
    etag: `"${n}"`,
    size: n,
    lastModified: n,
  }));
  await ledger.discover(
    listed.map((object, n) => (n === 3 ? { ...object, key: `${object.key} \u00e4\u{1f600}`, versionId: "v" } : object)),
    "h",
  );
  const counts = {
    ...noRows(),
    rows: 9,
    events: 5,
    dropped: { "dedup/duplicate": 1 },
    setAside: { "x/y": 3 },
    changes: { "e/f": 2 },
  };
  const settlement = { counts, bytesRead: 7, bytesWritten: 8, converterHash: "h" };
  await ledger.settle(await claim(ledger), {
    ...settlement,
    outcome: "done",
    columns: [["a", "string"]],
    drift: { unread: ["x"], gone: [], changed: [] },
  });
  await ledger.settle(await claim(ledger), { ...settlement, outcome: "failed", error: { ...error, row: 4 } });
  const third = await claim(ledger);
  await ledger.acknowledge(third, "h", 2, [{ row: 1, rule: "r", message: "m" }]);
  await ledger.beginCommit(third, 60_000);
  await ledger.settle(third, { ...settlement, outcome: "failed", error: { ...error, retryable: true } });
  await ledger.discover(
    listed.slice(0, 1).map((object) => ({ ...object, etag: '"new"' })),
    "h",
  );
  await ledger.discover(
    [
      { bucket: "b", key: "p/late-2026-11-09.json", etag: "e", size: 1, lastModified: 2 },
      { bucket: "b", key: "p/late-2026-11-08.json", etag: "e", size: 1, lastModified: 3 },
    ],
    "h",
  );
  await ledger.setAsideMessage({ id: "1", body: "{", reason: "no JSON" });
  await ledger.close();
}

it("copies every table there and back, and the copy goes on", async () => {
  const [first, second, third] = [sqlitePlace(), await postgresPlace(), sqlitePlace()];
  await fill(first);
  const before = await entriesOf(first);
  const copied = await copyLedger(first, second);
  for (const { name } of COPY_TABLES) expect(copied.rows[name], name).toBeGreaterThan(0);
  expect(copied.rows.objects).toBe(1102);
  expect(await entriesOf(second)).toEqual(before);
  expect((await copyLedger(second, third)).rows).toEqual(copied.rows);
  expect(await entriesOf(third)).toEqual(before);
  for (const place of [second, third]) {
    const ledger = await place.open();
    expect((await ledger.discover([{ bucket: "b", key: "q", etag: "e", size: 1, lastModified: 0 }])).fresh).toBe(1);
    expect(await claim(ledger)).toMatchObject({
      object: { key: "q" },
      fencingToken: 1,
      id: expect.toSatisfy((id) => Number(id) > 1102) as number,
    });
    await ledger.close();
  }
});

it("refuses a ledger in use, one that is not there, and a copy over another", async () => {
  const [full, used, empty] = [await postgresPlace(), sqlitePlace(), sqlitePlace()];
  await expect(copyLedger(empty, full)).rejects.toMatchObject({ code: "ledger/missing" });
  for (const place of [full, used]) await fill(place, 5);
  await expect(copyLedger(full, used)).rejects.toMatchObject({ code: "ledger/not-empty", scope: "job" });
  await expect(copyLedger(used, full)).rejects.toMatchObject({ code: "ledger/not-empty" });
  for (const place of [full, used]) {
    const ledger = await place.open();
    const held = await claim(ledger);
    await expect(copyLedger(place, empty)).rejects.toMatchObject({
      code: "ledger/in-use",
      message: expect.stringContaining(held.object.key) as string,
    });
    await ledger.release(held);
    await ledger.report({ owner: OWNER, host: "host-1", version: "1", rowsPerSecond: 1 }, 60_000);
    await expect(copyLedger(place, empty)).rejects.toMatchObject({
      message: expect.stringContaining("host-1") as string,
    });
    await ledger.leave(OWNER);
    await ledger.close();
  }
  expect((await copyLedger(full, empty)).rows.objects).toBe(7);
});

it("refuses keys unless they may stay behind", async () => {
  const [from, to] = [await postgresPlace(), sqlitePlace()];
  await fill(from, 3);
  const ledger = await from.open();
  const dedup = await from.openDedup(ledger);
  const session = await dedup.open(await claim(ledger));
  const [unused, used] = [await postgresPlace(), sqlitePlace()];
  // Without a key in them they are made anew, so that the copy misses none.
  await ledger.reclaimDead(() => true);
  expect((await copyLedger(from, unused)).rows.objects).toBe(5);
  expect([await unused.hasKeys(), await unused.holdsKeys()]).toEqual([true, false]);
  await session.duplicates(new Uint8Array(16).fill(1), new AbortController().signal);
  await dedup.close();
  await ledger.close();
  await expect(copyLedger(from, to)).rejects.toMatchObject({ code: "ledger/keys-stay" });
  expect((await copyLedger(from, to, { withoutKeys: true })).rows.objects).toBe(5);
  expect(await to.hasKeys()).toBe(false);
  const again = await to.open();
  const keys = await to.openDedup(again);
  await (await keys.open(await claim(again))).duplicates(new Uint8Array(16).fill(1), new AbortController().signal);
  await keys.close();
  await again.reclaimDead(() => true);
  await again.close();
  await expect(copyLedger(to, used)).rejects.toMatchObject({ code: "ledger/keys-stay" });
});

it("keeps nothing of a copy that fails, which can be made again", async () => {
  const [from, to] = [sqlitePlace(), await postgresPlace()];
  await fill(from, 1500);
  const stop = (table: string): void => {
    if (table === "messages") throw new Error("the cable was pulled");
  };
  await expect(copyLedger(from, to, { onProgress: stop })).rejects.toThrow("the cable was pulled");
  expect((await copyLedger(from, to)).rows.objects).toBe(1502);
});

/** What holds for running processes alone, or what the other kind keeps elsewhere. */
const LEFT_OUT = new Set([
  "objects.owner",
  "objects.lease_until",
  "objects.error_code",
  "objects.error_message",
  "objects.error_hint",
  "objects.error_row",
  "attempts.error_code",
  "attempts.error_message",
  "attempts.error_row",
]);
const TABLES_LEFT_OUT = new Set([
  "workers",
  "scan",
  "listings",
  "clock",
  "counts",
  "heddle",
  "tallies",
  "rule_tallies",
  "columns_version",
  "found_tallies",
  "retry_tallies",
  // A view.
  "backlog",
]);

it("knows every column of both kinds", async () => {
  const copied = new Set<string>(
    COPY_TABLES.flatMap(({ name, columns }) => Object.keys(columns).map((column) => `${name}.${column}`)),
  );
  const file = join(testFolder(), "ledger.db");
  await (await ledgerPlace(file).open()).close();
  const database = new DatabaseSync(file);
  const ofSqlite = database
    .prepare(
      "SELECT m.name || '.' || c.name AS name, m.name AS of FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'",
    )
    .all();
  database.close();
  const schema = `copy_${randomUUID()}`;
  await (await (await postgresPlace(schema)).open()).close();
  const client = new pg.Client(await postgresUrl());
  await client.connect();
  const { rows: ofPostgres } = await client.query<{ name: string; of: string }>(
    "SELECT table_name || '.' || column_name AS name, table_name AS of FROM information_schema.columns WHERE table_schema = $1",
    [schema],
  );
  await client.end();
  const unknown = [...ofSqlite, ...ofPostgres]
    .filter(({ of }) => !TABLES_LEFT_OUT.has(String(of)))
    .map(({ name }) => String(name))
    .filter((name) => !copied.has(name) && !LEFT_OUT.has(name));
  expect(unknown).toEqual([]);
  expect(ofSqlite.length).toBeGreaterThan(60);
});
