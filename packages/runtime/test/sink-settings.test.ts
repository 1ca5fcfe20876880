// From the sink of a source file to one that delivers: each type where it says, with its key from the settings or the environment.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createSink, sinkDefinition, type SinkSettings } from "../src/7-deliver/create-sink.ts";
import type { SourceFile } from "../src/source/config.ts";
import { startAmplitude } from "./support/amplitude-server.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { testFolder } from "./support/folder.ts";
import { useS3 } from "./support/s3.ts";
import { sourceWith } from "./support/source-config.ts";

const s3 = useS3();
const OBJECT = { bucket: "b", key: "k", etag: '"e"', size: 1, lastModified: 0 };

async function deliver(sink: SourceFile["sink"], environment: NodeJS.ProcessEnv = {}) {
  const made = createSink(sourceWith({ sink, limits: { minIdLength: 3 } }), environment);
  const writer = await made.open(OBJECT);
  await writer.write([
    {
      row: 0,
      event: { event_type: "t", user_id: "ann", insert_id: "1" },
      json: '{"event_type":"t","user_id":"ann","insert_id":"1"}',
    },
  ]);
  const delivered = await writer.commit();
  await made.close?.();
  return delivered;
}

it("writes files", async () => {
  const { files } = await deliver({
    type: "ndjson",
    directory: join(testFolder(), "out"),
    compression: "gzip",
    rotateAfterSeconds: 60,
  });
  expect(files.map((file) => [file.endsWith("events-00000.ndjson.gz"), existsSync(file)])).toEqual([[true, true]]);
});

it("writes to a bucket", async () => {
  const bucket = await s3.bucket();
  const { files } = await deliver({
    type: "s3",
    bucket,
    region: REGION,
    endpoint: s3.endpoint,
    credentials: CREDENTIALS,
    prefix: "events/",
  });
  expect(files).toEqual([expect.stringMatching(/^s3:\/\/bucket-1\/events\/k-[0-9a-f]{24}\/events\.ndjson$/)]);
});

it("posts to Amplitude with the key of the settings, else of the environment, and tells how short ids may be", async () => {
  const server = await startAmplitude({ apiKey: "from-environment" });
  const sink = {
    type: "amplitude",
    directory: join(testFolder(), "aside"),
    endpoint: server.endpoint,
    api: "batch",
  } as const;
  expect(await deliver(sink, { AMPLITUDE_API_KEY: "from-environment" })).toMatchObject({ events: 1, rejected: 0 });
  expect(server.stored).toMatchObject([{ user_id: "ann" }]);
  await expect(
    deliver({ ...sink, apiKey: "another" }, { AMPLITUDE_API_KEY: "from-environment" }),
  ).rejects.toMatchObject({ code: "amplitude/api-key" });
  expect(() => createSink(sourceWith({ sink }), {})).toThrow(/no API key/);
});

it("keeps rows set aside in a bucket, where a late write of an earlier holder changes nothing", async () => {
  const server = await startAmplitude({ apiKey: "right" });
  const bucket = await s3.bucket();
  const { sink, limits, region } = sourceWith({
    sink: {
      type: "amplitude",
      directory: `s3://${bucket}/aside`,
      directoryAccess: { region: REGION, endpoint: s3.endpoint, credentials: CREDENTIALS },
      apiKey: "right",
      endpoint: server.endpoint,
    },
  });
  const made = createSink({ sink, limits, region });
  await made.requireFencing?.();
  const late = new Error("another has it");
  const context = (confirm: () => Promise<void>) => ({
    signal: new AbortController().signal,
    progress: { acknowledged: 0, refused: async () => [], save: async () => {} },
    fencing: { mayBeDelivered: false, confirm },
  });
  const row = { bucket: "b", key: "k", row: 0, rule: "r/s", message: "m" };
  const first = await made.open(
    OBJECT,
    context(() => Promise.reject(late)),
  );
  await first.reject([{ ...row, raw: "late" }]);
  const second = await made.open(
    OBJECT,
    context(async () => {}),
  );
  await second.reject([{ ...row, raw: "current" }]);
  const { files, rejected } = await second.commit();
  expect([rejected, files]).toEqual([1, [expect.stringMatching(`^s3://${bucket}/aside/k-\\w{24}/set-aside.ndjson$`)]]);
  await expect(first.commit()).rejects.toBe(late);
  const [key = ""] = await s3.keys(bucket);
  expect(JSON.parse(String(await s3.bytes(bucket, key)))).toMatchObject({ raw: "current" });

  const definition = sinkDefinition(sink);
  const surroundings = { limits, region, environment: {}, signal: new AbortController().signal };
  expect((await definition.check(sink, surroundings)).message).toMatch(/API key.*rows set aside.*conditional writes/);
  expect(JSON.stringify(definition.policy(sink, { region }))).toContain(`arn:aws:s3:::${bucket}/aside/*`);
  await made.close?.();
});

it("asks the store for conditional writes before several processes work", async () => {
  const access = { region: REGION, endpoint: s3.endpoint, credentials: CREDENTIALS };
  const sinks: readonly SourceFile["sink"][] = [
    { type: "s3", bucket: "not-there", ...access },
    { type: "amplitude", directory: "s3://not-there/aside", directoryAccess: access, apiKey: "k" },
  ];
  for (const sink of sinks) {
    const made = createSink(sourceWith({ sink }), {});
    await expect(made.requireFencing?.() ?? "not asked").rejects.toMatchObject({ code: "sink/not-written" });
    await made.close?.();
  }
  const local: SinkSettings = sourceWith({ sink: { type: "amplitude", directory: "aside", apiKey: "k" } }).sink;
  expect(sinkDefinition(local).policy(local, { region: REGION })).toBeUndefined();
});
