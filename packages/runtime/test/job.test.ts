// The whole job on a real S3 server: what is in the bucket comes out once, counted, whatever is wrong with single files.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { s3Source } from "../src/2-open/s3-source.ts";
import { ndjsonSink } from "../src/7-deliver/ndjson/ndjson-sink.ts";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { setTimeout as sleep } from "node:timers/promises";
import { createS3Client } from "../src/aws/s3-client.ts";
import { sum } from "../src/contracts/row-counts.ts";
import { StageFailure } from "../src/contracts/stage-failure.ts";
import { openLedger } from "../src/ledger/sqlite/sqlite-ledger.ts";
import { runJob } from "../src/job/run-job.ts";
import { jobStatus } from "../src/job/status.ts";
import type { JobParts } from "../src/contracts/job-parts.ts";
import type { Sink, SinkWriter } from "../src/contracts/sink.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import { checks, jsonLines, mapper } from "./support/parts.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { startForwarder } from "./support/forwarder.ts";
import { eventRows, memorySource } from "./support/memory-source.ts";
import { seeded } from "./support/random.ts";
import { useS3 } from "./support/s3.ts";

const s3 = useS3();

function partsFor(bucket: string, folder: string, changes: Partial<JobParts> = {}): JobParts {
  return {
    source: s3Source({ client: s3.client, identity: { bucket, prefix: "", region: REGION } }),
    rows: jsonLines(),
    mapper,
    checks,
    sink: ndjsonSink({ directory: join(folder, "out") }),
    ledger: openLedger(join(folder, "ledger.db")),
    ...changes,
  };
}

const rows = (file: string, count: number): string =>
  Array.from({ length: count }, (_, n) => JSON.stringify({ event: { event_type: "t", file, n } })).join("\n");

describe("runJob", () => {
  it("delivers every event once, and nothing in a second run", async () => {
    const bucket = await s3.bucket({ "a.json": rows("a", 250), "dir/b.json": rows("b", 3), "c.json": "" });
    const folder = testFolder();
    const first = await runJob(partsFor(bucket, folder), { once: true });
    expect(first.failure).toBeUndefined();
    expect(first.outcomes).toEqual({ done: 3, failed: 0, gone: 0, lost: 0 });
    const empty = first.objects.find(({ object }) => object.key === "c.json");
    expect(empty?.findings).toContainEqual({ code: "file/no-rows", message: "the object is empty" });
    expect(first.totals).toEqual({ rows: 253, events: 253, ignored: 0, dropped: {}, setAside: {}, changes: {} });
    const events = readOutput(join(folder, "out"), "events");
    expect(new Set(events.map((event) => event["insert_id"])).size).toBe(253);
    expect(events).toHaveLength(253);

    const second = await runJob(partsFor(bucket, folder), { once: true });
    expect(second.objects).toEqual([]);
    expect(readOutput(join(folder, "out"), "events")).toHaveLength(253);
  });

  it("counts what became of each row, and keeps the bad ones with their reason", async () => {
    const lines = [
      '{"event":{"event_type":"good","long":1}}',
      "not json",
      '{"event":{"event_type":"skip","ignore":true}}',
      '{"event":7}',
      '{"other":1}',
      '{"fail":"range"}',
      '{"fail":"type"}',
      '{"event":{"no":"type"}}',
    ];
    const bucket = await s3.bucket({ "mixed.json": lines.join("\n") });
    const folder = testFolder();
    const report = await runJob(partsFor(bucket, folder), { once: true });
    const { totals } = report;
    expect(totals).toEqual({
      rows: 8,
      events: 1,
      ignored: 1,
      dropped: { "map/not-a-dict": 1, "map/no-value": 1 },
      setAside: { "row/not-json": 1, "map/too-deep": 1, "map/failed": 1, "event/no-type": 1 },
      changes: { "event/string-cut": 1 },
    });
    expect(totals.events + totals.ignored + sum(totals.dropped) + sum(totals.setAside)).toBe(totals.rows);
    const kept = readOutput(join(folder, "out"), "set-aside");
    expect(kept.map(({ bucket: b, key, row, rule, raw }) => [b, key, row, rule, raw])).toEqual([
      [bucket, "mixed.json", 1, "row/not-json", "not json"],
      [bucket, "mixed.json", 5, "map/too-deep", '{"fail":"range"}'],
      [bucket, "mixed.json", 6, "map/failed", '{"fail":"type"}'],
      [bucket, "mixed.json", 7, "event/no-type", '{"event":{"no":"type"}}'],
    ]);
    expect(report.objects[0]?.error).toMatchObject({ code: "row/not-json", row: 1 });
  });
});

