// A job on several threads: the same output as on one, byte for byte, whatever the rows are; threads that die; a stop within its time.
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { enableCompileCache, getCompileCacheDir } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { composeJob } from "../src/compose/compose-job.ts";
import type { JobReport } from "../src/contracts/job-report.ts";
import { runSource, type SourceRunOptions } from "../src/compose/run-source.ts";
import { runJob } from "../src/job/run-job.ts";
import { loadSource } from "../src/source/load-source.ts";
import { startAmplitude } from "./support/amplitude-server.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import { ledgerStates } from "./support/killing.ts";
import { threadArguments } from "./support/programs.ts";
import { useS3 } from "./support/s3.ts";

const DYING = new URL("support/dying-thread.ts", import.meta.url).href;
const execArgv = await threadArguments();
const THREADS: SourceRunOptions = { once: true, execArgv };
const OBJECTS = 12;
const ROWS = 500;

const s3 = useS3();
beforeAll(async () => {
  const rowsOf = (file: number): string =>
    Array.from({ length: ROWS }, (_, n) => JSON.stringify({ user: `user-${n % 9}`, file, n })).join("\n");
  await s3.bucket(
    Object.fromEntries(Array.from({ length: OBJECTS }, (_, file) => [`${file}.json`, rowsOf(file)])),
    "threads",
  );
  const large = { "lines.json": LINES, "lines.json.gz": gzipSync(LINES), "rows.csv": TABLE, "rows.parquet": parquet() };
  await s3.bucket(large, "large");
});

const MAPPING = {
  event_type: ["value", "seen"],
  user_id: "user",
  insert_id: "id",
  event_properties: { file: "file", n: "n", text: "text" },
};

function converter(settings: object, mapping: unknown = MAPPING): string {
  return JSON.stringify({
    converterConfig: { fileType: "json", compressionType: "auto", convertToAmplitudeFunc: mapping, ...settings },
    keyValidatorConfig: {},
  });
}

interface Setup {
  readonly folder: string;
  readonly text?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

async function configIn({ folder, text = converter({}), more = {} }: Setup) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "converter.json"), text);
  const source = {
    bucket: "threads",
    region: REGION,
    endpoint: s3.endpoint,
    credentials: CREDENTIALS,
    converter: "converter.json",
    dataType: "event",
    sink: { type: "ndjson", directory: "out" },
    ledger: "ledger.db",
    ...more,
  };
  writeFileSync(join(folder, "SOURCE.json"), JSON.stringify(source));
  return loadSource(join(folder, "SOURCE.json"));
}

/** Rows of 1.2 KB on the average: several blocks of memory, batches that end in the middle of them, rows of every sort. */
function* rows(): Generator<{ readonly n: number; readonly user: string; readonly id: string; readonly text: string }> {
  for (let n = 0; n < 2_400; n += 1) {
    const text = n % 1_000 === 999 ? "x".repeat(150_000) : "é🗼 ".repeat(n % 300);
    // Every seventh event is one that was there before.
    yield { n, user: `user-${n % 9}`, id: `id-${n % 7 === 6 ? n - 6 : n}`, text };
  }
}

const LINES = Buffer.concat(
  [...rows()].flatMap((row) => {
    const line = Buffer.from(`${JSON.stringify(row)}${row.n % 3 === 0 ? "\r\n" : "\n"}`);
    // Lines that are no JSON, no UTF-8, no dict, or nothing; one that is too long, one that spans three blocks; ids that are too short.
    switch (row.n % 500) {
      case 17:
        return [line, Buffer.from('{"user": \n')];
      case 18:
        return [line, Buffer.from([0x22, 0xff, 0x22, 0x0a])];
      case 19:
        return [line, Buffer.from("  \n\n42\n")];
      case 20:
        return [line, Buffer.from(`{"user": "bob", "n": 9007199254740993}\n`)];
      case 21:
        return [line, Buffer.from(`{"user": "user-1", "text": "${"y".repeat(row.n === 21 ? 2_600_000 : 100)}"}\n`)];
      case 22:
        return row.n === 22 ? [line, Buffer.from(`"${"z".repeat(3_200_000)}"\n`)] : [line];
      default:
        return [line];
    }
  }),
);

