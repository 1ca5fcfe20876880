// The SQLite ledger beside the contract of ledgers: files that are none, owners, and processes that start together.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { isDeadProcess, ownerOfThisProcess } from "../src/process/owner.ts";
import { APPLICATION_ID, MIGRATIONS } from "../src/ledger/sqlite/schema.ts";
import { openLedger } from "../src/ledger/sqlite/sqlite-ledger.ts";
import { DONE_PAGE, RETRY_PAGE, retryObjects } from "../src/ledger/pages.ts";
import { WAITING } from "../src/ledger/sqlite/waiting-schema.ts";
import { TALLIES } from "../src/ledger/sqlite/tally-schema.ts";
import { testFolder } from "./support/folder.ts";

describe("a ledger file", () => {
  it("is refused when it is another database, a newer one, or none", async () => {
    const folder = testFolder();
    const foreign = new DatabaseSync(join(folder, "foreign.db"));
    foreign.exec("CREATE TABLE precious (x)");
    foreign.close();
    expect(() => openLedger(join(folder, "foreign.db"))).toThrowError(
      expect.objectContaining({ code: "ledger/foreign" }) as Error,
    );

    await openLedger(join(folder, "newer.db")).close();
    const newer = new DatabaseSync(join(folder, "newer.db"));
    newer.exec("PRAGMA user_version = 99");
    newer.close();
    expect(() => openLedger(join(folder, "newer.db"))).toThrowError(
      expect.objectContaining({ code: "ledger/too-new" }) as Error,
    );

    writeFileSync(join(folder, "text.db"), "this is a letter to my aunt, and not a database at all\n".repeat(20));
    expect(() => openLedger(join(folder, "text.db"))).toThrowError(
      expect.objectContaining({ code: "ledger/unreadable" }) as Error,
    );
  });
});

it("of an earlier version is counted when it is opened", async () => {
  const path = join(testFolder(), "ledger.db");
  const old = new DatabaseSync(path);
  const before = MIGRATIONS.indexOf(TALLIES);
  for (const migration of MIGRATIONS.slice(0, before)) old.exec(migration);
  old.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${before};
    INSERT INTO objects (bucket, key, etag, size, last_modified, state, discovered_at, ended_at, rows, events, bytes_read)
    VALUES ('b', 'a', '1', 10, 1, 'done', 1, 86400001, 5, 4, 7), ('b', 'b', '1', 10, 1, 'failed', 1, 86400002, 0, 0, 3),
      ('b', 'c', '1', 10, 1, 'discovered', 1, NULL, 0, 0, 0);
    INSERT INTO counts (object_id, kind, rule, times) VALUES (1, 'setAside', 'row/not-json', 1)`);
  old.close();
  const ledger = openLedger(path);
  const counts = { rows: 5, events: 4, ignored: 0, dropped: {}, setAside: { "row/not-json": 1 }, changes: {} };
  expect(await ledger.summary()).toEqual({
    states: { discovered: 1, claimed: 0, done: 1, failed: 1, changed: 0, gone: 0 },
    totals: counts,
    replays: 0,
    lastIngestedAt: 86_400_001,
    days: [{ day: "1970-01-02", done: 1, failed: 1, bytesRead: 10, counts }],
  });
  await ledger.close();
});

it("of an earlier version counts what waits, and what failed, when it is opened", async () => {
  const path = join(testFolder(), "ledger.db");
  const old = new DatabaseSync(path);
  const before = MIGRATIONS.indexOf(WAITING);
  for (const migration of MIGRATIONS.slice(0, before)) old.exec(migration);
  old.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${before};
    INSERT INTO objects (bucket, key, etag, size, last_modified, state, discovered_at, found_hash, run, attempts, retryable, first_failed_at)
    VALUES ('b', 'a', '1', 10, 1, 'discovered', 1, 'x', NULL, 0, 0, NULL), ('b', 'b', '1', 20, 1, 'failed', 1, 'x', 'r', 1, 1, 5),
      ('b', 'c', '1', 30, 1, 'failed', 1, 'x', 'r', 2, 1, NULL), ('b', 'd', '1', 40, 1, 'failed', 1, 'x', 'r', 1, 0, 5)`);
  old.close();
  const ledger = openLedger(path);
  expect([await ledger.waitingUnderOther("y"), await ledger.waitingUnderOther("x")]).toEqual([1, 0]);
  const request = { owner: "me", run: "s", leaseMs: 1, maxAttempts: 2 };
  expect(await ledger.backlog(request)).toMatchObject({ objects: 2, bytes: 30, failed: 3 });
  expect(await ledger.backlog({ ...request, maxAttempts: 3 })).toMatchObject({ objects: 3, bytes: 60 });
  await ledger.close();
});

