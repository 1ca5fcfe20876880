// Limits on the time and the size of the answers to requests of AWS clients. The SDK has none on what follows an answer's headers.
import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { STSClient } from "@aws-sdk/client-sts";
import { pipeline, type Readable, Transform } from "node:stream";
import { DEFAULT_LIMITS } from "../settings/limits.ts";

export const ANSWER_MS = DEFAULT_LIMITS.requestSeconds * 1000;

/** A page of a listing has less than 4 MB, whatever its keys; other answers are far smaller. */
export const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

const CONNECT_MS = 10_000;

/** Bytes a second that the slowest network sends. */
const SLOWEST_UPLOAD = 64 * 1024;

/** What the SDK's HTTP handler keeps to: how long a connection, and then the headers of an answer, may take. */
export function handlerLimits(answerMs: number) {
  return {
    connectionTimeout: Math.min(CONNECT_MS, answerMs),
    requestTimeout: answerMs,
    // Without it the SDK only warns.
    throwOnRequestTimeout: true,
  };
}

/** The milliseconds that a request with so many bytes of its own may take. */
export function uploadMs(bytes: number, answerMs: number): number {
  return answerMs + Math.ceil((bytes / SLOWEST_UPLOAD) * 1000);
}

/**
 * Bounds what the client reads of each answer. The content of an object is left alone: whoever reads it keeps to limits of its own.
 * @param answerMs how long the rest of an answer may take after its headers
 */
export function limitAnswers(
  { middlewareStack }: S3Client | SQSClient | STSClient,
  answerMs: number,
  maxBytes = MAX_ANSWER_BYTES,
): void {
  // The stacks of all clients take the same middleware; their types differ in the commands' alone.
  (middlewareStack as S3Client["middlewareStack"]).add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        const response = result.response as RawResponse;
        const isContent = commandName === "GetObjectCommand" && response.statusCode < 300;
        if (!isContent && response.body !== undefined)
          response.body = limited(response.body as Readable, answerMs, maxBytes);
        return result;
      },
    { step: "deserialize", priority: "low", name: "limitAnswers" },
  );
}

interface RawResponse {
  readonly statusCode: number;
  body?: unknown;
}

/** The same bytes; an error instead of what is too much or too late. */
function limited(body: Readable, ms: number, maxBytes: number): Readable {
  let length = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      if (length > maxBytes) done(named("AnswerTooLarge", `the answer has more than ${maxBytes} bytes`));
      else done(null, chunk);
    },
  });
  const timer = setTimeout(() => stream.destroy(named("TimeoutError", `the answer did not end within ${ms} ms`)), ms);
  // Errors reach the reader through the stream.
  pipeline(body, stream, () => clearTimeout(timer));
  return stream;
}

/** The SDK tries again after an error called TimeoutError, and after no other of these. */
function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
