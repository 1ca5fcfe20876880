// A job as its source file describes it: a converter compiled, compressed files read, events checked, bad files named.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { StageFailure } from "../src/contracts/stage-failure.ts";
import { composeJob } from "../src/compose/compose-job.ts";
import { runJob } from "../src/job/run-job.ts";
import { columnsOf } from "../src/job/object-rows.ts";
import { loadSource } from "../src/source/load-source.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import { useS3 } from "./support/s3.ts";

const s3 = useS3();

const CONVERTER = {
  converterConfig: {
    fileType: "json",
    compressionType: "gzip",
    convertToAmplitudeFunc: {
      event_type: ["path", "name"],
      user_id: ["path", "user"],
      time: ["iso_time_to_ms", ["path", "at"]],
      event_properties: { big: ["path", "big"] },
      $ignore: ["equals", ["path", "name"], ["value", "noise"]],
    },
    ignoreEventFlag: "$ignore",
  },
  keyValidatorConfig: { filterPattern: String.raw`\d+\.json\.gz` },
};

/** A folder with a source file and its converter; returns the path of the source file. */
function sourceIn(
  folder: string,
  bucket: string,
  converter: unknown,
  more: Readonly<Record<string, unknown>> = {},
): string {
  writeFileSync(join(folder, "converter.json"), JSON.stringify(converter, null, 2));
  const source = {
    bucket,
    prefix: "in/",
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
  return join(folder, "SOURCE.json");
}

async function run(path: string) {
  const job = await composeJob(await loadSource(path));
  try {
    return await runJob(job.parts, { once: true });
  } finally {
    await job.close();
  }
}

const line = (name: string, n: number): string =>
  `{"name":"${name}","user":"user-${n}","at":"2024-02-29T12:00:00Z","big":1234567890123456789${n}}`;

describe("composeJob", () => {
  it("ingests what the source file says, and names what is no such file", async () => {
    const good = gzipSync([line("seen", 1), line("noise", 2), "no json", line("seen", 3)].join("\n"));
    const twoMembers = Buffer.concat([gzipSync(`${line("one", 1)}\n`), gzipSync(line("two", 2))]);
    const bucket = await s3.bucket({
      "in/1.json.gz": good,
      "in/2.json.gz": twoMembers,
      "in/3.json.gz": Buffer.from(line("plain", 1)),
      "in/4.json.gz": good.subarray(0, good.length - 9),
      "in/5.json.gz": brotliCompressSync("x"),
      "in/readme.txt": Buffer.from("hello"),
      "elsewhere/1.json.gz": good,
    });
    const folder = testFolder();
    const report = await run(sourceIn(folder, bucket, CONVERTER));
    expect(report.failure).toBeUndefined();
    const outcomes = report.objects.map(({ object, outcome, error }) => [object.key, outcome, error?.code]).toSorted();
    expect(outcomes).toEqual([
      ["in/1.json.gz", "done", "row/not-json"],
      ["in/2.json.gz", "done", undefined],
      ["in/3.json.gz", "failed", "rows/not-gzip"],
      ["in/4.json.gz", "failed", "rows/truncated"],
      ["in/5.json.gz", "failed", "rows/not-gzip"],
    ]);
    expect(report.totals).toMatchObject({
      rows: 6,
      events: 4,
      ignored: 1,
      dropped: {},
      setAside: { "row/not-json": 1 },
    });
    const events = readOutput(join(folder, "out"), "events").toSorted((a, b) =>
      JSON.stringify(a) < JSON.stringify(b) ? -1 : 1,
    );
    expect(events.map(({ event_type, insert_id, time }) => [event_type, insert_id, time])).toEqual([
      ["one", "bucket-1/in/2.json.gz:0", Date.UTC(2024, 1, 29, 12)],
      ["seen", "bucket-1/in/1.json.gz:0", Date.UTC(2024, 1, 29, 12)],
      ["seen", "bucket-1/in/1.json.gz:3", Date.UTC(2024, 1, 29, 12)],
      ["two", "bucket-1/in/2.json.gz:1", Date.UTC(2024, 1, 29, 12)],
    ]);
    const text = report.objects
      .flatMap(({ files: paths }) => paths)
      .map((path) => readFileSync(path, "utf8"))
      .join("");
    expect(text).toContain('"big":12345678901234567893');
    expect(readOutput(join(folder, "out"), "set-aside")).toMatchObject([
      { key: "in/1.json.gz", row: 2, rule: "row/not-json", raw: "no json" },
    ]);
  });

  it("shows the errors of a converter with their lines, and ingests nothing", async () => {
    const folder = testFolder();
    const path = sourceIn(folder, "nowhere", {
      ...CONVERTER,
      converterConfig: { ...CONVERTER.converterConfig, convertToAmplitudeFunc: ["contat", "a"] },
    });
    const failure = (await run(path).catch((error: unknown) => error)) as StageFailure;
    expect(failure).toMatchObject({ code: "converter/has-errors", scope: "job" });
    expect(failure.message).toMatch(/converter\.json:\d+:\d+: error\[/);
    expect(failure.message).toContain('"contat"');
  });

  it("says that there is no converter", async () => {
    const path = sourceIn(testFolder(), "nowhere", CONVERTER, { converter: "other.json" });
    await expect(run(path)).rejects.toMatchObject({ code: "converter/unreadable", scope: "job" });
  });

  it("refuses another bucket under the same ledger once it has ingested", async () => {
    const bucket = await s3.bucket({ "in/1.json.gz": gzipSync(line("a", 1)) });
    const folder = testFolder();
    expect((await run(sourceIn(folder, bucket, CONVERTER))).outcomes.done).toBe(1);
    expect((await run(sourceIn(folder, await s3.bucket(), CONVERTER))).failure).toMatchObject({
      code: "ledger/other-source",
    });
  });
});

it("asks a format for the columns that the converter reads, or for all", () => {
  expect(columnsOf([["a", "b"], ["c"], ["a"]])).toEqual(["a", "c"]);
  expect(columnsOf([["a"], []])).toBeUndefined();
  expect(columnsOf([])).toEqual([]);
});

it("maps by parts of one's own where they take the place of the converter's or the rules'", async () => {
  const bucket = await s3.bucket({
    "in/1.json.gz": gzipSync('{"name":"a","user":"user-1","at":"2026-11-01T10:00:00Z"}'),
  });
  const folder = testFolder();
  const config = await loadSource(sourceIn(folder, bucket, CONVERTER));
  const marked = { event_type: "own", user_id: "user-1", time: 1_793_527_200_000 };
  const job = await composeJob(config, { checks: { check: () => ({ kind: "event", event: marked, changes: [] }) } });
  try {
    expect((await runJob(job.parts, { once: true })).outcomes.done).toBe(1);
  } finally {
    await job.close();
  }
  expect(readOutput(join(folder, "out"), "events")).toEqual([marked]);
});
