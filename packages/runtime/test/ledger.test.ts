// The ledger: who may work on what, what is remembered, and what an older holder or another file can no longer do.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ObjectInfo } from "../src/contracts/object-info.ts";
import { noRows, type RowCounts } from "../src/contracts/row-counts.ts";
import type { Claim, ClaimRequest, Ledger, LedgerEntry, LedgerError, Settlement } from "../src/contracts/ledger.ts";
import { isDeadProcess, ownerOfThisProcess } from "../src/process/owner.ts";
import { openLedger } from "../src/ledger/sqlite/sqlite-ledger.ts";
import { testFolder } from "./support/folder.ts";

const object = (key: string, lastModified = 1, etag = '"1"'): ObjectInfo => ({
  bucket: "b",
  key,
  etag,
  size: 10,
  lastModified,
});
const REQUEST: ClaimRequest = { owner: "me", run: "run-1", leaseMs: 1000, maxAttempts: 3 };
const NEXT_RUN: ClaimRequest = { ...REQUEST, run: "run-2" };
const PASSING: LedgerError = { code: "s3/interrupted", message: "broke", hint: "wait", retryable: true };

function settlement(outcome: Settlement["outcome"], error?: LedgerError, counts: RowCounts = noRows()): Settlement {
  return {
    outcome,
    counts,
    bytesRead: 10,
    bytesWritten: 20,
    converterHash: "abc",
    ...(error === undefined ? {} : { error }),
  };
}

function setUp(): { ledger: Ledger; path: string; clock: { now: number }; open: () => Ledger } {
  const path = join(testFolder(), "deep/er/ledger.db");
  const clock = { now: 1_000_000 };
  const open = (): Ledger => {
    const ledger = openLedger(path, { clock: () => clock.now });
    onTestFinished(() => ledger.close().catch(() => {}));
    return ledger;
  };
  return { ledger: open(), path, clock, open };
}

async function claimed(ledger: Ledger, request = REQUEST): Promise<Claim> {
  const claim = await ledger.claim(request);
  if (claim === undefined) throw new Error("nothing to claim");
  return claim;
}

async function entries(ledger: Ledger): Promise<LedgerEntry[]> {
  const all: LedgerEntry[] = [];
  for await (const entry of ledger.entries()) all.push(entry);
  return all;
}

const only = async (ledger: Ledger): Promise<LedgerEntry | undefined> => (await entries(ledger))[0];

describe("claims", () => {
  it("go to the oldest object first, then by key, and to one worker each", async () => {
    const { ledger } = setUp();
    expect(await ledger.discover([object("c", 2), object("b", 1), object("a", 2)])).toMatchObject({
      fresh: 3,
      changed: [],
    });
    const keys = [await claimed(ledger), await claimed(ledger), await claimed(ledger)].map((claim) => claim.object.key);
    expect(keys).toEqual(["b", "a", "c"]);
    expect(await ledger.claim(REQUEST)).toBeUndefined();
  });

  it("pass to another when the lease ends, and the older holder can record nothing", async () => {
    const { ledger, clock } = setUp();
    await ledger.discover([object("a")]);
    const slow = await claimed(ledger);
    clock.now += 900;
    expect(await ledger.renew(slow, 1000, { rows: 5, bytes: 7 })).toBe(true);
    clock.now += 900;
    expect(await ledger.claim(REQUEST)).toBeUndefined();
    clock.now += 200;
    const next = await claimed(ledger);
    expect(next.object).toEqual(slow.object);
    expect(next.fencingToken).toBeGreaterThan(slow.fencingToken);
    expect(await ledger.renew(slow, 1000, { rows: 9, bytes: 9 })).toBe(false);
    expect(await ledger.settle(slow, settlement("done"))).toBe(false);
    await ledger.release(slow);
    expect(await ledger.settle(next, settlement("done"))).toBe(true);
    expect(await ledger.settle(next, settlement("failed"))).toBe(false);
    expect((await only(ledger))?.state).toBe("done");
  });

  it("of dead processes are free at once", async () => {
    const { ledger } = setUp();
    await ledger.discover([object("a"), object("b")]);
    await claimed(ledger, { ...REQUEST, owner: "dead" });
    await claimed(ledger, { ...REQUEST, owner: "alive" });
    expect(await ledger.reclaimDead((owner) => owner === "dead")).toBe(1);
    const again = await claimed(ledger);
    expect([again.object.key, again.attempt]).toEqual(["a", 1]);
  });

  it("over which workers died again and again come last, unless the order has to be kept", async () => {
    const { ledger } = setUp();
    await ledger.discover([object("a", 1), object("b", 2)]);
    for (let i = 0; i < 3; i += 1) {
      expect((await claimed(ledger)).object.key).toBe("a");
      await ledger.reclaimDead(() => true);
    }
    const ordered = await claimed(ledger, { ...REQUEST, keepOrder: true });
    expect([ordered.object.key, ordered.soloCrashes]).toEqual(["a", 3]);
    await ledger.release(ordered);
    expect((await claimed(ledger)).object.key).toBe("b");
    expect((await claimed(ledger)).object.key).toBe("a");
    await ledger.reclaimDead(() => true);
    expect((await claimed(ledger)).soloCrashes).toBe(0);
    expect((await claimed(ledger)).soloCrashes).toBe(3);
  });

  it("that are given back count as no attempt", async () => {
    const { ledger } = setUp();
    await ledger.discover([object("a")]);
    await ledger.release(await claimed(ledger));
    expect((await claimed(ledger)).attempt).toBe(1);
  });
});

