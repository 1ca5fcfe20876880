// Deduplication: an event is dropped only where its twin was delivered, whatever fails, starts again, or runs beside it.
import type { Dict } from "@heddle/compiler";
import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { s3Source } from "../src/2-open/s3-source.ts";
import { type CheckPlace, insertIdOf } from "../src/6-check/requirements.ts";
import { ndjsonSink } from "../src/7-deliver/ndjson/ndjson-sink.ts";
import type { Sink } from "../src/contracts/sink.ts";
import type { Deduplicator } from "../src/contracts/deduplicator.ts";
import { KEY_BYTES, writeDedupKey } from "../src/dedup/key.ts";
import { openDedup } from "../src/dedup/sqlite-deduplicator.ts";
import { StageFailure } from "../src/contracts/stage-failure.ts";
import { openLedger } from "../src/ledger/sqlite/sqlite-ledger.ts";
import { runJob } from "../src/job/run-job.ts";
import type { RowChecks } from "../src/contracts/job-parts.ts";
import { DAY, deliver, event, keys, QUIET } from "./contracts/deduplicator-contract.ts";
import { openStore } from "./deduplicators/sqlite.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import { expectWhole, objectsOf, ROWS } from "./support/killing.ts";
import { checks as placeIds, jsonLines, mapper } from "./support/parts.ts";
import { REGION } from "./support/credentials.ts";
import { useS3 } from "./support/s3.ts";

/** Written among others that are kept. */
const keyOf = (value: Dict, place?: CheckPlace): string | undefined => {
  const around = new Uint8Array(3 * KEY_BYTES).fill(7);
  const hasKey = writeDedupKey(value, place, around, KEY_BYTES);
  const hex = Buffer.from(around).toString("hex");
  const rest = "07".repeat(KEY_BYTES);
  expect([hex.slice(0, 2 * KEY_BYTES), hex.slice(-2 * KEY_BYTES)]).toEqual([rest, rest]);
  const own = hex.slice(2 * KEY_BYTES, -2 * KEY_BYTES);
  expect(own === "00".repeat(KEY_BYTES)).toBe(!hasKey);
  return hasKey ? own : undefined;
};

describe("writeDedupKey", () => {
  it("goes by the device, and by the user only where there is no device", () => {
    expect(keyOf(event("1"))).toMatch(/^[0-9a-f]{32}$/);
    expect(keyOf(event("1", { device_id: "phone", user_id: "ann" }))).toBe(
      keyOf(event("1", { device_id: "phone", user_id: "bob" })),
    );
    expect(keyOf(event("1", { user_id: "ann" }))).not.toBe(keyOf(event("1", { user_id: "bob" })));
    expect(keyOf(event("1", { user_id: "phone" }))).not.toBe(keyOf(event("1")));
    expect(keyOf(event("23", { user_id: "a1" }))).not.toBe(keyOf(event("123", { user_id: "a" })));
    expect([
      keyOf({ event_type: "t", device_id: "phone" }),
      keyOf(event("1", {})),
      keyOf({ insert_id: 7, device_id: "phone" }),
    ]).toEqual([undefined, undefined, undefined]);
  });
});

describe("writeDedupKey of a row at a place", () => {
  const place = { bucket: "b", key: "folder/a.json", row: 3 };
  it("leaves out what has its insert_id from there, and nothing else", () => {
    expect(keyOf(event("b/folder/a.json:3"), place)).toBeUndefined();
    const others = [event("b/folder/a.json:4"), event("b/folder/b.json:3"), event("3")];
    for (const other of others) expect(keyOf(other, place)).toBe(keyOf(other));
    expect(keyOf(event("3"), place)).toHaveLength(32);
    const long = { ...place, key: "k".repeat(1020) };
    expect(keyOf(event(insertIdOf(long)), long)).toBeUndefined();
  });
});

