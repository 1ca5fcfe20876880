// Objects found by S3's event notifications through a real queue on loopback, beside listings: each once, whatever the queue does.
import { DeleteMessageCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { queueFailure } from "../src/1-discover/notifications/failures.ts";
import { readMessage } from "../src/1-discover/notifications/messages.ts";
import { watchQueue } from "../src/1-discover/notifications/watch.ts";
import type { NotifiedBatch } from "../src/contracts/notified-batch.ts";
import { sourceClients } from "../src/aws/clients.ts";
import { createS3Client } from "../src/aws/s3-client.ts";
import { s3Source } from "../src/2-open/s3-source.ts";
import { ndjsonSink } from "../src/7-deliver/ndjson/ndjson-sink.ts";
import { StageFailure } from "../src/contracts/stage-failure.ts";
import { openLedger } from "../src/ledger/sqlite/sqlite-ledger.ts";
import { runJob } from "../src/job/run-job.ts";
import type { JobSettings } from "../src/contracts/job-parts.ts";
import type { JobReport, ScanReport } from "../src/contracts/job-report.ts";
import type { NotificationSettings } from "../src/aws/access-settings.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import { startForwarder } from "./support/forwarder.ts";
import { listenInTest } from "./support/loopback.ts";
import { checks, jsonLines, mapper } from "./support/parts.ts";
import { useS3 } from "./support/s3.ts";

const s3 = useS3();

async function queue(): Promise<NotificationSettings> {
  return { queueUrl: await s3.queue(), endpoint: s3.endpoint, waitSeconds: 1, visibilitySeconds: 2 };
}

/** The key as S3 spells it in its events. */
const encoded = (key: string): string => encodeURIComponent(key).replaceAll("%20", "+").replaceAll("%2F", "/");
const event = (bucket: string, key: string, eventName = "ObjectCreated:Put") => ({
  Records: [
    {
      eventVersion: "2.1",
      eventSource: "aws:s3",
      eventName,
      eventTime: "2026-01-01T00:00:00.000Z",
      s3: { bucket: { name: bucket }, object: { key: encoded(key), size: 1, eTag: "x", sequencer: "0A" } },
    },
  ],
});
const TEST_EVENT = { Service: "Amazon S3", Event: "s3:TestEvent", Time: "2026-01-01T00:00:00.000Z", Bucket: "b" };

async function send({ queueUrl }: NotificationSettings, ...bodies: (object | string)[]): Promise<void> {
  for (const body of bodies) await s3.send(queueUrl, body);
}

/** Messages that wait, and messages that somebody holds. */
async function depth({ queueUrl }: NotificationSettings): Promise<readonly [string | undefined, string | undefined]> {
  const { Attributes: found } = await s3.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return [found?.ApproximateNumberOfMessages, found?.ApproximateNumberOfMessagesNotVisible];
}

describe("readMessage", () => {
  const cases: readonly (readonly [name: string, body: unknown, meaning: object])[] = [
    [
      "an event",
      event("b", "a/b c+d é.json"),
      { kind: "objects", notices: [{ kind: "created", bucket: "b", key: "a/b c+d é.json" }] },
    ],
    [
      "a removal",
      event("b", "k", "ObjectRemoved:Delete"),
      { kind: "objects", notices: [{ kind: "other", bucket: "b", key: "k" }] },
    ],
    [
      "an upload in parts",
      event("b", "k", "ObjectCreated:CompleteMultipartUpload"),
      { kind: "objects", notices: [{ kind: "created", bucket: "b", key: "k" }] },
    ],
    ["a test event", TEST_EVENT, { kind: "test" }],
    [
      "SNS",
      { Type: "Notification", Message: JSON.stringify(event("b", "k")) },
      { kind: "objects", notices: [{ kind: "created", bucket: "b", key: "k" }] },
    ],
    ["a test event through SNS", { Type: "Notification", Message: JSON.stringify(TEST_EVENT) }, { kind: "test" }],
    [
      "EventBridge",
      {
        source: "aws.s3",
        "detail-type": "Object Created",
        detail: { bucket: { name: "b" }, object: { key: "a b+c" } },
      },
      { kind: "objects", notices: [{ kind: "created", bucket: "b", key: "a b+c" }] },
    ],
    ["no records", { Records: [] }, { kind: "objects", notices: [] }],
    ["a number", 7, { kind: "poison", reason: "it holds no S3 event: there are no Records" }],
    ["null", null, { kind: "poison", reason: "it holds no S3 event: there are no Records" }],
    [
      "a record without a key",
      { Records: [{ eventName: "ObjectCreated:Put", s3: { bucket: { name: "b" } } }] },
      { kind: "poison", reason: "record 0: it names no bucket and key" },
    ],
    [
      "a key that is not encoded",
      { Records: [{ eventName: "ObjectCreated:Put", s3: { bucket: { name: "b" }, object: { key: "100%" } } }] },
      { kind: "poison", reason: 'record 0: its key "100%" is not URL-encoded' },
    ],
    [
      "a good record beside a broken one",
      { Records: [{ eventName: "ObjectCreated:Put" }, ...event("b", "k").Records] },
      {
        kind: "objects",
        notices: [{ kind: "created", bucket: "b", key: "k" }],
        odd: "record 0: it names no bucket and key",
      },
    ],
    [
      "SNS around nonsense",
      { Type: "Notification", Message: "hello" },
      { kind: "poison", reason: "the message inside the SNS envelope is not JSON" },
    ],
  ];
  it.each(cases)("understands %s", (_name, body, meaning) => {
    expect(readMessage(JSON.stringify(body))).toEqual(meaning);
  });

  it("takes text for poison", () => {
    expect(readMessage("{oops")).toEqual({ kind: "poison", reason: "it is not JSON" });
  });
});

async function firstBatch(
  bucket: string,
  settings: NotificationSettings,
  use: (batch: NotifiedBatch) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const accepts = (key: string): boolean => !key.endsWith(".txt");
  for await (const batch of watchQueue({
    sqs: s3.sqs,
    s3: s3.client,
    settings,
    bucket,
    accepts,
    signal: stop.signal,
  })) {
    await use(batch);
    break;
  }
}

describe("watchQueue", () => {
  it("sorts what messages tell: objects once, tests, removals, deleted objects, other keys, poison", async () => {
    const bucket = await s3.bucket({
      "a b+c.json": "{}",
      "dir/": "",
      "n.txt": "x",
      "mixed.json": "{}",
      "beside.json": "{}",
    });
    const settings = await queue();
    await send(
      settings,
      TEST_EVENT,
      event(bucket, "a b+c.json"),
      event(bucket, "a b+c.json"),
      event(bucket, "gone.json"),
      event(bucket, "a b+c.json", "ObjectRemoved:Delete"),
      event(bucket, "n.txt"),
      event(bucket, "dir/"),
      "{oops",
      event("another", "x"),
      { Records: [...event("another", "x").Records, ...event(bucket, "mixed.json").Records] },
      { Records: [{}, ...event(bucket, "beside.json").Records] },
    );
    const got: NotifiedBatch[] = [];
    for (let messages = 0; messages < 11;) {
      await firstBatch(bucket, settings, async (batch) => {
        got.push(batch);
        messages += batch.counts.messages;
        await batch.done();
      });
    }
    const total = (name: keyof NotifiedBatch["counts"]): number =>
      got.reduce((sum, { counts }) => sum + counts[name], 0);
    expect(new Set(got.flatMap(({ objects }) => objects.map(({ key, size }) => `${key} ${size}`)))).toEqual(
      new Set(["a b+c.json 2", "mixed.json 2", "beside.json 2"]),
    );
    expect(got.flatMap(({ objects }) => objects).length + total("duplicates")).toBe(4);
    expect(total("foreign")).toBe(2);
    expect([total("tests"), total("deleted"), total("passedOver"), total("setAside"), total("postponed")]).toEqual([
      1, 1, 3, 2, 0,
    ]);
    expect(
      got
        .flatMap(({ setAside }) => setAside)
        .map(({ body, reason }) => [body.slice(0, 5), reason])
        .toSorted(),
    ).toEqual([
      ['{"Rec', "record 0: it has no eventName"],
      ["{oops", "it is not JSON"],
    ]);
    // Messages about another bucket stay for whoever else reads the queue, hidden for a moment.
    expect((await depth(settings)).map(Number).reduce((a, b) => a + b)).toBe(2);
  });

  it("tries again when the session has expired", () => {
    for (const name of ["ExpiredToken", "ExpiredTokenException", "RequestExpired"])
      expect(queueFailure(Object.assign(new Error("expired"), { name }), "q")).toMatchObject({
        code: "notifications/expired-token",
        retryable: true,
      });
  });

  it("keeps messages hidden while their batch is worked on, and leaves them where it is given up", async () => {
    const bucket = await s3.bucket({ "a.json": "{}" });
    const settings = await queue();
    await send(settings, event(bucket, "a.json"));
    await firstBatch(bucket, settings, async () => {
      // Longer than the visibility: only its extension keeps the message from others.
      const stolen = await s3.sqs.send(new ReceiveMessageCommand({ QueueUrl: settings.queueUrl, WaitTimeSeconds: 4 }));
      expect(stolen.Messages ?? []).toEqual([]);
    });
    const again = await s3.sqs.send(new ReceiveMessageCommand({ QueueUrl: settings.queueUrl, WaitTimeSeconds: 5 }));
    expect(again.Messages).toHaveLength(1);
    await s3.sqs.send(
      new DeleteMessageCommand({ QueueUrl: settings.queueUrl, ReceiptHandle: again.Messages?.[0]?.ReceiptHandle }),
    );
  });

  it("does not ask a queue again at once that answers at once and has nothing", async () => {
    let asked = 0;
    const { endpoint } = await listenInTest((_, response) => {
      asked += 1;
      response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end("{}");
    });
    const {
      sqs,
      s3: client,
      destroy,
    } = sourceClients({
      region: REGION,
      credentials: CREDENTIALS,
      notifications: { queueUrl: `${endpoint}/1/q`, waitSeconds: 20 },
    });
    onTestFinished(destroy);
    const settings = { queueUrl: `${endpoint}/1/q`, waitSeconds: 20, visibilitySeconds: 30 };
    const signal = AbortSignal.timeout(400);
    const watching = watchQueue({ sqs: sqs ?? s3.sqs, s3: client, settings, bucket: "b", accepts: () => true, signal });
    await expect(watching.next()).rejects.toThrow("aborted");
    expect(asked).toBe(1);
  });

  it("leaves the message of an object that cannot be looked at, and sets it aside when it came too often", async () => {
    const bucket = await s3.bucket({ "locked.json": "{}" });
    const settings = await queue();
    const front = await startForwarder(s3.endpoint, (request, response) => {
      if (request.method !== "HEAD") return "forward";
      response.writeHead(403, { connection: "close" }).end();
      return "answered";
    });
    const locked = createS3Client({ region: REGION, endpoint: front.endpoint, credentials: { ...CREDENTIALS } });
    onTestFinished(() => locked.destroy());
    await send(settings, event(bucket, "locked.json"));
    const next = async (): Promise<NotifiedBatch> => {
      for await (const batch of watchQueue({
        sqs: s3.sqs,
        s3: locked,
        settings,
        bucket,
        accepts: () => true,
        signal: new AbortController().signal,
      })) {
        await batch.done();
        return batch;
      }
      throw new Error("no batch");
    };
    expect((await next()).counts).toMatchObject({ messages: 1, postponed: 1, setAside: 0 });
    for (let received = 1; received < 10;) {
      const { Messages: messages = [] } = await s3.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: settings.queueUrl, VisibilityTimeout: 0, WaitTimeSeconds: 3 }),
      );
      received += messages.length;
    }
    const last = await next();
    expect(last.counts).toMatchObject({ messages: 1, postponed: 0, setAside: 1 });
    expect(last.setAside[0]?.reason).toMatch(/^its object "locked\.json" could not be looked at: /);
    expect(await depth(settings)).toEqual(["0", "0"]);
  });

  it("says what is wrong with the queue", async () => {
    const bad = async (changes: Partial<NotificationSettings>): Promise<unknown> =>
      firstBatch("b", { ...(await queue()), ...changes }, async () => {}).catch((error: unknown) => error);
    expect(await bad({ queueUrl: `${s3.endpoint}/000000000000/none` })).toMatchObject({
      code: "notifications/no-such-queue",
      scope: "job",
      retryable: false,
    });
  });
});