const TABLE = [
  "user,id,n,text,unread",
  ...[...rows()].map(({ n, user, id, text }) => {
    switch (n % 500) {
      case 17:
        return `${user},${id},${n},"torn"quote,x`;
      case 18:
        return `${user},${id},${n},a,b,c,d,e`;
      case 19:
        return `${user}`;
      default:
        return `${user},${id},${n},"${text.slice(0, 2_000)}\n""quoted""",${n}`;
    }
  }),
].join("\n");

function parquet(): Uint8Array {
  const all = [...rows()];
  const text = all.map((row) => row.text.slice(0, 1_000));
  return new Uint8Array(
    parquetWriteBuffer({
      rowGroupSize: 1_500,
      columnData: [
        { name: "user", data: all.map(({ user, n }) => (n % 500 === 17 ? null : user)), type: "STRING" },
        { name: "id", data: all.map(({ id }) => id), type: "STRING" },
        { name: "n", data: all.map(({ n }) => BigInt(n) * 2n ** 44n), type: "INT64" },
        {
          name: "text",
          data: text.map((short, n) => (n % 2 === 0 ? { short, list: [n, null] } : { short, more: { n } })),
          type: "JSON",
        },
      ],
    }),
  );
}

/** Each file of the output with its bytes. */
function filesOf(folder: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const object of readdirSync(folder).toSorted()) {
    if (object.startsWith(".")) continue;
    for (const name of readdirSync(join(folder, object)).toSorted())
      files.set(`${object}/${name}`, readFileSync(join(folder, object, name)));
  }
  return files;
}

/** What does not change from run to run. With threads an object that fails has been read further. */
function told(report: JobReport | undefined): unknown {
  const mapConcurrentOrdered = report?.objects.toSorted((a, b) => (a.object.key < b.object.key ? -1 : 1));
  const objects = mapConcurrentOrdered?.map(({ ms: _, workMs: _work, steps: _steps, files, bytesRead, ...rest }) => ({
    ...rest,
    files: files.length,
    ...(rest.outcome === "done" ? { bytesRead } : {}),
  }));
  return { objects, totals: report?.totals, outcomes: report?.outcomes, failure: report?.failure?.code };
}

/** The rows of each file in the order in which they lie in its output. */
function rowsByFile(folder: string): Map<unknown, unknown[]> {
  const byFile = new Map<unknown, unknown[]>();
  for (const event of readOutput(join(folder, "out"), "events")) {
    const { file, n } = event["event_properties"] as { file: number; n: number };
    byFile.set(file, [...(byFile.get(file) ?? []), n]);
  }
  return byFile;
}
const IN_ORDER = Array.from({ length: ROWS }, (_, n) => n);

function expectAllInOrder(folder: string): void {
  const byFile = rowsByFile(folder);
  expect(byFile.size).toBe(OBJECTS);
  for (const file of byFile.values()) expect(file).toEqual(IN_ORDER);
}

