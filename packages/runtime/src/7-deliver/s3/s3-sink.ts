// The sink that writes to a bucket: for each object an object of events and one of rejected rows, each of which appears complete or not at all.
import { DeleteObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { ObjectInfo } from "../../contracts/object-info.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";
import type { OutputCompression } from "../compression.ts";
import { ANSWER_MS } from "../../aws/request-limits.ts";
import { SUFFIX } from "../line-file.ts";
import { outputName } from "../names.ts";
import { rejectedLine } from "../rejected-line.ts";
import type { Delivered, Sink, SinkContext, SinkWriter } from "../../contracts/sink.ts";
import { createLineUpload, type LineUpload, withdrawUploads } from "./upload.ts";

export interface S3SinkOptions {
  /** The caller destroys it. */
  readonly client: S3Client;
  readonly bucket: string;
  /** The start of every key; a folder ends in `/`. */
  readonly prefix?: string;
  readonly compression?: OutputCompression;
  /** Bytes of one part of an upload (default 8 MiB, at least 5 MiB on Amazon's own S3). */
  readonly partBytes?: number;
  /** How long an answer may take, in milliseconds (default {@link ANSWER_MS}). */
  readonly answerMs?: number;
}

const PART_BYTES = 8 * 1024 * 1024;

/**
 * `<prefix><name>/events.ndjson`, and where rows were set aside `<prefix><name>/set-aside.ndjson`, which appears first. The name
 * comes from bucket, key and ETag alone, so delivering an object again replaces its output. All events of an object are in
 * one object of S3, because several would not appear at once.
 */
export function s3Sink(options: S3SinkOptions): Sink {
  return {
    open: (object, context) =>
      openWriter(options, object, context).catch((error: unknown) => {
        throw sinkFailure(error, options.bucket);
      }),
  };
}

async function openWriter(
  options: S3SinkOptions,
  object: ObjectInfo,
  { signal, earlierEtags = [] }: Partial<SinkContext> = {},
): Promise<SinkWriter> {
  const { client, bucket, compression = "none", partBytes = PART_BYTES, answerMs = ANSWER_MS } = options;
  const shared = { client, bucket, compression, partBytes, answerMs, signal };
  const keyOf = (kind: "events" | "set-aside", etag = object.etag): string =>
    `${options.prefix ?? ""}${outputName({ ...object, etag })}/${kind}.ndjson${SUFFIX[compression]}`;
  for (const kind of ["events", "set-aside"] as const) await withdrawUploads(client, bucket, keyOf(kind));
  const uploads: Partial<Record<"events" | "set-aside", LineUpload>> = {};
  const lines = { events: 0, "set-aside": 0 };
  let committed: Delivered | undefined;

  const guard = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((error: unknown) => {
      signal?.throwIfAborted();
      throw sinkFailure(error, bucket);
    });
  const uploadOf = (kind: "events" | "set-aside"): LineUpload =>
    (uploads[kind] ??= createLineUpload({ ...shared, key: keyOf(kind) }));
  const append = async (kind: "events" | "set-aside", line: string): Promise<void> => {
    const upload = uploadOf(kind);
    upload.add(line);
    lines[kind] += 1;
    await upload.drain();
  };
  return {
    write: (events) =>
      guard(async () => {
        for (const { json } of events) await append("events", json);
      }),
    writeLines: ({ bytes, count }) =>
      guard(async () => {
        const upload = uploadOf("events");
        upload.addBytes(bytes);
        lines.events += count;
        await upload.drain();
      }),
    reject: (rows) =>
      guard(async () => {
        for (const row of rows) await append("set-aside", rejectedLine(row));
      }),
    commit: () =>
      guard(async () => {
        let bytes = 0;
        for (const upload of Object.values(uploads)) bytes += await upload.finish();
        for (const etag of earlierEtags) {
          for (const kind of ["events", "set-aside"] as const)
            await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(kind, etag) }));
        }
        // The events come last: once they are visible, everything is.
        for (const kind of ["set-aside", "events"] as const) {
          const upload = uploads[kind];
          if (upload !== undefined) await upload.complete();
          else await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(kind) }));
        }
        const files = (["events", "set-aside"] as const)
          .filter((kind) => uploads[kind] !== undefined)
          .map((kind) => `s3://${bucket}/${keyOf(kind)}`);
        committed = { events: lines.events, rejected: lines["set-aside"], bytes, files };
        return committed;
      }),
    async abort() {
      if (committed !== undefined) return;
      // The next holder withdraws what cannot be withdrawn now.
      for (const upload of Object.values(uploads)) await upload.discard().catch(() => {});
    },
  };
}

/** How to fix errors of S3 that concern every object. */
const FIXES: Readonly<Record<string, string>> = {
  NoSuchBucket: "create the bucket, or correct `sink.bucket`",
  AccessDenied:
    "allow s3:PutObject, s3:DeleteObject, s3:AbortMultipartUpload and s3:ListBucketMultipartUploads on the bucket of the sink; `heddle iam` prints the policy",
  InvalidAccessKeyId: "check the credentials of the sink",
  SignatureDoesNotMatch: "check the credentials of the sink",
  CredentialsProviderError: "give the sink credentials, or configure the default chain",
  PermanentRedirect: "set `sink.region` to that of the bucket",
  AuthorizationHeaderMalformed: "set `sink.region` to that of the bucket",
  ECONNREFUSED: "check `sink.endpoint` and the network",
  ENOTFOUND: "check `sink.endpoint`, `sink.region` and the network",
};

/** A bucket that cannot be written concerns every object; any other error this one. */
export function sinkFailure(error: unknown, bucket: string): StageFailure {
  if (error instanceof StageFailure) return error;
  const { name, message, code = "" } = error as NodeJS.ErrnoException;
  const hint = FIXES[name] ?? FIXES[code];
  return new StageFailure({
    code: "sink/not-written",
    scope: hint === undefined ? "object" : "job",
    message: `cannot write to bucket "${bucket}": ${name}: ${message || code}`,
    hint: hint ?? "the next run tries again",
    cause: error,
  });
}
