// The S3 sink beside the contract of sinks: uploads in parts, their compression, and what is left of those that end early.
import { parseJson, type Dict } from "@heddle/compiler";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ObjectInfo } from "../src/contracts/object-info.ts";
import { createS3Client } from "../src/aws/s3-client.ts";
import { outputName } from "../src/7-deliver/names.ts";
import { s3Sink, type S3SinkOptions } from "../src/7-deliver/s3/s3-sink.ts";
import type { Delivery, RejectedRow } from "../src/contracts/sink.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { startForwarder } from "./support/forwarder.ts";
import { seeded } from "./support/random.ts";
import { useS3 } from "./support/s3.ts";

const s3 = useS3();

async function optionsFor(changes: Partial<S3SinkOptions> = {}): Promise<S3SinkOptions & { bucket: string }> {
  return { client: s3.client, bucket: await s3.bucket(), prefix: "out/", ...changes };
}

const OBJECT: ObjectInfo = { bucket: "b", key: "in/a.json", etag: '"e"', size: 1, lastModified: 0 };
const FOLDER = `out/${outputName(OBJECT)}/`;
const REJECT: RejectedRow = { bucket: "b", key: "in/a.json", row: 3, rule: "row/not-json", message: "no", raw: "{" };
const deliveries = (texts: readonly string[]): Delivery[] =>
  texts.map((json, row) => ({ row, event: parseJson(json) as Dict, json }));
/** So many lines of a kilobyte that hardly compress. */
function lines(count: number): string[] {
  const random = seeded(5);
  const text = (): string => Buffer.from(Uint8Array.from({ length: 760 }, () => random() * 256)).toString("base64");
  return Array.from({ length: count }, (_, n) => `{"n":${n},"text":"${text()}"}`);
}

const uploadsIn = (bucket: string): number =>
  [...s3.uploads.values()].filter((place) => place.startsWith(`${bucket}/`)).length;

const PART = 5 * 1024 * 1024;

describe("s3Sink", () => {
  it("writes an object of events and one of rows set aside, under keys of the source object's", async () => {
    const options = await optionsFor();
    const writer = await s3Sink(options).open(OBJECT);
    await writer.write(deliveries(['{"n":1}', '{"n":12345678901234567890}']));
    await writer.reject([REJECT]);
    expect(await s3.keys(options.bucket)).toEqual([]);
    const delivered = await writer.commit();
    expect(delivered).toMatchObject({
      events: 2,
      rejected: 1,
      files: [`s3://${options.bucket}/${FOLDER}events.ndjson`, `s3://${options.bucket}/${FOLDER}set-aside.ndjson`],
    });
    expect((await s3.bytes(options.bucket, `${FOLDER}events.ndjson`)).toString()).toBe(
      '{"n":1}\n{"n":12345678901234567890}\n',
    );
    expect(JSON.parse((await s3.bytes(options.bucket, `${FOLDER}set-aside.ndjson`)).toString())).toEqual(REJECT);
    expect(delivered.bytes).toBe(
      (await s3.bytes(options.bucket, `${FOLDER}events.ndjson`)).length +
        (await s3.bytes(options.bucket, `${FOLDER}set-aside.ndjson`)).length,
    );
  });

  it.each([
    ["none", (bytes: Buffer) => bytes, ""],
    ["gzip", gunzipSync, ".gz"],
    ["zstd", zstdDecompressSync, ".zst"],
  ] as const)("sends large output in parts, compressed with %s", async (compression, unpack, suffix) => {
    const options = await optionsFor({ compression, partBytes: PART });
    const texts = lines(9_000);
    const writer = await s3Sink(options).open(OBJECT);
    for (let at = 0; at < texts.length; at += 500) await writer.write(deliveries(texts.slice(at, at + 500)));
    expect(uploadsIn(options.bucket)).toBe(1);
    expect(await s3.keys(options.bucket)).toEqual([]);
    await writer.commit();
    expect(uploadsIn(options.bucket)).toBe(0);
    const bytes = await s3.bytes(options.bucket, `${FOLDER}events.ndjson${suffix}`);
    expect(bytes.length).toBeGreaterThan(PART);
    expect(unpack(bytes).toString() === `${texts.join("\n")}\n`).toBe(true);
  });

  it("withdraws the parts of an upload on abort", async () => {
    const options = await optionsFor({ partBytes: PART });
    const sink = s3Sink(options);
    const writer = await sink.open(OBJECT);
    await writer.write(deliveries(lines(9_000)));
    expect(uploadsIn(options.bucket)).toBe(1);
    await writer.abort();
    expect([uploadsIn(options.bucket), await s3.keys(options.bucket)]).toEqual([0, []]);
  });

  it("ends the upload of an attempt that still runs", async () => {
    const options = await optionsFor({ partBytes: PART });
    const sink = s3Sink(options);
    const crashed = await sink.open(OBJECT);
    await crashed.write(deliveries(lines(9_000)));
    const third = await sink.open(OBJECT);
    await third.write(deliveries(['{"n":3}']));
    await third.commit();
    await expect(crashed.commit()).rejects.toMatchObject({ code: "sink/not-written" });
    expect(await s3.keys(options.bucket)).toEqual([`${FOLDER}events.ndjson`]);
    expect((await s3.bytes(options.bucket, `${FOLDER}events.ndjson`)).toString()).toBe('{"n":3}\n');
  });

  it("says how to mend a bucket that is not there, and tries again where a part is not taken", async () => {
    const missing = s3Sink({ client: s3.client, bucket: "nowhere-at-all" });
    await expect(
      missing.open(OBJECT).then((writer) => writer.write([]).then(() => writer.commit())),
    ).rejects.toMatchObject({ code: "sink/not-written", scope: "job" });
    let failures = 0;
    const failing = await startForwarder(s3.endpoint, (request, response) => {
      if (request.method !== "PUT" || !(request.url ?? "").includes("partNumber") || failures >= 2) return "forward";
      failures += 1;
      response.writeHead(503, { connection: "close" }).end();
      return "answered";
    });
    const retrying = createS3Client({ region: REGION, endpoint: failing.endpoint, credentials: CREDENTIALS });
    onTestFinished(() => retrying.destroy());
    const options = await optionsFor({ partBytes: PART });
    const writer = await s3Sink({ ...options, client: retrying }).open(OBJECT);
    const texts = lines(9_000);
    await writer.write(deliveries(texts));
    await writer.commit();
    expect(failures).toBe(2);
    expect((await s3.bytes(options.bucket, `${FOLDER}events.ndjson`)).toString() === `${texts.join("\n")}\n`).toBe(
      true,
    );
  });
});