describe("the output is the same, byte for byte, with 1 and 2 workers", () => {
  const limits = { maxRowBytes: 3_000_000, rowsPerBatch: 300 };
  it.each<[string, object, object]>([
    ["lines.json", {}, {}],
    ["lines.json.gz", {}, {}],
    ["rows.csv", { fileType: "csv" }, {}],
    ["rows.parquet", { fileType: "parquet" }, {}],
    ["lines.json", {}, { sink: { type: "ndjson", directory: "out", compression: "gzip", rotateAt: 500_000 } }],
    [
      "rows.csv",
      { fileType: "csv", convertToAmplitudeFunc: { user_id: "user", user_properties: { n: "n", text: "text" } } },
      { dataType: "user_properties", deduplicate: false },
    ],
    ["lines.json", {}, { setAside: { action: "skip-file", afterRows: 12 } }],
    ["lines.json", {}, { setAside: { action: "skip-file", afterShare: 0.001 } }],
    ["rows.csv", { fileType: "csv" }, { setAside: { action: "stop" } }],
    ["lines.json", {}, { strategy: "mirror_sync" }],
  ])("%s %j %j", async (prefix, settings, more) => {
    const folder = testFolder();
    const runs = [];
    for (const workers of [1, 2]) {
      const home = join(folder, String(workers));
      const config = await configIn({
        folder: home,
        text: converter(settings),
        more: { bucket: "large", prefix, limits: { ...limits, workers }, ...more },
      });
      const report = await runSource({ ...config, prefix }, THREADS);
      mkdirSync(join(home, "out"), { recursive: true });
      runs.push({ report, files: filesOf(join(home, "out")) });
    }
    const [one, ...others] = runs;
    for (const other of others) {
      expect([...other.files.keys()]).toEqual([...(one?.files.keys() ?? [])]);
      for (const [name, bytes] of other.files)
        expect(bytes.equals(one?.files.get(name) ?? Buffer.alloc(0)), name).toBe(true);
      expect(told(other.report)).toEqual(told(one?.report));
    }
    if ("setAside" in more)
      expect(one?.report.failure === undefined ? one?.report.outcomes.failed : 1).toBeGreaterThan(0);
    else {
      expect(one?.report.outcomes.done).toBeGreaterThan(0);
      expect(one?.report.totals.events).toBeGreaterThan(1_800);
      expect(Object.keys(one?.report.totals.setAside ?? {}).length).toBeGreaterThan(0);
    }
  });

  it("for Amplitude, which takes events one by one and gives refused ones back with their rows", async () => {
    const seen = [];
    for (const workers of [1, 2]) {
      const server = await startAmplitude();
      const folder = testFolder();
      const more = {
        limits: { workers, rowsPerBatch: 100 },
        sink: { type: "amplitude", directory: "aside", apiKey: "test-key", endpoint: server.endpoint },
      };
      const report = await runSource(await configIn({ folder, more }), THREADS);
      expect(report.failure).toBeUndefined();
      expect(report.totals).toMatchObject({ rows: OBJECTS * ROWS, events: OBJECTS * ROWS });
      seen.push(server.stored.map((event) => JSON.stringify(event)).toSorted());
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[0]).toHaveLength(OBJECTS * ROWS);
  });
});