/** Rows that end in a failure of the object where `fails` says so. */
function failingRows(fails: (key: string) => boolean, retryable: boolean): JobParts["rows"] {
  const read = jsonLines(10);
  return async function* (object, context) {
    yield* read(object, context);
    const { key = "" } = context.place;
    if (!fails(key)) return;
    throw new StageFailure({
      code: retryable ? "rows/short-read" : "rows/truncated",
      message: "the file ends too early",
      hint: "upload it again",
      place: context.place,
    });
  };
}

const files = (folder: string): unknown[] =>
  [...new Set(readOutput(join(folder, "out"), "events").map((event) => event["file"]))].toSorted();

async function statesIn(folder: string): Promise<Record<string, string>> {
  const ledger = openLedger(join(folder, "ledger.db"));
  const states: Record<string, string> = {};
  for await (const { key, state } of ledger.entries()) states[key] = state;
  await ledger.close();
  return states;
}

describe("a writer", () => {
  /** Takes lines slowly, and notes what is wrong with how its writers are called. */
  function slowSink(): { sink: Sink; calls: string[][]; wrong: string[]; text(): string } {
    const calls: string[][] = [];
    const wrong: string[] = [];
    const texts: string[] = [];
    const open = async (): Promise<SinkWriter> => {
      const own: string[] = [];
      calls.push(own);
      let busy = false;
      const call = async (name: string, work: () => Promise<void> = async () => {}): Promise<void> => {
        if (busy) wrong.push(`${name} while another call was at work`);
        busy = true;
        own.push(name);
        await work();
        busy = false;
      };
      return {
        write: () => call("write"),
        writeLines: ({ bytes }) =>
          call("lines", async () => {
            const before = Buffer.from(bytes).toString();
            await sleep(5);
            if (Buffer.from(bytes).toString() !== before) wrong.push("the lines changed while they were written");
            texts.push(before);
          }),
        reject: () => call("reject"),
        async commit() {
          await call("commit");
          return { events: 0, rejected: 0, bytes: 0, files: [] };
        },
        abort: () => call("abort"),
      };
    };
    return { sink: { open }, calls, wrong, text: () => texts.join("") };
  }

  const FILES = ["a", "b", "c"];
  const sixLines = Array.from({ length: 6 }, () => "lines");
  const partsOf = (sink: Sink, read: JobParts["rows"]): JobParts => ({
    source: memorySource(new Map(FILES.map((file) => [`${file}.json`, eventRows(file, 60)]))),
    rows: read,
    mapper,
    checks,
    sink,
    ledger: openLedger(join(testFolder(), "ledger.db")),
  });

  it("is called once at a time, with lines that stay as they are until it took them", async () => {
    const { sink, calls, wrong, text } = slowSink();
    await runJob(partsOf(sink, jsonLines(10)), { once: true });
    expect(wrong).toEqual([]);
    expect(calls).toEqual(FILES.map(() => [...sixLines, "commit"]));
    const events = text()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { file: string; n: number });
    for (const file of FILES)
      expect(events.filter((event) => event.file === file).map(({ n }) => n)).toEqual(
        Array.from({ length: 60 }, (_, n) => n),
      );
  });

  it("is aborted only after it took the last lines, where a later row ends the object", async () => {
    const { sink, calls, wrong } = slowSink();
    await runJob(
      partsOf(
        sink,
        failingRows(() => true, true),
      ),
      { once: true },
    );
    expect(wrong).toEqual([]);
    expect(calls.slice(0, FILES.length)).toEqual(FILES.map(() => [...sixLines, "abort"]));
  });
});

