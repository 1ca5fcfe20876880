// The whole job on a real S3 server: what is in the bucket comes out once, counted, whatever is wrong with single files.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { s3Source } from "../src/1-discover/s3-source.ts";
import { ndjsonSink } from "../src/7-deliver/ndjson.ts";
import { sum } from "../src/counts.ts";
import { openLedger } from "../src/ledger/sqlite.ts";
import { runJob } from "../src/pipeline.ts";
import type { JobParts } from "../src/pipeline-parts.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import { checks, jsonLines, mapper } from "./support/parts.ts";
import { REGION } from "./support/credentials.ts";
import { startS3, type TestS3 } from "./support/s3-server.ts";

let s3: TestS3;
let buckets = 0;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

async function newBucket(files: Readonly<Record<string, string>>): Promise<string> {
  const bucket = `bucket-${(buckets += 1)}`;
  await s3.bucket(bucket);
  for (const [key, body] of Object.entries(files)) await s3.put(bucket, key, body);
  return bucket;
}

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
    const bucket = await newBucket({ "a.json": rows("a", 250), "dir/b.json": rows("b", 3), "c.json": "" });
    const folder = testFolder();
    const first = await runJob(partsFor(bucket, folder), { once: true });
    expect(first.failure).toBeUndefined();
    expect(first.outcomes).toEqual({ done: 3, failed: 0, gone: 0, lost: 0 });
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
    const bucket = await newBucket({ "mixed.json": lines.join("\n") });
    const folder = testFolder();
    const report = await runJob(partsFor(bucket, folder), { once: true });
    const { totals } = report;
    expect(totals).toEqual({
      rows: 8, events: 1, ignored: 1,
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
