// What a job does where its claim, its ledger or its commit fails it: nothing is lost, and nothing is there twice.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { ndjsonSink } from "../src/7-deliver/ndjson/ndjson-sink.ts";
import { composeJob } from "../src/compose/compose-job.ts";
import { Preempted, type Deduplicator } from "../src/contracts/deduplicator.ts";
import type { JobParts } from "../src/contracts/job-parts.ts";
import type { Ledger, LedgerEntry } from "../src/contracts/ledger.ts";
import type { Sink } from "../src/contracts/sink.ts";
import { StageFailure } from "../src/contracts/stage-failure.ts";
import { runJob } from "../src/job/run-job.ts";
import { ownerOfThisProcess } from "../src/process/owner.ts";
import { openDedup } from "../src/dedup/sqlite-deduplicator.ts";
import { openLedger } from "../src/ledger/sqlite/sqlite-ledger.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import { eventRows, type MemoryObjects, memorySource } from "./support/memory-source.ts";
import { checks, jsonLines, mapper } from "./support/parts.ts";
import { sourceWith } from "./support/source-config.ts";

interface Job {
  readonly objects: MemoryObjects;
  readonly folder: string;
  readonly ledger: Ledger;
  /** The parts of a process that works on it. */
  parts(changes?: Partial<JobParts>): JobParts;
  /** What was delivered: the file of each event. */
  files(): unknown[];
  entries(): Promise<LedgerEntry[]>;
}

function job(objects: Readonly<Record<string, string>>): Job {
  const folder = testFolder();
  const inMemory: MemoryObjects = new Map(Object.entries(objects));
  const ledger = openLedger(join(folder, "ledger.db"));
  onTestFinished(() => ledger.close());
  return {
    objects: inMemory,
    folder,
    ledger,
    parts: (changes = {}) => ({
      source: memorySource(inMemory),
      rows: jsonLines(),
      mapper,
      checks,
      sink: ndjsonSink({ directory: join(folder, "out") }),
      ledger,
      ...changes,
    }),
    files: () => readOutput(join(folder, "out"), "events").map(({ file }) => file),
    async entries() {
      const all: LedgerEntry[] = [];
      for await (const entry of ledger.entries()) all.push(entry);
      return all;
    },
  };
}

/** The ledger of a process that dies when it is about to record what it delivered. */
function dyingAtSettle(ledger: Ledger): Ledger {
  const dead = async (): Promise<never> => Promise.reject(new Error("the process died"));
  return { ...ledger, settle: dead, release: dead };
}

/** One that reaches this point has died, and its claims are free. */
async function die(made: Job): Promise<void> {
  await runJob(made.parts({ ledger: dyingAtSettle(made.ledger) }), { once: true });
  expect(made.files()).toEqual(["a", "a"]);
  await made.ledger.reclaimDead(() => true);
}

describe("an object whose worker died between its commit and the ledger", () => {
  it("leaves nothing when it is gone afterwards, and comes once where it was moved", async () => {
    const made = job({ "a.json": eventRows("a", 2) });
    await die(made);
    made.objects.set("moved.json", eventRows("a", 2)).delete("a.json");
    const report = await runJob(made.parts(), { once: true });
    expect(report.outcomes).toMatchObject({ done: 1, gone: 1 });
    expect(made.files()).toEqual(["a", "a"]);
    expect((await made.entries()).map(({ key, state }) => [key, state]).toSorted()).toEqual([
      ["a.json", "gone"],
      ["moved.json", "done"],
    ]);
  });

  it("leaves nothing when it fails afterwards", async () => {
    const made = job({ "a.json": eventRows("a", 2) });
    await die(made);
    expect((await runJob(made.parts({ settings: { maxObjectBytes: 1 } }), { once: true })).outcomes.failed).toBe(1);
    expect(made.files()).toEqual([]);
    expect(await made.ledger.retry(() => true)).toEqual({ keys: ["a.json"] });
    expect((await runJob(made.parts(), { once: true })).outcomes.done).toBe(1);
    expect(made.files()).toEqual(["a", "a"]);
  });

  it("is not gone while its output cannot be withdrawn", async () => {
    const made = job({ "a.json": eventRows("a", 2) });
    await die(made);
    made.objects.delete("a.json");
    const full: Sink = {
      open: async () => {
        throw new StageFailure({ code: "sink/not-written", scope: "object", message: "no", hint: "none" });
      },
    };
    const report = await runJob(made.parts({ sink: full }), { once: true });
    expect(report.objects.map(({ outcome, error }) => [outcome, error?.code, error?.retryable])).toEqual([
      ["failed", "sink/not-written", true],
    ]);
    expect((await runJob(made.parts(), { once: true })).outcomes.gone).toBe(1);
    expect(made.files()).toEqual([]);
  });
});

