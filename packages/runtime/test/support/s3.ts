// A real S3 and SQS server on loopback for the tests of a file, with a client that speaks to it.
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { buildApp } from "fauxqs";
import { afterAll, beforeAll } from "vitest";
import { createS3Client } from "../../src/aws/s3-client.ts";
import { CREDENTIALS, REGION } from "./credentials.ts";
import { listen } from "./loopback.ts";
import { fillS3Gaps, type S3Gaps } from "./s3-gaps.ts";

/** What is to lie in a bucket: contents by key. */
export type Objects = Readonly<Record<string, string | Uint8Array>>;

export interface TestS3 extends Omit<S3Gaps, "answer"> {
  readonly endpoint: string;
  readonly client: S3Client;
  readonly sqs: SQSClient;
  /** Makes a bucket with these objects, put in this order; under a name of its own, unless one is given. Resolves with the name. */
  bucket(objects?: Objects, name?: string): Promise<string>;
  put(bucket: string, key: string, body: string | Uint8Array): Promise<void>;
  /** The keys of a bucket, in order. */
  keys(bucket: string): Promise<string[]>;
  bytes(bucket: string, key: string): Promise<Buffer>;
  /** Makes a queue, under a name of its own unless one is given; resolves with its address. */
  queue(name?: string): Promise<string>;
  send(queueUrl: string, body: object | string): Promise<void>;
}

/** Starts the server before the tests of a file (or of a `describe`), and stops it after them. What it returns is usable in tests and hooks. */
export function useS3(): TestS3 {
  let server: Server | undefined;
  const started = (): Server => {
    if (server === undefined) throw new Error("the S3 server of a test runs in tests and hooks alone");
    return server;
  };
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server?.stop());
  let names = 0;
  const nextName = (kind: string): string => `${kind}-${(names += 1)}`;
  const put: TestS3["put"] = async (bucket, key, body) => {
    await started().client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(body) }));
  };
  return {
    get endpoint() {
      return started().endpoint;
    },
    get client() {
      return started().client;
    },
    get sqs() {
      return started().sqs;
    },
    get uploads() {
      return started().gaps.uploads;
    },
    get notifications() {
      return started().gaps.notifications;
    },
    get refusing() {
      return started().gaps.refusing;
    },
    async bucket(objects = {}, name = nextName("bucket")) {
      await started().client.send(new CreateBucketCommand({ Bucket: name }));
      for (const [key, body] of Object.entries(objects)) await put(name, key, body);
      return name;
    },
    put,
    async keys(bucket) {
      const { Contents = [] } = await started().client.send(new ListObjectsV2Command({ Bucket: bucket }));
      return Contents.map(({ Key = "" }) => Key).toSorted();
    },
    async bytes(bucket, key) {
      const { Body } = await started().client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    async queue(name = nextName("queue")) {
      const { QueueUrl = "" } = await started().sqs.send(new CreateQueueCommand({ QueueName: name }));
      return QueueUrl;
    },
    async send(queueUrl, body) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      await started().sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: text }));
    },
  };
}

interface Server {
  readonly endpoint: string;
  readonly client: S3Client;
  readonly sqs: SQSClient;
  readonly gaps: S3Gaps;
  stop(): Promise<void>;
}

async function startServer(): Promise<Server> {
  const app = buildApp({ logger: false });
  await app.ready();
  const gaps = fillS3Gaps(async (path) => {
    const { statusCode, headers } = await app.inject({ method: "HEAD", url: path });
    return statusCode === 200 ? String(headers["etag"]) : undefined;
  });
  const { endpoint, stop } = await listen((request, response) => {
    void gaps.answer(request, response, () => app.routing(request, response));
  });
  const client = createS3Client({ region: REGION, endpoint, credentials: CREDENTIALS });
  const sqs = new SQSClient({ region: REGION, endpoint, credentials: { ...CREDENTIALS } });
  return {
    endpoint,
    client,
    sqs,
    gaps,
    async stop() {
      client.destroy();
      sqs.destroy();
      await stop();
      await app.close();
    },
  };
}