describe("objects and parts of objects", () => {
  it.each([1, 3])("are delivered once, rows in order, with limits.workers %i", async (workers) => {
    const folder = testFolder();
    const seen = { jobs: 0, ended: new Set<string>(), rows: 0 };
    const report = await runSource(await configIn({ folder, more: { limits: { workers } } }), {
      ...THREADS,
      hooks: {
        onJob: () => void (seen.jobs += 1),
        onObjectEnd: ({ object, counts }) => {
          seen.ended.add(object.key);
          seen.rows += counts.rows;
        },
      },
    });
    expect(report.failure).toBeUndefined();
    expect(report).toMatchObject({
      aborted: false,
      outcomes: { done: OBJECTS, failed: 0 },
      totals: { rows: OBJECTS * ROWS, events: OBJECTS * ROWS },
    });
    expect(report.objects).toHaveLength(OBJECTS);
    expect(seen).toEqual({
      jobs: 1,
      ended: new Set(report.objects.map(({ object }) => object.key)),
      rows: OBJECTS * ROWS,
    });
    expectAllInOrder(folder);
  });

  it("keep the order of their last change where the strategy needs it", async () => {
    const folder = testFolder();
    const ended: string[] = [];
    const config = await configIn({
      folder,
      more: { strategy: "mirror_sync", limits: { workers: 4, rowsPerBatch: 50 } },
    });
    const report = await runSource(config, {
      ...THREADS,
      hooks: { onObjectEnd: ({ object }) => void ended.push(`${object.lastModified} ${object.key}`) },
    });
    expect(report.outcomes.done).toBe(OBJECTS);
    expect(ended).toEqual(ended.toSorted());
    expectAllInOrder(folder);
  });

  it("are mapped by the converter in force when their work begins", async () => {
    const folder = testFolder();
    const more = { limits: { workers: 2 } };
    const stop = new AbortController();
    const before = await runSource(await configIn({ folder, more }), {
      ...THREADS,
      signal: stop.signal,
      hooks: { onObjectEnd: () => stop.abort(new Error("enough")) },
    });
    expect(before.aborted).toBe(true);
    const after = await configIn({ folder, more, text: converter({}, { ...MAPPING, event_type: ["value", "later"] }) });
    await s3.put("threads", "later/0.json", JSON.stringify({ user: "user-1", file: "later", n: 0 }));
    onTestFinished(async () => {
      await s3.client.send(new DeleteObjectCommand({ Bucket: "threads", Key: "later/0.json" }));
    });
    expect((await runSource(after, THREADS)).failure).toBeUndefined();
    const types = new Map(
      readOutput(join(folder, "out"), "events").map((event) => [
        (event["event_properties"] as { file: unknown }).file,
        event["event_type"],
      ]),
    );
    expect(types.size).toBe(OBJECTS + 1);
    const seen = [...types.values()].filter((type) => type === "seen").length;
    expect([types.get("later"), seen]).toEqual(["later", before.outcomes.done]);
  });

  it("take no more memory than parts may be under way: two for each thread and one for each object", async () => {
    const folder = testFolder();
    const config = await configIn({
      folder,
      more: { bucket: "large", limits: { workers: 2, rowsPerBatch: 20, objectsAtOnce: 3, maxRowBytes: 3_000_000 } },
    });
    const job = await composeJob({ ...config, prefix: "lines" }, {}, { execArgv });
    let most = 0;
    const report = await runJob(job.parts, {
      once: true,
      hooks: { onProgress: () => void (most = Math.max(most, job.parts.pool?.capacity.used ?? 0)) },
    });
    const peak = job.parts.pool?.capacity.peak ?? 0;
    await job.close();
    expect(report.outcomes.done).toBe(2);
    expect(most).toBeGreaterThan(2);
    expect(peak).toBeLessThanOrEqual(2 * 2 + 3);
    expect(job.parts.pool?.capacity.used).toBe(0);
  });
});

/** Pages that are large enough to go to threads; `damaged`: in one of them a byte of a length is wrong. */
function pages(name: string, isDamaged = false): Uint8Array {
  const n = Array.from({ length: 9_000 }, (_, i) => i);
  const columnData = [
    { name: "user", data: n.map((i) => `user-${i % 9}`), type: "STRING" as const },
    { name, data: n.map((i) => `${i} ${"é".repeat(i % 40)}`), type: "STRING" as const },
    { name: "n", data: n, type: "DOUBLE" as const },
  ];
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData, codec: "UNCOMPRESSED", rowGroupSize: 3_000 }));
  const at = Buffer.from(bytes.buffer).indexOf("7654 é");
  if (isDamaged) bytes[at - 2] = 200;
  return bytes;
}

it("a damaged page fails its object as with one worker, at the same row", async () => {
  const bucket = await s3.bucket({ "a.parquet": pages("text", true), "b.parquet": pages("text") });
  const runs = [];
  for (const workers of [1, 2]) {
    const folder = testFolder();
    const text = converter({ fileType: "parquet" });
    const report = await runSource(await configIn({ folder, text, more: { bucket, limits: { workers } } }), THREADS);
    runs.push({ told: told(report), files: [...filesOf(join(folder, "out"))] });
    expect(report.objects.find(({ outcome }) => outcome === "failed")?.error).toMatchObject({
      code: "rows/parquet-corrupt",
      message: expect.stringContaining("column text of row group 2: page 0") as string,
      row: 7_000,
    });
  }
  expect(runs[1]).toEqual(runs[0]);
});