it("withdraws the output of a commit that fails at its end", async () => {
  const made = job({ "a.json": eventRows("a", 2) });
  const inner = ndjsonSink({ directory: join(made.folder, "out") });
  let fails = true;
  const losing: Sink = {
    async open(object, context) {
      const writer = await inner.open(object, context);
      const commit = async (): ReturnType<typeof writer.commit> => {
        const delivered = await writer.commit();
        if (!fails) return delivered;
        fails = false;
        throw new StageFailure({ code: "sink/not-written", scope: "object", message: "no answer", hint: "none" });
      };
      return { ...writer, commit };
    },
  };
  const report = await runJob(made.parts({ sink: losing }), { once: true });
  expect(report.objects.map(({ error }) => error?.message)).toEqual(["no answer"]);
  expect(made.files()).toEqual([]);
});

describe("a sink that cannot keep late writes out", () => {
  const unfenced = (made: Job): Sink => ({
    ...ndjsonSink({ directory: join(made.folder, "out") }),
    requireFencing: () =>
      Promise.reject(new StageFailure({ code: "sink/ignores-conditions", message: "it cannot", hint: "none" })),
  });
  const other = { host: "there", version: "1", rowsPerSecond: 0 };

  it("is refused where another process works on the ledger", async () => {
    const made = job({ "a.json": eventRows("a", 2) });
    await made.ledger.report({ ...other, owner: "{}" }, 60_000);
    const report = await runJob(made.parts({ sink: unfenced(made) }), { once: true });
    expect(report.failure?.code).toBe("sink/ignores-conditions");
    expect((await made.ledger.workers()).map(({ host }) => host)).toEqual(["there"]);
  });

  it("serves a process that works alone, or after one that died", async () => {
    const made = job({ "a.json": eventRows("a", 2) });
    const dead = JSON.stringify({ ...(JSON.parse(ownerOfThisProcess()) as object), pid: 2 ** 22 + 1 });
    await made.ledger.report({ ...other, owner: dead }, 60_000);
    expect((await runJob(made.parts({ sink: unfenced(made) }), { once: true })).outcomes.done).toBe(1);
  });
});

describe("a lease", () => {
  /** A job of one object whose rows come so many milliseconds late, under a lease of 240. */
  async function slowly(ms: number, renew: (ledger: Ledger) => Ledger["renew"]) {
    const made = job({ "a.json": eventRows("a", 2) });
    const read = jsonLines();
    const parts = made.parts({
      ledger: { ...made.ledger, renew: renew(made.ledger) },
      settings: { leaseMs: 240 },
      rows: async function* (object, { signal, ...context }) {
        await sleep(ms, undefined, { signal });
        yield* read(object, { signal, ...context });
      },
    });
    return { made, report: await runJob(parts, { once: true }) };
  }

  it("outlives a renewal that fails", async () => {
    let asked = 0;
    const { made, report } = await slowly(400, ({ renew }) => async (...args) => {
      asked += 1;
      if (asked === 1) throw new Error("database is locked");
      return renew(...args);
    });
    expect([report.failure, report.outcomes.done]).toEqual([undefined, 1]);
    expect(made.files()).toEqual(["a", "a"]);
    expect(asked).toBeGreaterThan(2);
  });

  it.each([
    ["fails", async (): Promise<never> => Promise.reject(new Error("database is locked"))],
    ["says nothing", () => new Promise<never>(() => {})],
  ])("that is nearly over ends the work where the ledger %s", async (_what, renew) => {
    const { made, report } = await slowly(10_000, () => renew);
    expect(report.failure).toMatchObject({ code: "ledger/failed" });
    expect((await made.entries()).map(({ state }) => state)).toEqual(["discovered"]);
  });

  it.each([
    ["t", false],
    [["replace_with", "(?:a+)+$", "-", "t"], true],
  ])("is kept while rows are mapped: %j needs a thread of its own: %s", async (expression, isThreaded) => {
    const folder = testFolder();
    const settings = { fileType: "json", compressionType: "none", convertToAmplitudeFunc: { event_type: expression } };
    writeFileSync(join(folder, "c.json"), JSON.stringify({ converterConfig: settings }));
    const config = sourceWith({ converter: join(folder, "c.json"), ledger: join(folder, "ledger.db") });
    const { parts, close } = await composeJob(config);
    await close();
    expect(parts.pool !== undefined).toBe(isThreaded);
  });
});