describe("one bad object", () => {
  it("stops no other, and nothing of it is delivered until it is right", async () => {
    const bucket = await s3.bucket({ "a.json": rows("a", 30), "bad.json": rows("bad", 30), "z.json": rows("z", 30) });
    const folder = testFolder();
    const spoiled = failingRows((key) => key === "bad.json", true);
    const first = await runJob(partsFor(bucket, folder, { rows: spoiled }), { once: true });
    expect([first.failure, first.outcomes]).toEqual([undefined, { done: 2, failed: 1, gone: 0, lost: 0 }]);
    const bad = first.objects.find(({ object }) => object.key === "bad.json");
    expect(bad?.error).toEqual({
      code: "rows/short-read",
      message: "the file ends too early",
      hint: "upload it again",
      retryable: true,
    });
    expect(sum({ rows: bad?.counts.rows ?? -1, events: bad?.counts.events ?? -1 })).toBe(0);
    expect(files(folder)).toEqual(["a", "z"]);

    const second = await runJob(partsFor(bucket, folder), { once: true });
    expect(second.outcomes).toEqual({ done: 1, failed: 0, gone: 0, lost: 0 });
    expect(files(folder)).toEqual(["a", "bad", "z"]);
  });

  it("that cannot get right by itself waits for a retry", async () => {
    const bucket = await s3.bucket({ "bad.json": rows("bad", 3) });
    const folder = testFolder();
    await runJob(partsFor(bucket, folder, { rows: failingRows(() => true, false) }), { once: true });
    const second = await runJob(partsFor(bucket, folder), { once: true });
    expect([second.objects, second.outcomes.failed, second.stillFailed]).toEqual([[], 0, 1]);
    const parts = partsFor(bucket, folder);
    await parts.ledger.retry(() => true);
    expect((await runJob(parts, { once: true })).outcomes.done).toBe(1);
  });

  it("is refused when it is too large", async () => {
    const bucket = await s3.bucket({ "large.json": rows("large", 100), "small.json": rows("small", 1) });
    const report = await runJob(partsFor(bucket, testFolder(), { settings: { maxObjectBytes: 1000 } }), { once: true });
    expect(report.objects.map(({ object, outcome, error }) => [object.key, outcome, error?.code]).toSorted()).toEqual([
      ["large.json", "failed", "file/too-large"],
      ["small.json", "done", undefined],
    ]);
  });

  it("over which its workers die is given up in the end", async () => {
    const bucket = await s3.bucket({ "bomb.json": rows("bomb", 1) });
    const folder = testFolder();
    const parts = partsFor(bucket, folder, { settings: { maxSoloCrashes: 2 } });
    for await (const page of parts.source.scan(new AbortController().signal)) await parts.ledger.discover(page);
    for (let i = 0; i < 2; i += 1) {
      await parts.ledger.claim({ owner: "{}", run: `${i}`, leaseMs: 60_000, maxAttempts: 5 });
      await parts.ledger.reclaimDead(() => true);
    }
    const report = await runJob(parts, { once: true });
    expect(report.objects.map(({ outcome, error }) => [outcome, error?.code])).toEqual([
      ["failed", "ledger/worker-died"],
    ]);
  });

  it("that vanished after it was found is gone, and new when it comes back", async () => {
    const bucket = await s3.bucket({ "a.json": rows("a", 1), "b.json": rows("b", 1) });
    const folder = testFolder();
    const parts = partsFor(bucket, folder);
    for await (const page of parts.source.scan(new AbortController().signal)) await parts.ledger.discover(page);
    await s3.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: "a.json" }));
    expect((await runJob(parts, { once: true })).outcomes).toEqual({ done: 1, failed: 0, gone: 1, lost: 0 });
    expect(await statesIn(folder)).toEqual({ "a.json": "gone", "b.json": "done" });
    await s3.put(bucket, "a.json", rows("a", 1));
    expect((await runJob(partsFor(bucket, folder), { once: true })).outcomes.done).toBe(1);
  });
});

it("ends though the listing goes on naming an object that is not there", async () => {
  const bucket = await s3.bucket({ "a.json": rows("a", 1) });
  const folder = testFolder();
  const parts = partsFor(bucket, folder);
  const { source } = parts;
  let scans = 0;
  const stubborn: typeof source = {
    ...source,
    async *scan(signal) {
      scans += 1;
      for await (const page of source.scan(signal))
        yield [...page, { bucket, key: "b.json", etag: '"b"', size: 10, lastModified: 0 }];
    },
  };
  expect((await runJob({ ...parts, source: stubborn }, { once: true })).outcomes).toEqual({
    done: 1,
    failed: 0,
    gone: 2,
    lost: 0,
  });
  expect([scans, await statesIn(folder)]).toEqual([2, { "a.json": "done", "b.json": "gone" }]);
});