describe("threads that die", () => {
  it.each([
    ["deadly-once", 2],
    ["deadly", 1],
  ])("over a page give it to another, once: %s", async (name, done) => {
    const bucket = await s3.bucket({ "a.parquet": pages("text"), "b.parquet": pages(name) });
    const folder = testFolder();
    process.env["HEDDLE_TEST_DIED"] = join(folder, "died");
    const mapping = { event_type: ["value", "seen"], user_id: "user", event_properties: { n: "n", text: name } };
    const text = converter({ fileType: "parquet" }, mapping);
    const config = await configIn({ folder, text, more: { bucket, limits: { workers: 2 } } });
    const report = await runSource(config, { ...THREADS, execArgv: [...execArgv, "--import", DYING] });
    expect(report.outcomes).toMatchObject({ done, failed: 2 - done });
    expect(readFileSync(join(folder, "died"), "utf8")).toBe(name);
    if (done === 1)
      expect(report.objects.find(({ outcome }) => outcome === "failed")?.error).toMatchObject({
        code: "pipeline/thread-died",
        message: expect.stringContaining("2 threads died over page 0 of column deadly") as string,
      });
  });

  async function dying(key: string) {
    const rowsOf = (name: string): string =>
      Array.from({ length: ROWS }, (_, n) => JSON.stringify({ user: "user-1", file: name, n })).join("\n");
    const bucket = await s3.bucket(Object.fromEntries(["a.json", key, "z.json"].map((name) => [name, rowsOf(name)])));
    const folder = testFolder();
    process.env["HEDDLE_TEST_DIED"] = join(folder, "died");
    const config = await configIn({ folder, more: { bucket, limits: { workers: 2, rowsPerBatch: 100 } } });
    return {
      folder,
      report: await runSource(config, { ...THREADS, execArgv: [...execArgv, "--import", DYING] }),
    };
  }

  it("give their rows to another, once", async () => {
    const { folder, report } = await dying("deadly-once.json");
    expect(readFileSync(join(folder, "died"), "utf8")).toBe("deadly-once.json");
    expect(report.failure).toBeUndefined();
    expect(report.outcomes).toMatchObject({ done: 3, failed: 0 });
    const byFile = rowsByFile(folder);
    expect(byFile.size).toBe(3);
    for (const file of byFile.values()) expect(file).toEqual(IN_ORDER);
  });

  it("fail the object when the next one dies of the same rows, and nothing else", async () => {
    const { folder, report } = await dying("deadly.json");
    expect(report.failure).toBeUndefined();
    expect(report.outcomes).toMatchObject({ done: 2, failed: 1 });
    const failed = report.objects.find(({ outcome }) => outcome === "failed");
    expect(failed).toMatchObject({
      object: { key: "deadly.json" },
      error: {
        code: "pipeline/thread-died",
        row: 0,
        message: expect.stringMatching(/^2 threads died over the rows from 0 on of object "deadly.json"/) as string,
      },
    });
    expect([...rowsByFile(folder).keys()].toSorted()).toEqual(["a.json", "z.json"]);
  });

  it("before they begin end the job", async () => {
    const config = await configIn({ folder: testFolder(), more: { limits: { workers: 2 } } });
    const report = await runSource(config, {
      ...THREADS,
      execArgv: ["--import", "data:text/javascript,process.exit(1)"],
    });
    expect(report.failure).toMatchObject({
      code: "pipeline/no-thread",
      hint: expect.stringContaining("limits.workers") as string,
    });
    expect((await ledgerStates(join(String(config.ledger), "..")))["claimed"]).toBeUndefined();
  });
});