it("looks at its claim before it starts over after another object", async () => {
  const made = job({ "a.json": eventRows("a", 2) });
  let opened = 0;
  const dedup: Deduplicator = {
    async open() {
      opened += 1;
      // Meanwhile another worker takes the object, and delivers it.
      await made.ledger.reclaimDead(() => true);
      const claim = await made.ledger.claim({ owner: "{}", run: "theirs", leaseMs: 60_000, maxAttempts: 5 });
      if (claim === undefined) throw new Error("nothing to claim");
      throw new Preempted();
    },
    close: async () => {},
  };
  const stop = new AbortController();
  const report = await runJob(made.parts({ dedup }), {
    once: true,
    signal: stop.signal,
    hooks: { onObjectEnd: () => stop.abort() },
  });
  expect([opened, report.outcomes.lost]).toEqual([1, 1]);
});

it("ends where its keys know later attempts than its ledger, as after a restore of the ledger alone", async () => {
  const made = job({ "a.json": eventRows("a", 2) });
  const claimStatus: Ledger["claimStatus"] = (id, fencingToken) => made.ledger.claimStatus(id, fencingToken);
  const dedup = openDedup({ path: join(made.folder, "keys"), claimStatus });
  onTestFinished(() => dedup.close());
  await dedup.open({ id: 1, fencingToken: 7 });
  const report = await runJob(made.parts({ dedup }), { once: true });
  expect(report.failure?.code).toBe("dedup/ahead");
  expect(report.totals.events).toBe(0);
});

it("keeps the order where two processes work, and after a failure that passes", async () => {
  const keys = ["a", "b", "c", "d"];
  const made = job(Object.fromEntries(keys.map((key) => [`${key}.json`, eventRows(key, 3)])));
  const delivered: string[] = [];
  let failures = 1;
  const inner = ndjsonSink({ directory: join(made.folder, "out") });
  const sink: Sink = {
    async open(object, context) {
      const writer = await inner.open(object, context);
      const commit = async (): ReturnType<typeof writer.commit> => {
        await sleep(object.key === "c.json" ? 60 : 10);
        if (object.key === "b.json" && (failures -= 1) >= 0)
          throw new StageFailure({ code: "sink/not-written", scope: "object", message: "no", hint: "none" });
        const done = await writer.commit();
        // A withdrawal delivers no event.
        if (done.events > 0) delivered.push(object.key);
        return done;
      };
      return { ...writer, commit };
    },
  };
  const settings = { keepOrder: true, objectsAtOnce: 1, scanMs: 30 };
  const stop = new AbortController();
  const both = [1, 2].map(() =>
    runJob(made.parts({ sink, settings }), {
      signal: stop.signal,
      hooks: { onObjectEnd: () => delivered.length === keys.length && stop.abort() },
    }),
  );
  await Promise.all(both);
  expect(delivered).toEqual(keys.map((key) => `${key}.json`));
});

it("does not deduplicate without the keys of what it has ingested, unless it is told to", async () => {
  const folder = testFolder();
  const settings = {
    fileType: "json",
    compressionType: "none",
    convertToAmplitudeFunc: { event_type: "t", user_id: "u" },
  };
  writeFileSync(join(folder, "c.json"), JSON.stringify({ converterConfig: settings }));
  const config = sourceWith({
    converter: join(folder, "c.json"),
    ledger: join(folder, "ledger.db"),
    sink: { type: "ndjson", directory: join(folder, "out") },
  });
  const source = memorySource(new Map([["a.json", JSON.stringify({ t: "t", u: "user-1" })]]));
  const first = await composeJob(config, { source });
  expect((await runJob(first.parts, { once: true })).outcomes.done).toBe(1);
  await first.close();
  rmSync(`${config.ledger}.dedup`);
  await expect(composeJob(config, { source })).rejects.toMatchObject({ code: "dedup/missing", scope: "job" });
  await (await composeJob(config, { source }, { newKeys: true })).close();
  await (await composeJob(config, { source })).close();
});
