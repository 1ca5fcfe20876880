// A job on several threads: the same output as on one, each object once, a stop that ends within its time.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runSource, type SourceRunOptions } from "../src/pipeline-threads.ts";
import { loadSource } from "../src/source-file.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import { ledgerStates } from "./support/killing.ts";
import { startS3, type TestS3 } from "./support/s3-server.ts";

const SOURCES = new URL("support/sources.ts", import.meta.url).href;
const THREADS: SourceRunOptions = { execArgv: ["--import", SOURCES] };
const OBJECTS = 12;
const ROWS = 500;

let s3: TestS3;
beforeAll(async () => {
  s3 = await startS3();
  await s3.bucket("threads");
  for (let file = 0; file < OBJECTS; file += 1) {
    const lines = Array.from({ length: ROWS }, (_, n) => JSON.stringify({ user: `user-${n % 9}`, file, n }));
    await s3.put("threads", `${file}.json`, lines.join("\n"));
  }
});
afterAll(() => s3.stop());

const CONVERTER = {
  converterConfig: {
    fileType: "json", compressionType: "none",
    convertToAmplitudeFunc: { event_type: ["value", "seen"], user_id: ["path", "user"], event_properties: { file: ["path", "file"], n: ["path", "n"] } },
  },
};

async function configIn(folder: string, more: Readonly<Record<string, unknown>>) {
  writeFileSync(join(folder, "converter.json"), JSON.stringify(CONVERTER));
  const source = {
    bucket: "threads", region: REGION, endpoint: s3.endpoint, credentials: CREDENTIALS, converter: "converter.json", dataType: "event",
    sink: { type: "ndjson", directory: "out" }, ledger: "ledger.db", ...more,
  };
  writeFileSync(join(folder, "SOURCE.json"), JSON.stringify(source));
  return loadSource(join(folder, "SOURCE.json"));
}

/** The rows of each file in the order in which they lie in its output. */
function rowsByFile(folder: string): Map<unknown, unknown[]> {
  const rows = new Map<unknown, unknown[]>();
  for (const event of readOutput(join(folder, "out"), "events")) {
    const { file, n } = event["event_properties"] as { file: number; n: number };
    rows.set(file, [...(rows.get(file) ?? []), n]);
  }
  return rows;
}
const IN_ORDER = Array.from({ length: ROWS }, (_, n) => n);

describe("runSource", () => {
  it.each([1, 3])("delivers every object once, its rows in order, with limits.workers %i", async (workers) => {
    const folder = testFolder();
    const told = { jobs: 0, ended: new Set<string>(), rows: 0 };
    const report = await runSource(await configIn(folder, { limits: { workers } }), {
      ...THREADS,
      once: true,
      hooks: {
        onJob: () => void (told.jobs += 1),
        onObjectEnd: ({ object, counts }) => {
          told.ended.add(object.key);
          told.rows += counts.rows;
        },
      },
    });
    expect(report.failure).toBeUndefined();
    expect(report).toMatchObject({ aborted: false, outcomes: { done: OBJECTS, failed: 0 }, totals: { rows: OBJECTS * ROWS, events: OBJECTS * ROWS } });
    expect(report.objects).toHaveLength(OBJECTS);
    expect(told).toEqual({ jobs: 1, ended: new Set(report.objects.map(({ object }) => object.key)), rows: OBJECTS * ROWS });
    const rows = rowsByFile(folder);
    expect(rows.size).toBe(OBJECTS);
    for (const file of rows.values()) expect(file).toEqual(IN_ORDER);
  });

  it("stops all threads when told to, gives their objects back, and goes on in the next run", async () => {
    const folder = testFolder();
    const config = await configIn(folder, { limits: { workers: 2 } });
    const stop = new AbortController();
    const report = await runSource(config, { ...THREADS, signal: stop.signal, hooks: { onObjectEnd: () => stop.abort(new Error("enough")) } });
    expect(report).toMatchObject({ aborted: true });
    expect((await ledgerStates(folder))["claimed"]).toBeUndefined();
    const rest = await runSource(config, { ...THREADS, once: true });
    expect(rest.failure).toBeUndefined();
    expect(await ledgerStates(folder)).toEqual({ done: OBJECTS });
    for (const file of rowsByFile(folder).values()) expect(file).toEqual(IN_ORDER);
  });

  it("ends threads that do not stop in time; the next run takes their objects over", async () => {
    const folder = testFolder();
    const config = await configIn(folder, { limits: { workers: 2, leaseSeconds: 1 } });
    const stop = new AbortController();
    let started = 0;
    const hooks = { onObjectStart: () => { if ((started += 1) === 3) stop.abort(new Error("enough")); } };
    expect(await runSource(config, { ...THREADS, stopMs: 0, signal: stop.signal, hooks })).toMatchObject({ aborted: true });
    expect((await runSource(config, { ...THREADS, once: true })).failure).toBeUndefined();
    expect(await ledgerStates(folder)).toEqual({ done: OBJECTS });
    const rows = rowsByFile(folder);
    expect(rows.size).toBe(OBJECTS);
    for (const file of rows.values()) expect(file).toEqual(IN_ORDER);
  });

  it("keeps the order of objects on one thread where the strategy needs it", async () => {
    const folder = testFolder();
    const ended: string[] = [];
    const config = await configIn(folder, { strategy: "mirror_sync", limits: { workers: 4 } });
    const report = await runSource(config, { once: true, hooks: { onObjectEnd: ({ object }) => void ended.push(`${object.lastModified} ${object.key}`) } });
    expect(report.outcomes.done).toBe(OBJECTS);
    expect(ended).toEqual(ended.toSorted());
  });

  it("says what is wrong as one thread would", async () => {
    const folder = testFolder();
    const config = await configIn(folder, { limits: { workers: 2 } });
    writeFileSync(join(folder, "converter.json"), "{");
    await expect(runSource(config, { ...THREADS, once: true })).rejects.toMatchObject({ code: "converter/has-errors", scope: "job" });
    const elsewhere = await configIn(folder, { bucket: "no-such-bucket", limits: { workers: 2 } });
    expect((await runSource(elsewhere, { ...THREADS, once: true })).failure).toMatchObject({ code: "s3/no-such-bucket", hint: expect.stringContaining("bucket") as string });
  });

  it("ends the job at a hook that fails", async () => {
    const config = await configIn(testFolder(), { limits: { workers: 2 } });
    const hooks = { onObjectStart: () => { throw new Error("no pen"); } };
    expect((await runSource(config, { ...THREADS, once: true, hooks })).failure).toMatchObject({ code: "pipeline/hook-failed", message: "the hook onObjectStart failed: no pen" });
  });
});
