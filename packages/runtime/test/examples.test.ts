// The examples of the documentation, run as they stand.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { composeJob, loadSource, runJob } from "@heddle/runtime";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { eventTypes } from "./examples/events.ts";
import { ingestBucket } from "./examples/job.ts";
import { ingestInto, storeSink } from "./examples/own-sink.ts";
import { folderSource } from "./examples/own-source.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import { useS3 } from "./support/s3.ts";

const CONVERTER = {
  converterConfig: {
    fileType: "json",
    compressionType: "none",
    convertToAmplitudeFunc: { event_type: "name", user_id: "user" },
  },
};
const ROWS =
  '{"name":"Buy","user":"user-1"}\n{"name":"Look","user":"user-2"}\nno json\n{"name":"Buy","user":"user-3"}\n';

const s3 = useS3();
const said: unknown[][] = [];
beforeEach(() => {
  said.length = 0;
  vi.spyOn(console, "log").mockImplementation((...words: unknown[]) => void said.push(words));
});

function folderWithConverter(): string {
  const folder = testFolder();
  writeFileSync(join(folder, "converter.json"), JSON.stringify(CONVERTER));
  return folder;
}

function sourceIn(folder: string, bucket: string): string {
  const source = {
    bucket,
    prefix: "in/",
    region: REGION,
    endpoint: s3.endpoint,
    credentials: CREDENTIALS,
    converter: "converter.json",
    dataType: "event",
    sink: { type: "ndjson", directory: "out" },
    ledger: "ledger.sqlite",
  };
  writeFileSync(join(folder, "SOURCE.json"), JSON.stringify(source));
  return join(folder, "SOURCE.json");
}

describe("examples", () => {
  it("a job composed by hand", async () => {
    const folder = folderWithConverter();
    const place = {
      bucket: await s3.bucket({ "in/1.json": ROWS }),
      region: REGION,
      endpoint: s3.endpoint,
      credentials: { ...CREDENTIALS },
      folder,
    };
    const report = await ingestBucket(place, new AbortController().signal);
    expect(report.totals).toMatchObject({ rows: 4, events: 3, setAside: { "row/not-json": 1 } });
    expect(readOutput(join(folder, "events"), "events").map(({ event_type: type }) => type)).toEqual([
      "Buy",
      "Look",
      "Buy",
    ]);
    expect(said).toEqual([["in/1.json", 3]]);
    expect((await ingestBucket(place, AbortSignal.abort(new Error("stop")))).aborted).toBe(true);
  });

  it("events as batches", async () => {
    const folder = folderWithConverter();
    writeFileSync(join(folder, "rows.json"), ROWS);
    expect(await eventTypes(join(folder, "converter.json"), join(folder, "rows.json"))).toEqual(
      new Map([
        ["Buy", 2],
        ["Look", 1],
      ]),
    );
    expect(said).toEqual([["row 2: row/not-json: no json"]]);
    await expect(
      eventTypes(join(folder, "converter.json"), join(folder, "rows.json"), AbortSignal.abort(new Error("stop"))),
    ).rejects.toThrow("stop");
  });

  it("a sink of one's own", async () => {
    const folder = folderWithConverter();
    const bucket = await s3.bucket({ "in/1.json": ROWS });
    const stored = new Map<string, readonly string[]>();
    const report = await ingestInto(
      sourceIn(folder, bucket),
      storeSink(async (key, events) => void stored.set(key, events)),
    );
    expect(report.outcomes.done).toBe(1);
    expect(stored.get("in/1.json")?.map((line) => (JSON.parse(line) as { user_id: string }).user_id)).toEqual([
      "user-1",
      "user-2",
      "user-3",
    ]);
  });

  it("a source of one's own", async () => {
    const folder = folderWithConverter();
    const files = join(folder, "files");
    mkdirSync(files);
    writeFileSync(join(files, "1.json"), ROWS);
    const run = async () => {
      const job = await composeJob(await loadSource(sourceIn(folder, "example-source")), {
        source: folderSource(files),
      });
      const report = await runJob(job.parts, { once: true });
      await job.close();
      return report;
    };
    expect((await run()).totals.events).toBe(3);
    expect((await run()).objects).toEqual([]);
    writeFileSync(join(files, "1.json"), `${ROWS}{}`);
    expect((await run()).changed.map(({ key }) => key)).toEqual(["1.json"]);
  });
});
