// The converter of a source over time: it must pass before anything is ingested, and a changed one applies to what is found afterwards.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { composeJob } from "../src/compose/compose-job.ts";
import type { JobParts } from "../src/contracts/job-parts.ts";
import { jobStatus } from "../src/job/status.ts";
import { runJob } from "../src/job/run-job.ts";
import { loadSource } from "../src/source/load-source.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import { useS3 } from "./support/s3.ts";

const s3 = useS3();

const mapping = (type: string) => ({ event_type: ["value", type], user_id: "user", event_properties: { n: "n" } });

class Source {
  readonly folder = testFolder();
  readonly bucket: string;

  constructor(bucket: string) {
    this.bucket = bucket;
  }

  async put(key: string, text: string): Promise<void> {
    await s3.put(this.bucket, key, text);
  }

  write(convertToAmplitudeFunc: unknown, settings: Readonly<Record<string, unknown>> = {}): this {
    const converter = { converterConfig: { fileType: "json", compressionType: "none", convertToAmplitudeFunc } };
    const source = {
      bucket: this.bucket,
      region: REGION,
      endpoint: s3.endpoint,
      credentials: CREDENTIALS,
      converter: "converter.json",
      dataType: "event",
      sink: { type: "ndjson", directory: "out" },
      ledger: "ledger.db",
      ...settings,
    };
    writeFileSync(join(this.folder, "converter.json"), JSON.stringify(converter));
    writeFileSync(join(this.folder, "SOURCE.json"), JSON.stringify(source));
    return this;
  }

  config() {
    return loadSource(join(this.folder, "SOURCE.json"));
  }

  async run(changes: (parts: JobParts) => Partial<JobParts> = () => ({})) {
    const job = await composeJob(await this.config());
    try {
      return await runJob({ ...job.parts, ...changes(job.parts) }, { once: true });
    } finally {
      await job.close();
    }
  }

  types(): string[] {
    return readOutput(join(this.folder, "out"), "events")
      .map(({ event_type: type, event_properties: properties }) => `${String(type)} ${(properties as { n: number }).n}`)
      .toSorted();
  }
}

async function source(): Promise<Source> {
  return new Source(await s3.bucket());
}

const row = (n: number, more: object = {}): string => JSON.stringify({ user: `user-${n}`, n, ...more });

describe("a source is enabled", () => {
  it("only after its converter made an event of a real object", async () => {
    const made = await source();
    await made.put("1.json", row(1));
    const refused = (await made.write({ event_type: ["value", "x"] }).run()).failure;
    expect(refused).toMatchObject({ code: "source/not-enabled", place: { key: "1.json", row: 0 } });
    expect(refused?.message).toMatch(
      /^the converter makes no event of any row of object "1\.json" \(1 tried\); row 0: \[event\/no-id\]/,
    );
    expect((await jobStatus(await made.config())).objects).toEqual([]);
    const report = await made.write(mapping("good")).run();
    expect([report.failure, report.outcomes.done]).toEqual([undefined, 1]);
    expect(made.types()).toEqual(["good 1"]);
  });

  it("by any of its first objects, whatever is wrong with others", async () => {
    const made = await source();
    await made.put("0.json", "");
    await made.put("1.json", "no json");
    await made.put("2.json", row(2));
    const report = await made.write(mapping("good")).run();
    expect([report.failure, report.outcomes.done, report.totals.events]).toEqual([undefined, 2, 1]);
    expect(report.objects.find(({ outcome }) => outcome === "failed")?.error).toMatchObject({
      code: "rows/all-set-aside",
      row: 0,
    });
  });

  it("anew for a changed converter, also when nothing is new in the bucket", async () => {
    const made = await source();
    await made.put("1.json", row(1));
    await made.write(mapping("good")).run();
    expect((await made.write({ event_type: "nowhere", user_id: "user" }).run()).failure).toMatchObject({
      code: "source/not-enabled",
    });
    expect((await made.write(mapping("good")).run()).failure).toBeUndefined();
  });

  it("with bucket, prefix, region and role that stay what they are once it has ingested", async () => {
    const made = await source();
    await made.put("in/1.json", row(1));
    await made.write(mapping("good")).run();
    for (const changed of [
      { prefix: "in/" },
      { region: "us-east-1" },
      { roleArn: "arn:aws:iam::123456789012:role/x" },
    ]) {
      expect((await made.write(mapping("good"), changed).run()).failure).toMatchObject({ code: "ledger/other-source" });
    }
  });
});