describe("an object that changes", () => {
  it("after it was ingested is reported and not ingested again", async () => {
    const bucket = await s3.bucket({ "a.json": rows("a", 2) });
    const folder = testFolder();
    await runJob(partsFor(bucket, folder), { once: true });
    await s3.put(bucket, "a.json", rows("other", 5));
    const report = await runJob(partsFor(bucket, folder), { once: true });
    expect([report.objects, report.changed.map(({ key }) => key)]).toEqual([[], ["a.json"]]);
    expect(files(folder)).toEqual(["a"]);
    expect(await statesIn(folder)).toEqual({ "a.json": "changed" });
  });

  it("while it is read is withdrawn, and its new version comes once", async () => {
    const bucket = await s3.bucket({ "a.json": rows("old", 20) });
    const folder = testFolder();
    let changed = false;
    const source = partsFor(bucket, folder).source;
    const parts = partsFor(bucket, folder, {
      source: {
        ...source,
        open(object, signal) {
          const opened = source.open(object, signal);
          return {
            ...opened,
            async *stream() {
              if (!changed) await s3.put(bucket, "a.json", rows("new", 7));
              changed = true;
              yield* opened.stream();
            },
          };
        },
      },
    });
    const report = await runJob(parts, { once: true });
    expect(report.objects.map(({ outcome, error }) => [outcome, error?.code])).toEqual([
      ["failed", "s3/object-changed"],
      ["done", undefined],
    ]);
    expect(files(folder)).toEqual(["new"]);
  });
});

describe("rows set aside", () => {
  const body = [rows("x", 8), "bad", "worse"].join("\n");
  const cases = [
    [{ action: "skip-row" }, "done", false],
    [{ action: "skip-file" }, "failed", false],
    [{ action: "skip-file", afterRows: 1 }, "failed", false],
    [{ action: "skip-file", afterRows: 2 }, "done", false],
    [{ action: "skip-file", afterShare: 0.19 }, "failed", false],
    [{ action: "skip-file", afterShare: 0.2 }, "done", false],
    [{ action: "stop", afterRows: 1 }, "failed", true],
  ] as const;
  it.each(cases)("with %o: %s, the job ends: %s", async (setAside, outcome, ends) => {
    const bucket = await s3.bucket({ "x.json": body });
    const folder = testFolder();
    const report = await runJob(partsFor(bucket, folder, { settings: { setAside } }), { once: true });
    expect(report.failure?.code).toBe(ends ? "rows/too-many-set-aside" : undefined);
    expect(await statesIn(folder)).toEqual({ "x.json": outcome });
    expect(readOutput(join(folder, "out"), "events")).toHaveLength(outcome === "done" ? 8 : 0);
    expect(readOutput(join(folder, "out"), "set-aside")).toHaveLength(outcome === "done" ? 2 : 0);
  });
});

describe("more rows set aside than an object may have", () => {
  const body = [rows("x", 8), ...Array.from({ length: 40 }, () => "bad")].join("\n");
  it.each([
    [{ maxSetAsideRows: 39 }, "more than the 39 of `limits.maxSetAsideRows`"],
    [{ maxSetAsideBytes: 6000 }, "they take more than the 6000 bytes of `limits.maxSetAsideBytes`"],
  ])("%o fail it, and no other", async (settings, why) => {
    const bucket = await s3.bucket({ "bad.json": body, "good.json": rows("good", 1) });
    const folder = testFolder();
    const report = await runJob(partsFor(bucket, folder, { rows: jsonLines(10), settings }), { once: true });
    expect(report.failure).toBeUndefined();
    expect(await statesIn(folder)).toEqual({ "bad.json": "failed", "good.json": "done" });
    const { error } = report.objects.find(({ outcome }) => outcome === "failed") ?? {};
    expect(error).toMatchObject({ code: "rows/too-many-set-aside", message: expect.stringContaining(why) as string });
    expect(files(folder)).toEqual(["good"]);
  });
});

it("passes over a key on which filterPattern takes too long, says so, and ingests the others", async () => {
  const slow = `${"a".repeat(60)}.x`;
  const bucket = await s3.bucket({ [slow]: rows("a", 1), aab: rows("b", 1) });
  const filterPattern = { java: "(?:a+)+b", source: "^(?:(?:a+)+b)$", flags: "u" };
  const source = s3Source({ client: s3.client, identity: { bucket, prefix: "", region: REGION }, filterPattern });
  const report = await runJob(partsFor(bucket, testFolder(), { source }), { once: true });
  expect([report.failure, report.outcomes.done]).toEqual([undefined, 1]);
  expect(report.findings.map(({ key, code }) => [key, code])).toEqual([[slow, "discover/pattern-too-slow"]]);
});

