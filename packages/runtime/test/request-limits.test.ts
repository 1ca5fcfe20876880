// Servers that say nothing, stop in the middle of an answer, or never stop: every request fails within its limits.
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import type { RequestListener } from "node:http";
import { describe, expect, it } from "vitest";
import { listObjects } from "../src/1-discover/list.ts";
import { openObject } from "../src/2-open/object.ts";
import { s3Sink } from "../src/7-deliver/s3/s3-sink.ts";
import { postEvents } from "../src/7-deliver/amplitude/post.ts";
import { sourceClients } from "../src/aws/clients.ts";
import { uploadMs } from "../src/aws/request-limits.ts";
import { assumeRole } from "../src/aws/role.ts";
import { createS3Client } from "../src/aws/s3-client.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { listenInTest } from "./support/loopback.ts";

const OBJECT = { bucket: "b", key: "k", etag: '"1"', size: 10, lastModified: 0 };
const ANSWER_MS = 100;

/** A server's answer to anything. */
const ANSWERS: Readonly<Record<string, RequestListener>> = {
  "says nothing": () => {},
  "stops after the headers": (_, response) => {
    response.writeHead(200, { "content-type": "application/xml" }).write("<");
  },
  "never stops": endless(200),
};

function endless(status: number): RequestListener {
  return (_, response) => {
    response.writeHead(status, { "content-type": "application/xml" });
    const piece = Buffer.alloc(1024 * 1024, " ");
    const go = (): void => {
      while (!response.destroyed && response.write(piece));
    };
    response.on("drain", go);
    go();
  };
}

/** Each kind of request, sent to the endpoint; every one has to reject. */
const requests = (endpoint: string): Readonly<Record<string, () => Promise<unknown>>> => {
  const access = { region: REGION, endpoint, credentials: CREDENTIALS, answerMs: ANSWER_MS };
  const s3 = createS3Client(access);
  const { sqs } = sourceClients({
    ...access,
    notifications: { queueUrl: `${endpoint}/1/q`, waitSeconds: 0 },
    limits: { requestSeconds: ANSWER_MS / 1000 },
  });
  return {
    list: () => listObjects(s3, { bucket: "b", prefix: "" }).next(),
    head: () => s3.send(new HeadObjectCommand({ Bucket: "b", Key: "k" })),
    sink: () => s3Sink({ client: s3, bucket: "b", answerMs: ANSWER_MS }).open(OBJECT),
    queue: async () => sqs?.send(new ReceiveMessageCommand({ QueueUrl: `${endpoint}/1/q` })),
    role: assumeRole({ ...access, roleArn: "arn:aws:iam::123456789012:role/r", stsEndpoint: endpoint }),
    amplitude: async () => {
      const options = { api: "http", region: "us", endpoint, apiKey: "key", requestTimeoutMs: ANSWER_MS } as const;
      const verdict = await postEvents(options, [], new AbortController().signal);
      if (verdict.kind === "transient") throw new Error(verdict.message);
    },
  };
};

describe.each(Object.entries(ANSWERS))("a server that %s", (name, answer) => {
  it("fails each request in time", async () => {
    const { endpoint } = await listenInTest(answer);
    const results = Object.entries(requests(endpoint)).map(async ([request, send]) => {
      // The answer to HEAD has no body.
      if (request === "head" && name !== "says nothing") return;
      await expect(send(), request).rejects.toThrow(/TimeoutError|timeout|more than|did not end|no answer/i);
    });
    await Promise.all(results);
  });
});

it("bounds the error that comes instead of an object's content", async () => {
  const { endpoint } = await listenInTest(endless(403));
  const client = createS3Client({ region: REGION, endpoint, credentials: CREDENTIALS, answerMs: 5000 });
  const backoff = { attempts: 1, firstMs: 1, longestMs: 1 };
  await expect(openObject(client, OBJECT, { backoff }).read(0, 10)).rejects.toThrow("more than 8388608 bytes");
});

it("gives up a connection that brings a few bytes again and again", async () => {
  const { endpoint } = await listenInTest((_, response) => {
    response.writeHead(206, { "content-range": "bytes 0-99999/200000" });
    const timer = setInterval(() => response.write("x"), 20);
    response.on("close", () => clearInterval(timer));
  });
  const client = createS3Client({ region: REGION, endpoint, credentials: CREDENTIALS });
  const options = { stallMs: 150, backoff: { attempts: 1, firstMs: 1, longestMs: 1 } };
  const large = { ...OBJECT, size: 200_000 };
  await expect(openObject(client, large, options).read(0, 100_000)).rejects.toThrow("too little arrived for 150 ms");
});

it("gives a part of an upload the time that it takes on a slow network", () => {
  expect(uploadMs(0, 60_000)).toBe(60_000);
  expect(uploadMs(8 * 1024 * 1024, 60_000)).toBe(188_000);
});
