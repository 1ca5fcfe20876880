// From lines of text to one object in S3, compressed or not, uploaded part by part, and visible once it is completed.
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { once } from "node:events";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { asBuffer } from "../../contracts/byte-source.ts";
import { uploadMs } from "../../aws/request-limits.ts";
import { lineBytes } from "../line-bytes.ts";
import { createCompressor, type OutputCompression } from "../compression.ts";
import type { WriteCondition } from "./guarded-writes.ts";

export interface LineUpload {
  add(line: string): void;
  /** Adds a copy of whole lines with their ends. */
  addBytes(lines: Uint8Array): void;
  /** Resolves when more lines can be taken. */
  drain(): Promise<void>;
  /** Uploads what is left; nothing is visible yet. Returns the size in bytes. */
  finish(): Promise<number>;
  /** Makes the finished object visible on a condition; may be repeated under another one where that did not hold. */
  complete(condition: WriteCondition): Promise<void>;
  /** Withdraws the upload. Does nothing once it is completed. */
  discard(): Promise<void>;
}

export interface UploadOptions {
  readonly client: S3Client;
  readonly bucket: string;
  readonly key: string;
  readonly compression: OutputCompression;
  /** Bytes of a part; S3 requires at least 5 MiB. */
  readonly partBytes: number;
  /** How long an answer may take, in milliseconds. */
  readonly answerMs: number;
  readonly signal: AbortSignal | undefined;
}

const CHUNK = 256 * 1024;
/** S3 allows 10,000 parts of an object: after every so many, parts become twice as large. */
const PARTS_OF_ONE_SIZE = 2000;
const CONTENT_TYPES: Readonly<Record<OutputCompression, string>> = {
  none: "application/x-ndjson",
  gzip: "application/gzip",
  zstd: "application/zstd",
};

/** No lines are no bytes, or those that every decompressor takes for none. */
const EMPTY: Readonly<Record<OutputCompression, (nothing: "") => Uint8Array>> = {
  none: () => new Uint8Array(),
  gzip: gzipSync,
  zstd: zstdCompressSync,
};

/** Withdraws the uploads in this folder that earlier holders left; a holder that still runs fails at its next step. */
export async function withdrawUploads(client: S3Client, bucket: string, folder: string): Promise<void> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: folder }));
  for (const { Key, UploadId } of Uploads) {
    if (UploadId !== undefined)
      await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId })).catch(ignoreMissing);
  }
}

function ignoreMissing(error: Error): void {
  if (error.name !== "NoSuchUpload") throw error;
}

/** Puts an object without lines. */
export async function putEmpty(
  client: S3Client,
  { bucket, key, compression }: Pick<UploadOptions, "bucket" | "key" | "compression">,
  condition: WriteCondition,
): Promise<void> {
  const place = { Bucket: bucket, Key: key, ContentType: CONTENT_TYPES[compression] };
  await client.send(new PutObjectCommand({ ...place, Body: EMPTY[compression](""), ...condition }));
}

export function createLineUpload(options: UploadOptions): LineUpload {
  const parts = createPartUpload(options);
  const output =
    options.compression === "none"
      ? { put: parts.put, end: async () => {}, destroy: () => {} }
      : compressedOutput(options.compression, parts.put);
  const pending = lineBytes(2 * CHUNK);
  const flush = async (): Promise<void> => {
    if (pending.length > 0) await output.put(asBuffer(pending.take()));
  };
  return {
    add(line) {
      pending.add(line);
    },
    addBytes(lines) {
      pending.addBytes(lines);
    },
    async drain() {
      if (pending.length >= CHUNK) await flush();
    },
    async finish() {
      await flush();
      await output.end();
      return parts.finish();
    },
    complete: parts.complete,
    async discard() {
      output.destroy();
      await parts.discard();
    },
  };
}

/** Bytes to one object: a multipart upload as soon as there is a whole part, else one request. */
function createPartUpload(options: UploadOptions) {
  const { client, signal } = options;
  const place = { Bucket: options.bucket, Key: options.key };
  const type = { ContentType: CONTENT_TYPES[options.compression] };
  const abortable = signal === undefined ? {} : { abortSignal: signal };
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  let uploadId: string | undefined;
  let completed = false;
  let chunks: Buffer[] = [];
  let held = 0;
  let size = 0;

  const sendPart = async (): Promise<void> => {
    const body = Buffer.concat(chunks);
    chunks = [];
    held = 0;
    uploadId ??= (await client.send(new CreateMultipartUploadCommand({ ...place, ...type }), abortable)).UploadId;
    const PartNumber = parts.length + 1;
    const { ETag } = await client.send(
      new UploadPartCommand({ ...place, UploadId: uploadId, PartNumber, Body: body }),
      { ...abortable, requestTimeout: uploadMs(body.length, options.answerMs) },
    );
    parts.push({ PartNumber, ETag });
  };

  return {
    async put(bytes: Buffer): Promise<void> {
      chunks.push(bytes);
      held += bytes.length;
      size += bytes.length;
      if (held >= options.partBytes * 2 ** Math.floor(parts.length / PARTS_OF_ONE_SIZE)) await sendPart();
    },
    async finish(): Promise<number> {
      if (parts.length > 0 && held > 0) await sendPart();
      return size;
    },
    async complete(condition: WriteCondition): Promise<void> {
      if (parts.length > 0) {
        const whole = { UploadId: uploadId, MultipartUpload: { Parts: parts } };
        await client.send(new CompleteMultipartUploadCommand({ ...place, ...whole, ...condition }), abortable);
      } else {
        const whole = { Body: Buffer.concat(chunks) };
        await client.send(new PutObjectCommand({ ...place, ...type, ...whole, ...condition }), {
          ...abortable,
          requestTimeout: uploadMs(held, options.answerMs),
        });
      }
      completed = true;
    },
    async discard(): Promise<void> {
      if (uploadId === undefined || completed) return;
      await client.send(new AbortMultipartUploadCommand({ ...place, UploadId: uploadId }));
    },
  };
}

function compressedOutput(compression: "gzip" | "zstd", put: (bytes: Buffer) => Promise<void>) {
  const compressor = createCompressor(compression);
  const pump = async (): Promise<void> => {
    for await (const chunk of compressor) await put(chunk as Buffer);
  };
  const written = pump();
  // A failed part is reported by the next put or end; until then it is not an unhandled rejection.
  written.catch(() => {});
  return {
    async put(bytes: Buffer): Promise<void> {
      if (!compressor.write(bytes)) await Promise.race([once(compressor, "drain"), written]);
    },
    async end(): Promise<void> {
      compressor.end();
      await written;
    },
    destroy: (): void => void compressor.destroy(),
  };
}