describe("failures", () => {
  it("that may pass are tried again by the next runs, up to the bound", async () => {
    const { ledger } = setUp();
    await ledger.discover([object("a")]);
    for (let run = 1; run <= 3; run += 1) {
      const request = { ...REQUEST, run: `run-${run}` };
      const claim = await claimed(ledger, request);
      expect(claim.attempt).toBe(run);
      await ledger.settle(claim, settlement("failed", PASSING));
      expect(await ledger.claim(request)).toBeUndefined();
    }
    expect(await ledger.claim({ ...REQUEST, run: "run-4" })).toBeUndefined();
    expect(await ledger.retry((key) => key === "a")).toEqual(["a"]);
    expect((await claimed(ledger, { ...REQUEST, run: "run-4" })).attempt).toBe(1);
  });

  it("are tried again within a run that goes on, after a pause that doubles", async () => {
    const { ledger, clock } = setUp();
    const request = { ...REQUEST, retryAfterMs: 100 };
    await ledger.discover([object("a")]);
    await ledger.settle(await claimed(ledger, request), settlement("failed", PASSING));
    expect(await ledger.claim(request)).toBeUndefined();
    clock.now += 100;
    await ledger.settle(await claimed(ledger, request), settlement("failed", PASSING));
    clock.now += 100;
    expect(await ledger.claim(request)).toBeUndefined();
    clock.now += 100;
    expect((await claimed(ledger, request)).attempt).toBe(3);
  });

  it("that cannot pass wait for a retry", async () => {
    const { ledger } = setUp();
    await ledger.discover([object("a"), object("b")]);
    for (let i = 0; i < 2; i += 1)
      await ledger.settle(await claimed(ledger), settlement("failed", { ...PASSING, retryable: false, row: 7 }));
    expect(await ledger.claim(NEXT_RUN)).toBeUndefined();
    expect(await only(ledger)).toMatchObject({
      state: "failed",
      error: { code: "s3/interrupted", message: "broke", hint: "wait", row: 7, retryable: false },
    });
    expect(await ledger.retry((key) => key.startsWith("b"))).toEqual(["b"]);
    expect((await claimed(ledger, NEXT_RUN)).object.key).toBe("b");
    expect(await ledger.claim(NEXT_RUN)).toBeUndefined();
  });
});