interface Watched {
  readonly report: JobReport;
  readonly scans: readonly ScanReport[];
  readonly folder: string;
}

/** Runs a job until `count` objects have ended; `onScan` may send messages. */
async function runUntil(
  count: number,
  bucket: string,
  settings: NotificationSettings,
  onScan: (scans: number) => void | Promise<void>,
  scanMs = 600_000,
  endpoint = s3.endpoint,
  more: JobSettings = {},
): Promise<Watched> {
  const folder = testFolder();
  const ledger = openLedger(join(folder, "ledger.db"));
  const client = new SQSClient({ region: REGION, endpoint, credentials: { ...CREDENTIALS } });
  onTestFinished(async () => {
    client.destroy();
    await ledger.close();
  });
  const stop = new AbortController();
  const scans: ScanReport[] = [];
  let ended = 0;
  const report = await runJob(
    {
      source: s3Source({
        client: s3.client,
        identity: { bucket, prefix: "in/", region: REGION },
        notifications: { sqs: client, settings },
      }),
      rows: jsonLines(),
      mapper,
      checks,
      sink: ndjsonSink({ directory: join(folder, "out") }),
      ledger,
      settings: { scanMs, ...more },
    },
    {
      signal: stop.signal,
      hooks: {
        onScan(scan) {
          scans.push(scan);
          void onScan(scans.length);
        },
        onObjectEnd() {
          ended += 1;
          // What the last message tells has to arrive before the job ends.
          if (ended === count) setTimeout(() => stop.abort(new Error("enough")), 300);
        },
      },
    },
  );
  expect(report.failure).toBeUndefined();
  return { report, scans, folder };
}