describe("the SQLite deduplicator", () => {
  it("forgets on the disk what counts no more", async () => {
    const store = openStore({ memtable: 3 });
    await deliver(store, 1, "a", "b", "c");
    expect(readdirSync(`${store.path}-runs`)).toHaveLength(1);
    store.later(8 * DAY);
    await store.dedup.close();
    const dedup = await store.reopen();
    expect(await deliver({ ...store, dedup }, 2, "a")).toEqual([false]);
    expect(readdirSync(`${store.path}-runs`)).toEqual([]);
  });

  it("says what a file is that it cannot use", async () => {
    const path = join(testFolder(), "keys.db");
    writeFileSync(path, "no database, but a text that is long enough to be looked at".repeat(20));
    expect(() => openDedup({ path, claimStatus: async () => "free" })).toThrow(StageFailure);
    const other = new DatabaseSync(`${path}2`);
    other.exec("CREATE TABLE t (a)");
    other.close();
    expect(() => openDedup({ path: `${path}2`, claimStatus: async () => "free" })).toThrow(/another kind/);
  });

  it("believes no byte of a file of keys that has changed", async () => {
    const store = openStore({ memtable: 3 });
    await deliver(store, 1, "a", "b", "c");
    await store.dedup.close();
    const [name = ""] = readdirSync(`${store.path}-runs`);
    const path = join(`${store.path}-runs`, name);
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at += 5) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      writeFileSync(path, damaged);
      const dedup = await store.reopen();
      const session = await dedup.open({ id: 2, fencingToken: at });
      await expect(session.duplicates(keys("a", "b", "c"), QUIET), `byte ${at}`).rejects.toMatchObject({
        code: "dedup/unreadable",
        message: /is damaged: a checksum does not match/,
      });
      await dedup.close();
    }
  });

  it("reads what a version without checksums wrote, and checks what is new", async () => {
    const store = openStore({ memtable: 100 });
    await deliver(store, 1, "a", "b");
    await store.dedup.close();
    const old = new DatabaseSync(store.path);
    old.exec("ALTER TABLE log DROP COLUMN sum; ALTER TABLE runs DROP COLUMN head_sum; PRAGMA user_version = 2");
    old.close();
    const dedup = await store.reopen();
    expect(await deliver({ ...store, dedup }, 2, "a", "c")).toEqual([true, false]);
    await dedup.close();
    const spoiled = new DatabaseSync(store.path);
    spoiled.exec("UPDATE log SET keys = zeroblob(length(keys)) WHERE id = (SELECT max(id) FROM log)");
    spoiled.close();
    const session = await (await store.reopen()).open({ id: 3, fencingToken: 1 });
    await expect(session.duplicates(keys("c"), QUIET)).rejects.toMatchObject({ code: "dedup/unreadable" });
  });

  it("says so when a file of keys is gone", async () => {
    const store = openStore({ memtable: 3 });
    await deliver(store, 1, "a", "b", "c");
    await store.dedup.close();
    for (const name of readdirSync(`${store.path}-runs`)) truncateSync(join(`${store.path}-runs`, name), 40);
    const session = await (await store.reopen()).open({ id: 2, fencingToken: 1 });
    await expect(session.duplicates(keys("a"), QUIET)).rejects.toMatchObject({
      code: "dedup/unreadable",
      scope: "job",
      message: /has 40 bytes instead of/,
    });
  });
});