describe("a changed converter", () => {
  /** Finds what is there with the converter at hand, and ingests nothing of it. */
  const findOnly = (parts: JobParts): Partial<JobParts> => ({
    ledger: { ...parts.ledger, claim: async () => undefined },
  });

  it("applies to every object whose work begins after the change, with a word about those found before", async () => {
    const made = await source();
    await made.put("1.json", row(1));
    await made.write(mapping("first")).run(findOnly);
    await made.put("2.json", row(2));
    const started: unknown[] = [];
    const job = await composeJob(await made.write(mapping("second")).config());
    const hooks = { onJob: (told: unknown) => void started.push(told) };
    const report = await runJob(job.parts, { once: true, hooks }).finally(() => job.close());
    expect(started).toMatchObject([{ waitingUnderOther: 1 }]);
    expect(report.outcomes.done).toBe(2);
    expect(made.types()).toEqual(["second 1", "second 2"]);
    const { objects } = await jobStatus(await made.config());
    expect(new Set(objects.map(({ converterHash }) => converterHash)).size).toBe(1);
  });

  it("leaves an object of which events are delivered to the converter that made them", async () => {
    const made = await source();
    await made.put("1.json", [1, 2, 3].map((n) => row(n)).join("\n"));
    await made.write(mapping("first")).run(findOnly);
    // A sink that sends got one event out, and its worker died.
    const job = await composeJob(await made.config());
    const { ledger, mapper } = job.parts;
    const claim = await ledger.claim({ owner: "{}", run: "r", leaseMs: 60_000, maxAttempts: 5 });
    if (claim === undefined) throw new Error("nothing to claim");
    await ledger.acknowledge(claim, mapper.hash, 1, []);
    await ledger.release(claim);
    await job.close();
    const report = await made.write(mapping("second")).run();
    expect(report.objects.map(({ converterHash }) => converterHash)).toEqual([mapper.hash]);
    expect(made.types()).toEqual(["first 1", "first 2", "first 3"]);
  });

  it("applies to failed objects once they are to be tried again", async () => {
    const made = await source();
    await made.put("1.json", row(1));
    await made.put("2.json", `no json\n${row(2)}`);
    const strict = { setAside: { action: "skip-file" } };
    expect((await made.write(mapping("first"), strict).run()).outcomes).toMatchObject({ done: 1, failed: 1 });
    made.write(mapping("second"));
    const job = await composeJob(await made.config());
    expect(await job.parts.ledger.retry(() => true)).toEqual({ keys: ["2.json"] });
    await job.close();
    await made.run();
    expect(made.types()).toEqual(["first 1", "second 2"]);
  });
});

describe("the time of events", () => {
  const timed = { ...mapping("t"), time: ["iso_time_to_ms", "at"] };
  const lost = 'iso_time_to_ms can\'t read "soon", so the event has no time';

  it("is told of where it is lost, with an example", async () => {
    const made = await source();
    await made.put("1.json", [row(1, { at: "2024-01-01" }), row(2, { at: "soon" }), row(3)].join("\n"));
    const [object] = (await made.write(timed).run()).objects;
    expect(object?.counts).toMatchObject({ events: 3, changes: { "event/time-lost": 1 } });
    expect(object?.findings).toContainEqual({
      code: "event/time-lost",
      message: `1 of 3 events have no time; the first, row 1: ${lost}`,
    });
  });

  it("fails an object none of whose events has one", async () => {
    const made = await source();
    await made.put("1.json", [row(1, { at: "soon" }), row(2)].join("\n"));
    await made.put("2.json", row(3, { when: "2024-01-01" }));
    await made.put("3.json", row(4, { at: "2024-01-01" }));
    const report = await made.write(timed).run();
    expect(report.outcomes).toMatchObject({ done: 1, failed: 2 });
    const errors = report.objects.flatMap(({ error }) => (error === undefined ? [] : [error]));
    expect(errors.map(({ code }) => code)).toEqual(["rows/no-time", "rows/no-time"]);
    expect(errors.map(({ message }) => message).join("\n")).toContain(lost);
    expect(made.types()).toEqual(["t 4"]);
  });
});

it("is set aside with its row where the source says so", async () => {
  const made = await source();
  await made.put("1.json", [row(1, { at: "2024-01-01" }), row(2, { at: "soon" })].join("\n"));
  const timed = { ...mapping("t"), time: ["iso_time_to_ms", "at"] };
  const [object] = (await made.write(timed, { lostTime: "set-aside" }).run()).objects;
  expect(object?.counts).toMatchObject({ events: 1, setAside: { "event/time-lost": 1 } });
  expect(object?.error).toMatchObject({ code: "event/time-lost", row: 1 });
});

it("has a status of its own source alone", async () => {
  const made = await source();
  await made.put("1.json", row(1));
  await made.write(mapping("t")).run();
  const config = await made.config();
  await expect(jobStatus({ ...config, bucket: "another" })).rejects.toMatchObject({ code: "ledger/other-source" });
  expect((await jobStatus(config)).objects).toHaveLength(1);
});

describe("the drift report", () => {
  it("compares each file with the converter and with the file before", async () => {
    const made = await source();
    made.write({ ...mapping("good"), app_version: "version" });
    await made.put("1.json", row(1, { version: "1", extra: true }));
    const [first] = (await made.run()).objects;
    expect(first?.drift).toEqual({ unread: ["extra"], gone: [], changed: [] });
    await made.put("2.json", JSON.stringify({ user: "user-2", n: "2", other: 1 }));
    const [second] = (await made.run()).objects;
    expect(second?.drift).toEqual({
      unread: ["other"],
      gone: ["version"],
      changed: [{ column: "n", before: "number", now: "string" }],
    });
    const { objects } = await jobStatus(await made.config());
    expect(objects.map(({ key, drift }) => [key, drift?.gone])).toEqual([
      ["2.json", ["version"]],
      ["1.json", []],
    ]);
  });

  it("names columns of a CSV file that nobody reads", async () => {
    const made = await source();
    made.write({});
    const converter = {
      converterConfig: {
        fileType: "csv",
        compressionType: "none",
        convertToAmplitudeFunc: { event_type: "name", user_id: "user" },
      },
    };
    writeFileSync(join(made.folder, "converter.json"), JSON.stringify(converter));
    await made.put("1.csv", "name,user,spare\nx,user-1,y\n");
    expect((await made.run()).objects[0]?.drift).toEqual({ unread: ["spare"], gone: [], changed: [] });
  });
});