const line = (n: number): string => JSON.stringify({ event: { event_type: "t", n } });

describe("a job with notifications", () => {
  it("ingests an object that only a notification tells of, and none twice that a listing found too", async () => {
    const bucket = await s3.bucket({ "in/1.json": line(1) });
    const settings = await queue();
    const { report, scans, folder } = await runUntil(2, bucket, settings, async (scan) => {
      if (scan !== 1) return;
      await s3.put(bucket, "in/new 2.json", line(2));
      await send(
        settings,
        event(bucket, "in/1.json"),
        event(bucket, "in/new 2.json"),
        event(bucket, "in/new 2.json"),
        event(bucket, "out/3.json"),
      );
    });
    expect(report.outcomes.done).toBe(2);
    expect(
      readOutput(join(folder, "out"), "events")
        .map(({ n }) => n)
        .toSorted(),
    ).toEqual([1, 2]);
    expect(scans.filter(({ notified }) => notified === undefined)).toHaveLength(1);
    expect(scans.reduce((sum, { fresh }) => sum + fresh, 0)).toBe(2);
  });

  it("keeps poison in the ledger, and finds by listing what notifications missed", async () => {
    const bucket = await s3.bucket({ "in/1.json": line(1) });
    const settings = await queue();
    await send(settings, "{poison", event(bucket, "in/never.json"));
    const { report, folder, scans } = await runUntil(
      2,
      bucket,
      settings,
      async (scan) => {
        if (scan === 2) await s3.put(bucket, "in/missed.json", line(2));
      },
      200,
    );
    expect(report.outcomes.done).toBe(2);
    expect(readOutput(join(folder, "out"), "events")).toHaveLength(2);
    expect(scans.some(({ notified }) => notified?.deleted === 1)).toBe(true);
    const ledger = openLedger(join(folder, "ledger.db"));
    onTestFinished(() => ledger.close());
    expect(await ledger.messages()).toMatchObject([{ body: "{poison", reason: "it is not JSON" }]);
    expect(await depth(settings)).toEqual(["0", "0"]);
  });

  it("keeps the order of uploads where it matters, though only the newest object was told of", async () => {
    const bucket = await s3.bucket({ "in/m.json": line(1) });
    const settings = await queue();
    const { report } = await runUntil(
      3,
      bucket,
      settings,
      async (scan) => {
        if (scan !== 1) return;
        await s3.put(bucket, "in/z.json", line(2));
        // S3 keeps whole seconds: the next upload has to bear a later one.
        await sleep(1100);
        await s3.put(bucket, "in/a.json", line(3));
        await send(settings, event(bucket, "in/a.json"));
      },
      600_000,
      s3.endpoint,
      { keepOrder: true, objectsAtOnce: 1 },
    );
    expect(report.objects.map(({ object }) => object.key)).toEqual(["in/m.json", "in/z.json", "in/a.json"]);
  });

  it("leaves messages in the queue until the ledger has their objects", async () => {
    const bucket = await s3.bucket({});
    const settings = await queue();
    const ledger = openLedger(join(testFolder(), "ledger.db"));
    onTestFinished(() => ledger.close());
    await s3.put(bucket, "in/1.json", line(1));
    await send(settings, event(bucket, "in/1.json"));
    const full = new StageFailure({
      code: "ledger/unreadable",
      message: "the disk is full",
      hint: "make room",
    });
    const source = s3Source({
      client: s3.client,
      identity: { bucket, prefix: "in/", region: REGION },
      notifications: { sqs: s3.sqs, settings },
    });
    const parts = {
      // Only the notification tells of the object.
      source: { ...source, async *scan() {} },
      rows: jsonLines(),
      mapper,
      checks,
      sink: ndjsonSink({ directory: testFolder() }),
      ledger: { ...ledger, discover: () => Promise.reject(full) },
    };
    expect((await runJob(parts)).failure).toBe(full);
    const again = await s3.sqs.send(new ReceiveMessageCommand({ QueueUrl: settings.queueUrl, WaitTimeSeconds: 5 }));
    expect(again.Messages).toHaveLength(1);
  });

  it("goes on when the queue answers 503 for a while", async () => {
    const bucket = await s3.bucket({});
    const settings = await queue();
    let refusals = 0;
    const front = await startForwarder(s3.endpoint, (_request, response) => {
      if (refusals >= 5) return "forward";
      refusals += 1;
      response.writeHead(503, { connection: "close" }).end();
      return "answered";
    });
    await s3.put(bucket, "in/1.json", line(1));
    await send(settings, event(bucket, "in/1.json"));
    const later = (scan: number): void => {
      if (scan === 1) void s3.put(bucket, "in/2.json", line(2)).then(() => send(settings, event(bucket, "in/2.json")));
    };
    const { report } = await runUntil(
      2,
      bucket,
      { ...settings, endpoint: front.endpoint },
      later,
      600_000,
      front.endpoint,
    );
    expect(report.outcomes.done).toBe(2);
    expect(refusals).toBe(5);
  });
});