describe("objects seen again", () => {
  const newer = object("a", 2, '"2"');

  it("are nothing new when they are the same", async () => {
    const { ledger } = setUp();
    await ledger.discover([object("a")]);
    expect(await ledger.discover([object("a")])).toMatchObject({ fresh: 0, changed: [] });
    await ledger.settle(await claimed(ledger), settlement("done"));
    expect(await ledger.discover([object("a")])).toMatchObject({ fresh: 0, changed: [] });
    expect(await ledger.claim(NEXT_RUN)).toBeUndefined();
  });

  it("are reported once and not ingested when they changed after they were done", async () => {
    const { ledger } = setUp();
    await ledger.discover([object("a")]);
    await ledger.settle(await claimed(ledger), settlement("done", undefined, { ...noRows(), rows: 4, events: 4 }));
    expect(await ledger.discover([newer])).toMatchObject({ fresh: 0, changed: [newer] });
    expect(await ledger.discover([newer])).toMatchObject({ fresh: 0, changed: [] });
    expect(await ledger.claim(NEXT_RUN)).toBeUndefined();
    expect(await only(ledger)).toMatchObject({
      state: "changed",
      etag: '"1"',
      changedTo: '"2"',
      counts: { events: 4 },
    });
  });

  it.each(["failed", "gone"] as const)("are new when nothing of the %s one was delivered", async (outcome) => {
    const { ledger } = setUp();
    await ledger.discover([object("a")]);
    await ledger.settle(await claimed(ledger), settlement(outcome, { ...PASSING, retryable: false }));
    expect(await ledger.discover([newer])).toMatchObject({ fresh: 1, changed: [] });
    expect((await claimed(ledger)).object).toEqual(newer);
  });

  it("do not disturb who works on them", async () => {
    const { ledger } = setUp();
    await ledger.discover([object("a")]);
    const claim = await claimed(ledger);
    expect(await ledger.discover([newer])).toMatchObject({ fresh: 0, changed: [] });
    expect(await ledger.settle(claim, settlement("done"))).toBe(true);
    expect((await ledger.discover([newer])).changed).toEqual([newer]);
  });
});

describe("the record", () => {
  it("keeps counts by reason, bytes, timings and the converter over a restart", async () => {
    const { ledger, open, clock } = setUp();
    const counts: RowCounts = {
      rows: 9,
      events: 4,
      ignored: 1,
      dropped: { "map/no-value": 2 },
      setAside: { "row/not-json": 2 },
      changes: { "event/cut": 3 },
    };
    await ledger.discover([object("a")]);
    const claim = await claimed(ledger);
    clock.now += 50;
    await ledger.settle(claim, settlement("done", undefined, counts));
    await ledger.close();
    expect(await only(open())).toEqual({
      ...object("a"),
      state: "done",
      discoveredAt: 1_000_000,
      startedAt: 1_000_000,
      endedAt: 1_000_050,
      attempts: 1,
      counts,
      bytesRead: 10,
      bytesWritten: 20,
      converterHash: "abc",
      findings: [],
    });
  });

  it("counts what waits", async () => {
    const { ledger } = setUp();
    await ledger.discover([object("a"), object("b"), object("c")]);
    await claimed(ledger);
    expect(await ledger.backlog(REQUEST)).toEqual({ objects: 2, bytes: 20, claimed: 1 });
  });

  it("lists every object, the most recently settled first after those that wait", async () => {
    const { ledger, clock } = setUp();
    await ledger.discover(Array.from({ length: 1203 }, (_, n) => object(`k${n}`, n)));
    for (let i = 0; i < 3; i += 1) {
      clock.now += 1;
      await ledger.settle(await claimed(ledger), settlement("done"));
    }
    const all = await entries(ledger);
    expect(all).toHaveLength(1203);
    expect(new Set(all.map(({ key }) => key)).size).toBe(1203);
    expect(all.slice(-3).map(({ key }) => key)).toEqual(["k2", "k1", "k0"]);
  });
});

describe("a ledger file", () => {
  const source = { bucket: "b", prefix: "p/", region: "eu-west-1" };

  it("belongs to one source once it has ingested", async () => {
    const { ledger } = setUp();
    await ledger.bind(source);
    await ledger.bind({ ...source, prefix: "q/" });
    await ledger.discover([object("a")]);
    await ledger.settle(await claimed(ledger), settlement("done"));
    await ledger.bind({ ...source, prefix: "q/" });
    await expect(ledger.bind(source)).rejects.toMatchObject({ code: "ledger/other-source", scope: "job" });
  });

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