describe("a failure of the job", () => {
  it("is one clear error, and touches no object", async () => {
    const seen: string[] = [];
    const report = await runJob(partsFor("not-there", testFolder()), {
      once: true,
      hooks: { onFailure: ({ code }) => seen.push(code) },
    });
    expect(report.failure).toMatchObject({ code: "s3/no-such-bucket", scope: "job" });
    expect([seen, report.objects]).toEqual([["s3/no-such-bucket"], []]);
  });

  it("gives back what was worked on, so that the next run ingests it", async () => {
    const bucket = await s3.bucket(
      Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`${n}.json`, rows(String(n), 20)])),
    );
    const folder = testFolder();
    const sink = ndjsonSink({ directory: join(folder, "out") });
    let opened = 0;
    const report = await runJob(
      partsFor(bucket, folder, {
        sink: {
          open(object) {
            opened += 1;
            if (opened < 4) return sink.open(object);
            throw new StageFailure({
              code: "sink/not-written",
              scope: "job",
              message: "the disk is full",
              hint: "make room",
            });
          },
        },
      }),
      { once: true },
    );
    expect(report.failure?.code).toBe("sink/not-written");
    expect(Object.values(await statesIn(folder))).not.toContain("claimed");
    const next = await runJob(partsFor(bucket, folder), { once: true });
    expect(report.outcomes.done + next.outcomes.done).toBe(8);
    expect(files(folder)).toHaveLength(8);
    expect(readOutput(join(folder, "out"), "events")).toHaveLength(160);
  });
});

it.each(["onObjectStart", "onProgress", "onObjectEnd"] as const)(
  "ends with a failure of its own when %s throws, and loses nothing",
  async (name) => {
    const bucket = await s3.bucket({ "a.json": rows("a", 5), "b.json": rows("b", 5) });
    const folder = testFolder();
    const hooks = {
      [name]: () => {
        throw new Error("my hook");
      },
    };
    const report = await runJob(partsFor(bucket, folder), { once: true, hooks });
    expect(report.failure).toMatchObject({ code: "pipeline/hook-failed", message: `the hook ${name} failed: my hook` });
    expect(Object.values(await statesIn(folder))).not.toContain("claimed");
    await runJob(partsFor(bucket, folder), { once: true });
    expect(readOutput(join(folder, "out"), "events")).toHaveLength(10);
  },
);

it("stops when told to, and the next run goes on", async () => {
  const bucket = await s3.bucket(
    Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`${n}.json`, rows(String(n), 50)])),
  );
  const folder = testFolder();
  const stop = new AbortController();
  let batches = 0;
  const report = await runJob(partsFor(bucket, folder, { rows: jsonLines(10) }), {
    once: true,
    signal: stop.signal,
    hooks: { onProgress: () => void ((batches += 1) === 22 && stop.abort()) },
  });
  expect([report.aborted, report.failure]).toEqual([true, undefined]);
  expect(report.outcomes.done).toBeLessThan(10);
  expect(Object.values(await statesIn(folder))).not.toContain("claimed");
  await runJob(partsFor(bucket, folder), { once: true });
  expect(readOutput(join(folder, "out"), "events")).toHaveLength(500);
});

it("delivers nothing for an object that another worker took over", async () => {
  const bucket = await s3.bucket({ "a.json": rows("a", 20) });
  const folder = testFolder();
  const read = jsonLines(10);
  const thief = openLedger(join(folder, "ledger.db"));
  onTestFinished(() => thief.close());
  const stolen: string[] = [];
  const stop = new AbortController();
  const report = await runJob(
    partsFor(bucket, folder, {
      rows: async function* (object, context) {
        yield* read(object, context);
        await thief.reclaimDead(() => true);
        const claim = await thief.claim({ owner: "{}", run: "theirs", leaseMs: 60_000, maxAttempts: 5 });
        stolen.push(claim?.object.key ?? "");
      },
    }),
    { once: true, signal: stop.signal, hooks: { onObjectEnd: () => stop.abort() } },
  );
  expect(stolen).toEqual(["a.json"]);
  expect(report.objects.map(({ outcome }) => outcome)).toEqual(["lost"]);
  expect(readOutput(join(folder, "out"), "events")).toEqual([]);
});