describe("a job that deduplicates", () => {
  const s3 = useS3();

  /** Each two objects hold the same events. */
  async function fillPairs(bucket: string, pairs: number): Promise<void> {
    await s3.bucket({}, bucket);
    for (let file = 0; file < pairs; file += 1) {
      const lines = Array.from({ length: ROWS }, (_, n) =>
        JSON.stringify({ event: { event_type: "t", user_id: "ann", insert_id: `${file}-${n}`, file, n } }),
      );
      for (const copy of ["a", "b"]) await s3.put(bucket, `${file}-${copy}.json`, lines.join("\n"));
    }
  }
  const partsFor = (bucket: string, folder: string, sink: Sink = ndjsonSink({ directory: join(folder, "out") })) => {
    const ledger = openLedger(join(folder, "ledger.db"));
    return {
      source: s3Source({ client: s3.client, identity: { bucket, prefix: "", region: REGION } }),
      rows: jsonLines(20),
      mapper,
      checks: { check: (one: Dict) => ({ kind: "event", event: one, changes: [] }) as const },
      sink,
      ledger,
      dedup: openDedup({
        path: join(folder, "ledger.db.dedup"),
        claimStatus: (id, fencingToken) => ledger.claimStatus(id, fencingToken),
      }),
    };
  };

  it("delivers each event once and counts the copies, though both objects are worked on side by side", async () => {
    await fillPairs("pairs", 4);
    const folder = testFolder();
    const { totals, outcomes } = await runJob(partsFor("pairs", folder), { once: true });
    expect(outcomes).toMatchObject({ done: 8, failed: 0 });
    expect(totals).toMatchObject({ rows: 8 * ROWS, events: 4 * ROWS, dropped: { "dedup/duplicate": 4 * ROWS } });
    expect(expectWhole(readOutput(join(folder, "out"), "events"))).toBe(4 * ROWS);
  });

  it("drops nothing for the sake of an object that failed", async () => {
    await fillPairs("failing", 2);
    const folder = testFolder();
    const inner = ndjsonSink({ directory: join(folder, "out") });
    const failing: Sink = {
      async open(object) {
        const writer = await inner.open(object);
        const commit = (): Promise<never> =>
          Promise.reject(new StageFailure({ code: "file/too-large", message: "no", hint: "none" }));
        return object.key.endsWith("a.json") ? { ...writer, commit } : writer;
      },
    };
    const { outcomes } = await runJob(partsFor("failing", folder, failing), { once: true });
    expect(outcomes).toMatchObject({ done: 2, failed: 2 });
    expect(expectWhole(readOutput(join(folder, "out"), "events"))).toBe(2 * ROWS);
  });

  describe("whose events have their insert_id from their place", () => {
    it("asks for no key, and delivers every row of files that hold the same", async () => {
      const rows = Array.from({ length: ROWS }, () =>
        JSON.stringify({ event: { event_type: "t", user_id: "ann" } }),
      ).join("\n");
      await s3.bucket({ "a.json": rows, "b.json": rows }, "places");
      const folder = testFolder();
      const parts = { ...partsFor("places", folder), checks: placeIds };
      const asked: unknown[] = [];
      const dedup: Deduplicator = {
        ...parts.dedup,
        async open(claim) {
          const session = await parts.dedup.open(claim);
          return { ...session, duplicates: (...args) => (asked.push(args), session.duplicates(...args)) };
        },
      };
      expect((await runJob({ ...parts, dedup }, { once: true })).totals).toMatchObject({
        events: 2 * ROWS,
        dropped: {},
      });
      expect(asked).toEqual([]);
      expect(new Set(readOutput(join(folder, "out"), "events").map(({ insert_id: id }) => id)).size).toBe(2 * ROWS);
    });

    it("asks for those that the converter maps among them", async () => {
      const rows = Array.from({ length: ROWS }, (_, n) => ({
        event: { event_type: "t", user_id: "ann", ...(n % 2 === 0 ? { insert_id: `${n % 10}` } : {}) },
      }));
      await s3.bucket({ "a.json": rows.map((row) => JSON.stringify(row)).join("\n") }, "mixed");
      const folder = testFolder();
      const kept: RowChecks = {
        check: (one, place) =>
          "insert_id" in one ? { kind: "event", event: one, changes: [] } : placeIds.check(one, place),
      };
      const { totals } = await runJob({ ...partsFor("mixed", folder), checks: kept }, { once: true });
      expect(totals).toMatchObject({ events: ROWS / 2 + 5, dropped: { "dedup/duplicate": ROWS / 2 - 5 } });
    });

    it("delivers each once when a failed object is retried, and nothing of those that were delivered", async () => {
      await s3.bucket(objectsOf(4), "places-retry");
      const folder = testFolder();
      const inner = ndjsonSink({ directory: join(folder, "out") });
      let fails = true;
      const failing: Sink = {
        async open(object) {
          const writer = await inner.open(object);
          const commit = (): Promise<never> =>
            Promise.reject(new StageFailure({ code: "file/too-large", message: "no", hint: "none" }));
          return fails && object.key === "file-2.json" ? { ...writer, commit } : writer;
        },
      };
      const parts = { ...partsFor("places-retry", folder, failing), checks: placeIds };
      expect((await runJob(parts, { once: true })).outcomes).toMatchObject({ done: 3, failed: 1 });
      fails = false;
      expect(await parts.ledger.retry(() => true)).toEqual({ keys: ["file-2.json"] });
      expect((await runJob(parts, { once: true })).outcomes).toMatchObject({ done: 1, failed: 0 });
      expect(await parts.ledger.retry(() => true)).toEqual({ keys: [] });
      expect((await runJob(parts, { once: true })).outcomes).toMatchObject({ done: 0, failed: 0 });
      expect(expectWhole(readOutput(join(folder, "out"), "events"))).toBe(4 * ROWS);
    });
  });
});
