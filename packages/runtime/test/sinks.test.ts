// Every kind of sink that a source file can name keeps the contract of sinks.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createSink } from "../src/7-deliver/create-sink.ts";
import { SINKS } from "../src/7-deliver/sinks.gen.ts";
import type { SourceFile } from "../src/source/config.ts";
import { sinkContract, type SinkTraits, type SinkUnderTest } from "./contracts/sink-contract.ts";
import { startAmplitude } from "./support/amplitude-server.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { linesBelow, testFolder } from "./support/folder.ts";
import { useS3 } from "./support/s3.ts";
import { sourceWith } from "./support/source-config.ts";

const s3 = useS3();

const sinkOf = (sink: SourceFile["sink"]) => createSink(sourceWith({ sink }), {});
const parsed = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

async function ndjsonUnderTest(): Promise<SinkUnderTest> {
  const directory = join(testFolder(), "out");
  const lines = (kind: "events" | "set-aside"): string[] => (existsSync(directory) ? linesBelow(directory, kind) : []);
  return {
    sink: sinkOf({ type: "ndjson", directory }),
    events: async () => parsed(lines("events")),
    text: async () => lines("events").join("\n"),
    rejected: async () => parsed(lines("set-aside")),
    async unfinished() {
      const partial = join(directory, ".partial");
      return existsSync(partial) ? readdirSync(partial).length : 0;
    },
  };
}

async function s3UnderTest(): Promise<SinkUnderTest> {
  const bucket = await s3.bucket();
  const lines = async (kind: "events" | "set-aside"): Promise<string[]> => {
    const keys = (await s3.keys(bucket)).filter((key) => key.endsWith(`/${kind}.ndjson`));
    const contents = await Promise.all(keys.map((key) => s3.bytes(bucket, key)));
    return contents.flatMap((content) =>
      String(content)
        .split("\n")
        .filter((line) => line !== ""),
    );
  };
  return {
    sink: sinkOf({
      type: "s3",
      bucket,
      prefix: "out/",
      region: REGION,
      endpoint: s3.endpoint,
      credentials: CREDENTIALS,
    }),
    events: async () => parsed(await lines("events")),
    text: async () => (await lines("events")).join("\n"),
    rejected: async () => parsed(await lines("set-aside")),
    unfinished: async () => [...s3.uploads.values()].filter((place) => place.startsWith(`${bucket}/`)).length,
  };
}

async function amplitudeUnderTest(): Promise<SinkUnderTest> {
  const server = await startAmplitude();
  const directory = join(testFolder(), "aside");
  return {
    sink: sinkOf({ type: "amplitude", directory, apiKey: "test-key", endpoint: server.endpoint }),
    events: async () => server.stored,
    text: async () => server.requests.map(({ text }) => text).join("\n"),
    rejected: async () => (existsSync(directory) ? parsed(linesBelow(directory, "set-aside")) : []),
    unfinished: async () => 0,
  };
}

/** By the type of each sink: how its destination is made and looked at. */
const UNDER_TEST: Readonly<Record<string, SinkTraits & { readonly make: () => Promise<SinkUnderTest> }>> = {
  ndjson: { isTransactional: true, make: ndjsonUnderTest },
  s3: { isTransactional: true, make: s3UnderTest },
  // What was sent cannot be taken back.
  amplitude: { isTransactional: false, make: amplitudeUnderTest },
};

it("has all kinds of sinks under test", () => {
  expect(Object.keys(UNDER_TEST).toSorted()).toEqual(SINKS.map(({ type }) => type).toSorted());
});

for (const [type, { make, ...traits }] of Object.entries(UNDER_TEST)) sinkContract(type, traits, make);