it("reads pages of what is done and of what is tried again, however much that is", async () => {
  const path = join(testFolder(), "ledger.db");
  await openLedger(path).close();
  const database = new DatabaseSync(path);
  const series = (count: number): string =>
    `WITH RECURSIVE series (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM series WHERE n + 1 < ${count}) SELECT`;
  const columns = "bucket, key, etag, size, last_modified, state, discovered_at, ended_at";
  database.exec(`INSERT INTO objects (${columns}) ${series(RETRY_PAGE + 1)} 'b', 'k' || n, '1', 1, n, 'failed', 1, 1 FROM series;
    INSERT INTO objects (${columns}) ${series(DONE_PAGE + 1)} 'b', 'd' || n, '1', 1, n, 'done', 1, 1 FROM series`);
  database.close();
  const ledger = openLedger(path);
  let done = 0;
  for await (const { key } of ledger.doneObjects()) done += Number(key.startsWith("d"));
  expect(done).toBe(DONE_PAGE + 1);
  const pages: number[] = [];
  for await (const keys of retryObjects(ledger, (key) => key !== "k7")) pages.push(keys.length);
  expect(pages).toEqual([RETRY_PAGE - 1, 1]);
  expect(await ledger.summary()).toMatchObject({ states: { failed: 1, discovered: RETRY_PAGE } });
  await ledger.close();
});

describe("a ledger in use", () => {
  const REQUEST = { owner: "{}", run: "r", leaseMs: 60_000, maxAttempts: 1 };

  it("waits for a lock of another process without holding its own", async () => {
    const path = join(testFolder(), "ledger.db");
    const ledger = openLedger(path);
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    setTimeout(() => other.exec("ROLLBACK"), 200);
    expect(await ledger.claim(REQUEST)).toBeUndefined();
    other.close();
    await ledger.close();
  });

  it("fails once its file is gone, or another", async () => {
    const path = join(testFolder(), "ledger.db");
    const ledger = openLedger(path);
    rmSync(path);
    await expect(ledger.claim(REQUEST)).rejects.toMatchObject({ code: "ledger/gone", scope: "job" });
    writeFileSync(path, "");
    await expect(ledger.claim(REQUEST)).rejects.toMatchObject({ code: "ledger/gone" });
    await ledger.close();
  });
});

describe("owners", () => {
  it("are alive while their process is, and dead when it is another under the same number", () => {
    const mine = ownerOfThisProcess();
    expect(isDeadProcess(mine)).toBe(false);
    const owner = JSON.parse(mine) as { place: string; pid: number; started: string };
    expect(isDeadProcess(JSON.stringify({ ...owner, started: "1" }))).toBe(true);
    expect(isDeadProcess(JSON.stringify({ ...owner, pid: 2 ** 22 + 1 }))).toBe(true);
    expect(isDeadProcess(JSON.stringify({ ...owner, place: "elsewhere", pid: 2 ** 22 + 1 }))).toBe(false);
  });
});

it("can be made by processes that start together", async () => {
  const code = `
    const { openLedger } = await import(process.argv[1]);
    const [start, ...paths] = process.argv.slice(2);
    for (const [round, path] of paths.entries()) {
      while (Date.now() < Number(start) + 60 * round);
      openLedger(path).close();
    }`;
  const module = new URL("../src/ledger/sqlite/sqlite-ledger.ts", import.meta.url).href;
  const paths = Array.from({ length: 12 }, () => join(testFolder(), "ledger.db"));
  const args = ["--input-type=module", "--eval", code, module, String(Date.now() + 1500), ...paths];
  const children = Array.from({ length: 3 }, () =>
    spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] }),
  );
  expect(await Promise.all(children.map((child) => once(child, "exit")))).toEqual(children.map(() => [0, null]));
});