it("scans again and again until it is stopped, and outlives S3 out of reach", async () => {
  const bucket = await s3.bucket({ "a.json": rows("a", 3) });
  const folder = testFolder();
  let down = false;
  const proxy = await startForwarder(s3.endpoint, (request) => {
    if (!down) return "forward";
    request.socket.destroy();
    return "answered";
  });
  const client = createS3Client({ region: REGION, endpoint: proxy.endpoint, credentials: CREDENTIALS });
  onTestFinished(() => client.destroy());
  const stop = new AbortController();
  const failures: string[] = [];
  const done: string[] = [];
  const running = runJob(
    partsFor(bucket, folder, {
      source: s3Source({ client, identity: { bucket, prefix: "", region: REGION } }),
      settings: { scanMs: 20 },
    }),
    {
      signal: stop.signal,
      hooks: {
        onObjectEnd: ({ object }) => void done.push(object.key),
        onFailure: ({ code }) => void failures.push(code),
      },
    },
  );
  while (done.length < 1) await sleep(10);
  down = true;
  while (failures.length < 1) await sleep(10);
  await s3.put(bucket, "b.json", rows("b", 3));
  down = false;
  while (done.length < 2) await sleep(10);
  stop.abort();
  const report = await running;
  expect([report.aborted, report.failure, done]).toEqual([true, undefined, ["a.json", "b.json"]]);
  expect(new Set(failures)).toEqual(new Set(["s3/interrupted"]));
  expect(files(folder)).toEqual(["a", "b"]);
});

const storms = campaign("storms");

it(
  `gives the same output over connections that break as over a quiet one (seed ${storms.seed})`,
  { tags: "storms" },
  async () => {
    const bucket = await s3.bucket(
      Object.fromEntries(Array.from({ length: 6 }, (_, n) => [`${n}.json`, rows(`file ${n}`, 3000)])),
    );
    const random = seeded(storms.seed);
    let spoiled = 0;
    const proxy = await startForwarder(s3.endpoint, (request, response) => {
      const isList = request.url?.includes("list-type") === true;
      const dice = random();
      if (dice > 0.6) return "forward";
      spoiled += 1;
      if (dice < 0.15) {
        response.writeHead(dice < 0.07 ? 500 : 503).end();
        return "answered";
      }
      if (isList) return "forward";
      return { kind: dice < 0.4 ? "reset" : "truncate", after: Math.floor(random() * 100_000) };
    });
    const client = createS3Client({ region: REGION, endpoint: proxy.endpoint, credentials: CREDENTIALS });
    onTestFinished(() => client.destroy());
    const output = (folder: string): string[] =>
      readOutput(join(folder, "out"), "events").map((event) => JSON.stringify(event));
    const quiet = testFolder();
    await runJob(partsFor(bucket, quiet), { once: true });
    const expected = output(quiet);
    // No bad luck may end an object: only what is read differently counts.
    const open = { backoff: { attempts: 1_000, firstMs: 1, longestMs: 2 } };
    const source = s3Source({ client, identity: { bucket, prefix: "", region: REGION }, open });
    for (let round = 0; round < storms.rounds; round += 1) {
      const noisy = testFolder();
      const report = await runJob(partsFor(bucket, noisy, { source }), { once: true });
      expect(report.outcomes).toEqual({ done: 6, failed: 0, gone: 0, lost: 0 });
      expect(output(noisy)).toEqual(expected);
    }
    expect(spoiled).toBeGreaterThan(3 * storms.rounds);
  },
);

it("tells afterwards what was ingested", async () => {
  const bucket = await s3.bucket({ "a.json": [rows("a", 4), "bad"].join("\n"), "b.json": rows("b", 2) });
  const folder = testFolder();
  const source = { bucket, prefix: "", ledger: join(folder, "ledger.db") };
  expect(await jobStatus(source)).toMatchObject({ states: { done: 0 }, objects: [] });
  expect(existsSync(source.ledger)).toBe(false);
  const noon = Date.UTC(2024, 1, 29, 12);
  const ledger = openLedger(source.ledger, { clock: () => noon });
  await runJob(partsFor(bucket, folder, { ledger, rows: failingRows((key) => key === "b.json", false) }), {
    once: true,
  });
  const status = await jobStatus(source, { limit: 1 });
  expect(status.states).toEqual({ discovered: 0, claimed: 0, done: 1, failed: 1, changed: 0, gone: 0 });
  expect(status.totals).toMatchObject({ rows: 5, events: 4, setAside: { "row/not-json": 1 } });
  expect(status.lastIngestedAt).toBe(noon);
  expect(status.days).toMatchObject([{ day: "2024-02-29", done: 1, failed: 1, counts: { rows: 5, events: 4 } }]);
  expect([status.objects.length, status.omitted]).toEqual([1, 1]);
});
