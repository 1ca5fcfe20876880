// From the sink of a source file to one that delivers: each type where it says, with its key from the settings or the environment.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createSink } from "../src/7-deliver/create-sink.ts";
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
