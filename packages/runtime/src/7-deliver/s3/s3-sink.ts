// The sink that writes to a bucket: for each object an object of events and one of rejected rows, each of which appears complete or not at all.
import type { S3Client } from "@aws-sdk/client-s3";
import type { ObjectInfo } from "../../contracts/object-info.ts";
import type { OutputCompression } from "../compression.ts";
import { ANSWER_MS } from "../../aws/request-limits.ts";
import { SUFFIX } from "../line-file.ts";
import { outputName } from "../names.ts";
import { rejectedLine } from "../rejected-line.ts";
import type { Delivered, Sink, SinkContext, SinkWriter } from "../../contracts/sink.ts";
import { type GuardedWrites, guardWrites } from "./guarded-writes.ts";
import { tryConditionalWrites } from "./probe.ts";
import { sinkFailure } from "./sink-failure.ts";
import { createLineUpload, type LineUpload, putEmpty, withdrawUploads } from "./upload.ts";

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
 * one object of S3, because several would not appear at once. What goes becomes empty, and is not deleted. Writes have conditions, so a
 * late one of an earlier holder changes nothing.
 */
export function s3Sink(options: S3SinkOptions): Sink {
  let fenced: Promise<unknown> | undefined;
  return {
    async requireFencing() {
      await (fenced ??= tryConditionalWrites(options));
    },
    open: (object, context) =>
      openWriter(options, object, context).catch((error: unknown) => {
        throw sinkFailure(error, options.bucket);
      }),
  };
}

const KINDS = ["set-aside", "events"] as const;
type Kind = (typeof KINDS)[number];

/** The output of one object while it is written. */
interface Writing {
  readonly options: S3SinkOptions & Required<Pick<S3SinkOptions, "compression" | "partBytes" | "answerMs">>;
  readonly context: Partial<SinkContext>;
  readonly guarded: GuardedWrites;
  readonly uploads: Partial<Record<Kind, LineUpload>>;
  readonly lines: Record<Kind, number>;
  /** The key of this content of the object, or of an earlier one. */
  keyOf(kind: Kind, etag?: string): string;
}

async function openWriter(
  { compression = "none", partBytes = PART_BYTES, answerMs = ANSWER_MS, ...rest }: S3SinkOptions,
  object: ObjectInfo,
  context: Partial<SinkContext> = {},
): Promise<SinkWriter> {
  const options = { ...rest, compression, partBytes, answerMs };
  const { client, bucket, prefix = "" } = options;
  const { signal, earlierEtags = [], fencing } = context;
  const folderOf = (etag: string): string => `${prefix}${outputName({ ...object, etag })}/`;
  const folders = [object.etag, ...earlierEtags].map(folderOf);
  for (const folder of folders) await withdrawUploads(client, bucket, folder);
  let lost: unknown;
  const confirm = async (): Promise<void> => {
    await fencing?.confirm().catch((error: unknown) => {
      lost = error;
      throw error;
    });
  };
  const writing: Writing = {
    options,
    context,
    guarded: await guardWrites({ client, bucket, folders, confirm }),
    uploads: {},
    lines: { events: 0, "set-aside": 0 },
    keyOf: (kind, etag = object.etag) => `${folderOf(etag)}${kind}.ndjson${SUFFIX[compression]}`,
  };
  const guard = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error === lost ? error : sinkFailure(error, bucket);
    });
  let isCommitted = false;
  return {
    write: (events) =>
      guard(async () => {
        for (const { json } of events) await append(writing, "events", json);
      }),
    writeLines: ({ bytes, count }) =>
      guard(async () => {
        const upload = uploadOf(writing, "events");
        upload.addBytes(bytes);
        writing.lines.events += count;
        await upload.drain();
      }),
    reject: (rows) =>
      guard(async () => {
        for (const row of rows) await append(writing, "set-aside", rejectedLine(row));
      }),
    async commit() {
      const delivered = await guard(() => commit(writing));
      isCommitted = true;
      return delivered;
    },
    async abort() {
      if (isCommitted) return;
      // The next holder withdraws what cannot be withdrawn now.
      for (const upload of Object.values(writing.uploads)) await upload.discard().catch(() => {});
    },
  };
}

function uploadOf({ uploads, options, context: { signal }, keyOf }: Writing, kind: Kind): LineUpload {
  return (uploads[kind] ??= createLineUpload({ ...options, key: keyOf(kind), signal }));
}

async function append(writing: Writing, kind: Kind, line: string): Promise<void> {
  const upload = uploadOf(writing, kind);
  upload.add(line);
  writing.lines[kind] += 1;
  await upload.drain();
}

async function commit(writing: Writing): Promise<Delivered> {
  const { options, context, guarded, uploads, lines, keyOf } = writing;
  let bytes = 0;
  for (const upload of Object.values(uploads)) bytes += await upload.finish();
  for (const etag of context.earlierEtags ?? []) for (const kind of KINDS) await empty(writing, kind, etag);
  // The events come last: once they are visible, everything is.
  for (const kind of KINDS) {
    const upload = uploads[kind];
    if (upload === undefined) await empty(writing, kind);
    else await guarded.write(keyOf(kind), upload.complete);
  }
  const files = (["events", "set-aside"] as const)
    .filter((kind) => uploads[kind] !== undefined)
    .map((kind) => `s3://${options.bucket}/${keyOf(kind)}`);
  return { events: lines.events, rejected: lines["set-aside"], bytes, files };
}

/** Replaces what is there, or may still come, by nothing. It is not deleted: a late write would then find what it had found. */
async function empty({ options, context, guarded, keyOf }: Writing, kind: Kind, etag?: string): Promise<void> {
  const { client, bucket, compression } = options;
  const key = keyOf(kind, etag);
  const mayCome = kind === "events" && context.fencing?.mayBeDelivered === true;
  if (mayCome || guarded.isThere(key))
    await guarded.write(key, (condition) => putEmpty(client, { bucket, key, compression }, condition));
}