it("take compiled code from where this process keeps it", async () => {
  const folder = testFolder();
  enableCompileCache(join(folder, "compiled"));
  const told = join(folder, "told");
  const tell = `import { getCompileCacheDir } from "node:module";
    import { isMainThread } from "node:worker_threads";
    import { writeFileSync } from "node:fs";
    if (!isMainThread) writeFileSync(${JSON.stringify(told)}, String(getCompileCacheDir()));`;
  const config = await configIn({ folder, more: { limits: { workers: 2 } } });
  const loading = ["--import", `data:text/javascript,${encodeURIComponent(tell)}`];
  const report = await runSource({ ...config, prefix: "1.json" }, { ...THREADS, execArgv: [...execArgv, ...loading] });
  expect(report.failure).toBeUndefined();
  expect(readFileSync(told, "utf8")).toBe(getCompileCacheDir());
});

describe("a stop", () => {
  it("in the middle of a large object gives it back, and the next run delivers it whole", async () => {
    const folder = testFolder();
    const more = { bucket: "large", limits: { workers: 2, rowsPerBatch: 50, maxRowBytes: 3_000_000 } };
    const config = { ...(await configIn({ folder, more })), prefix: "lines.json.gz" };
    const stop = new AbortController();
    const report = await runSource(config, {
      ...THREADS,
      once: false,
      signal: stop.signal,
      hooks: { onProgress: ({ rows: seen }) => seen > 500 && stop.abort(new Error("enough")) },
    });
    expect(report).toMatchObject({ aborted: true, outcomes: { done: 0 } });
    expect(await ledgerStates(folder)).toEqual({ discovered: 1 });
    const rest = await runSource(config, THREADS);
    const quiet = testFolder();
    await runSource({ ...(await configIn({ folder: quiet, more })), prefix: "lines.json.gz" }, THREADS);
    expect(rest.outcomes.done).toBe(1);
    for (const [name, bytes] of filesOf(join(quiet, "out")))
      expect(bytes.equals(filesOf(join(folder, "out")).get(name) ?? Buffer.alloc(0)), name).toBe(true);
  });

  it("gives all objects back, and the next run goes on", async () => {
    const folder = testFolder();
    const config = await configIn({ folder, more: { limits: { workers: 2 } } });
    const stop = new AbortController();
    const report = await runSource(config, {
      ...THREADS,
      once: false,
      signal: stop.signal,
      hooks: { onObjectEnd: () => stop.abort(new Error("enough")) },
    });
    expect(report).toMatchObject({ aborted: true });
    expect((await ledgerStates(folder))["claimed"]).toBeUndefined();
    expect((await runSource(config, THREADS)).failure).toBeUndefined();
    expect(await ledgerStates(folder)).toEqual({ done: OBJECTS });
    expectAllInOrder(folder);
  });

  it("finds quick objects done, though the parts of a slow one are enough for all threads", async () => {
    const text = converter({}, { event_type: ["replace_with", "(?:a+)+$", "-", "t"], user_id: "user" });
    const line = (t: string): string => JSON.stringify({ user: "user-1", t });
    const slow = Array.from({ length: 1500 }, () => line(`${"a".repeat(60)}!`)).join("\n");
    const bucket = await s3.bucket({ "a-first.json": line("b") });
    const config = await configIn({ folder: testFolder(), text, more: { bucket, limits: { workers: 2 } } });
    // The converter passes on it.
    expect((await runSource({ ...config, prefix: "" }, THREADS)).outcomes.done).toBe(1);
    await s3.put(bucket, "b-slow.json", slow);
    await s3.put(bucket, "c-quick.json", line("b"));
    const stop = new AbortController();
    const onObjectEnd = (): void => stop.abort(new Error("enough"));
    const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(5000)]);
    const options = { ...THREADS, stopMs: 5000, signal, hooks: { onObjectEnd } };
    const report = await runSource({ ...config, prefix: "" }, options);
    expect(report.objects.map(({ object }) => object.key)).toEqual(["c-quick.json"]);
  });

  // A hundred rows that take a second each: nobody waits for them.
  it(
    "does not wait for rows that take long, which are set aside where nothing stops",
    { timeout: 300_000 },
    async () => {
      const text = converter(
        {},
        {
          event_type: ["replace_with", "(?:a+)+$", "-", "t"],
          user_id: "user",
          event_properties: { n: "n", file: "file" },
        },
      );
      const slow = (n: number): string => JSON.stringify({ user: "user-1", file: 0, n, t: `${"a".repeat(60)}!` });
      const quick = (n: number): string => JSON.stringify({ user: "user-1", file: 0, n, t: "b" });
      const bucket = await s3.bucket({
        "a-one.json": [quick(0), slow(1), quick(2)].join("\n"),
        "z-many.json": [quick(0), ...Array.from({ length: 100 }, (_, n) => slow(n))].join("\n"),
      });
      const config = await configIn({ folder: testFolder(), text, more: { bucket, limits: { workers: 2 } } });
      const stop = new AbortController();
      const report = await runSource(
        { ...config, prefix: "" },
        {
          ...THREADS,
          stopMs: 30_000,
          signal: stop.signal,
          hooks: { onObjectEnd: ({ object }) => object.key === "a-one.json" && stop.abort(new Error("enough")) },
        },
      );
      expect(report.aborted).toBe(true);
      expect(report.objects).toMatchObject([
        { object: { key: "a-one.json" }, counts: { rows: 3, events: 2, setAside: { "map/too-slow": 1 } } },
      ]);
      expect(await ledgerStates(join(String(config.ledger), ".."))).toEqual({ done: 1, discovered: 1 });

      // Without workers neither, nor where the converter is tried first.
      const onlySlow = await s3.bucket({ "slow.json": Array.from({ length: 20 }, (_, n) => slow(n)).join("\n") });
      const alone = await configIn({ folder: testFolder(), text, more: { bucket: onlySlow } });
      const signal = AbortSignal.timeout(500);
      const startedAt = performance.now();
      const stopped = await runSource({ ...alone, prefix: "" }, { ...THREADS, stopMs: 1000, signal });
      expect([stopped.aborted, performance.now() - startedAt < 4000]).toEqual([true, true]);
    },
  );

  it("that is not done in its time is told nevertheless; the next run takes the objects over", async () => {
    const folder = testFolder();
    const config = await configIn({ folder, more: { limits: { workers: 2, leaseSeconds: 1 } } });
    const stop = new AbortController();
    let started = 0;
    const hooks = {
      onObjectStart: () => {
        if ((started += 1) === 3) stop.abort(new Error("enough"));
      },
    };
    expect(await runSource(config, { ...THREADS, once: false, stopMs: 0, signal: stop.signal, hooks })).toMatchObject({
      aborted: true,
    });
    expect((await runSource(config, THREADS)).failure).toBeUndefined();
    expect(await ledgerStates(folder)).toEqual({ done: OBJECTS });
    expectAllInOrder(folder);
  });
});

describe("failures", () => {
  it("are said as without threads", async () => {
    const folder = testFolder();
    const config = await configIn({ folder, more: { limits: { workers: 2 } } });
    writeFileSync(join(folder, "converter.json"), "{");
    await expect(runSource(config, THREADS)).rejects.toMatchObject({ code: "converter/has-errors", scope: "job" });
    const elsewhere = await configIn({ folder, more: { bucket: "no-such-bucket", limits: { workers: 2 } } });
    expect((await runSource(elsewhere, THREADS)).failure).toMatchObject({
      code: "s3/no-such-bucket",
      hint: expect.stringContaining("bucket") as string,
    });
  });

  it("of a hook end the job", async () => {
    const config = await configIn({ folder: testFolder(), more: { limits: { workers: 2 } } });
    const hooks = {
      onObjectStart: () => {
        throw new Error("no pen");
      },
    };
    expect((await runSource(config, { ...THREADS, hooks })).failure).toMatchObject({
      code: "pipeline/hook-failed",
      message: "the hook onObjectStart failed: no pen",
    });
  });
});
