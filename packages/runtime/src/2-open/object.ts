// From an object's place and ETag to its bytes, as one stream that survives broken connections, or as ranges.
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { ObjectInfo } from "../contracts/object-info.ts";
import type { OpenedObject } from "../contracts/opened-object.ts";
import { type FailurePlace, StageFailure } from "../contracts/stage-failure.ts";
import { type Backoff, DEFAULT_BACKOFF, pause } from "../async/backoff.ts";
import { failureOf } from "../aws/s3-failures.ts";
import type { Semaphore } from "../async/semaphore.ts";

export interface OpenOptions {
  readonly signal?: AbortSignal;
  readonly backoff?: Backoff;
  /** A connection that sends nothing for so long, in milliseconds, counts as broken (default 30 s). */
  readonly stallMs?: number;
  /** Limits the ranges that are read at once; shared by the ranges of one client (default: no limit). */
  readonly slots?: Semaphore;
  /** Called at each reconnection with its reason, and how many bytes had arrived. */
  readonly onResume?: (reason: StageFailure, received: number) => void;
}

/** Opens nothing yet: the first request is made when bytes are asked for. */
export function openObject(client: S3Client, object: ObjectInfo, options: OpenOptions = {}): OpenedObject {
  const whole: Reader = { client, object, options };
  return {
    size: object.size,
    etag: object.etag,
    lastModified: object.lastModified,
    stream: () => readFrom(whole, 0, object.size, options.signal),
    read: async (start, end, signal = options.signal) => {
      const read = async (): Promise<Uint8Array> => {
        const last = Math.min(end, object.size);
        const bytes = new Uint8Array(Math.max(0, last - start));
        let filled = 0;
        for await (const chunk of readFrom(whole, start, last, signal)) {
          bytes.set(chunk, filled);
          filled += chunk.length;
        }
        return bytes;
      };
      return options.slots === undefined ? read() : options.slots.run(read, signal);
    },
  };
}

interface Reader {
  readonly client: S3Client;
  readonly object: ObjectInfo;
  readonly options: OpenOptions;
}

/**
 * The bytes of [start, end). A connection that breaks, stalls, ends early or is refused for a moment is taken up again
 * by range where it stopped; the count of attempts starts over whenever bytes have arrived.
 */
async function* readFrom(
  reader: Reader,
  start: number,
  end: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const { object, options } = reader;
  const place: FailurePlace = { bucket: object.bucket, key: object.key };
  const backoff = options.backoff ?? DEFAULT_BACKOFF;
  let position = start;
  let attempts = 0;
  while (position < end) {
    const before = position;
    let failure: StageFailure;
    try {
      for await (const chunk of request(reader, position, end, signal)) {
        position += chunk.length;
        yield chunk;
      }
      if (position >= end) return;
      failure = new StageFailure({
        code: "s3/short-body",
        place,
        message: `object "${object.key}" ended after ${position} of ${end} bytes`,
        hint: "the next run tries again; if it lasts, check the network or the endpoint",
      });
    } catch (error) {
      signal?.throwIfAborted();
      failure = failureOf(error, "read", place);
      if (!canResume(failure)) throw failure;
    }
    attempts = position > before ? 1 : attempts + 1;
    if (attempts >= backoff.attempts) throw failure;
    options.onResume?.(failure, position);
    await pause(backoff, attempts, signal);
  }
}

function canResume(failure: StageFailure): boolean {
  return failure.code === "s3/interrupted" || failure.code === "s3/short-body" || failure.code === "s3/unreachable";
}

/** One GetObject. Its request is given up when the reader stops, the signal aborts, or nothing arrives for too long. */
async function* request(
  reader: Reader,
  start: number,
  end: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const { client, object, options } = reader;
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  const stallMs = options.stallMs ?? 30_000;
  const stalled = (): void => controller.abort(new Error(`nothing arrived for ${stallMs} ms`));
  let timer = setTimeout(stalled, stallMs);
  try {
    signal?.throwIfAborted();
    const wholeObject = start === 0 && end === object.size;
    const response = await client.send(
      new GetObjectCommand({
        Bucket: object.bucket,
        Key: object.key,
        ...(object.etag === "" ? {} : { IfMatch: object.etag }),
        ...(object.versionId === undefined ? {} : { VersionId: object.versionId }),
        ...(wholeObject ? {} : { Range: `bytes=${start}-${end - 1}` }),
      }),
      { abortSignal: controller.signal },
    );
    // Some compatible servers ignore If-Match: the version they sent says so itself.
    if (object.etag !== "" && response.ETag !== undefined && response.ETag !== object.etag) {
      throw Object.assign(new Error("another version was sent"), { name: "PreconditionFailed" });
    }
    const body = response.Body as AsyncIterable<Uint8Array> | undefined;
    if (body === undefined) return;
    // A server that ignores ranges sends the object from its first byte.
    let skip = wholeObject || response.ContentRange !== undefined ? 0 : start;
    let left = end - start;
    for await (const chunk of body) {
      clearTimeout(timer);
      const from = Math.min(skip, chunk.length);
      skip -= from;
      const piece = chunk.subarray(from, from + left);
      left -= piece.length;
      // The clock is paused while the reader is busy: back-pressure is not a stall.
      if (piece.length > 0) yield piece;
      if (left === 0) return;
      timer = setTimeout(stalled, stallMs);
    }
  } catch (error) {
    throw controller.signal.aborted ? (controller.signal.reason ?? error) : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
    controller.abort();
  }
}
