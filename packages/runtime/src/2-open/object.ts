// From an object's place and ETag to its bytes, as one stream that survives broken connections, or as ranges.
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from "@aws-sdk/client-s3";
import type { ObjectInfo } from "../contracts/object-info.ts";
import type { OpenedObject } from "../contracts/opened-object.ts";
import { type FailurePlace, StageFailure } from "../contracts/stage-failure.ts";
import { type Backoff, DEFAULT_BACKOFF, pause } from "../async/backoff.ts";
import type { FailureCode } from "../codes/catalog.ts";
import { type Checksum, checksumOf } from "./checksum.ts";
import { failureOf } from "../aws/s3-failures.ts";
import type { Semaphore } from "../async/semaphore.ts";

export interface OpenOptions {
  readonly signal?: AbortSignal;
  readonly backoff?: Backoff;
  /** A connection that sends less than 1 KiB in so long, in milliseconds, counts as broken (default 30 s). */
  readonly stallMs?: number;
  /** Limits the ranges that are read at once; shared by the ranges of one client (default: no limit). */
  readonly slots?: Semaphore;
  /** Whether an object that is read whole is compared with its checksum, where S3 sends one (default true). */
  readonly verify?: boolean;
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
 * by range where it stopped; the count of attempts starts over whenever {@link LEAST_BYTES} have arrived.
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
  const isVerified = start === 0 && end === object.size && options.verify !== false;
  const whole: WholeRead | undefined = isVerified ? { checksum: undefined } : undefined;
  let position = start;
  let attempts = 0;
  // An object that is listed as empty is asked for all the same: the listing may be wrong.
  while (position < end || object.size === 0) {
    const before = position;
    let failure: StageFailure;
    try {
      for await (const chunk of request(reader, position, end, signal, whole)) {
        position += chunk.length;
        whole?.checksum?.update(chunk);
        yield chunk;
      }
      if (position >= end) break;
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
    attempts = position - before >= LEAST_BYTES ? 1 : attempts + 1;
    if (attempts >= backoff.attempts) throw failure;
    options.onResume?.(failure, position);
    await pause(backoff, attempts, signal);
  }
  requireUndamaged(whole?.checksum, place);
}

/** A connection that brings less than this in the time of a stall would never end. */
const LEAST_BYTES = 1024;

/** Calls `onStall` when less than {@link LEAST_BYTES} have arrived in `ms` milliseconds, those not counted in which it is stopped. */
function stallTimer(ms: number, onStall: () => void): { start(): void; stop(arrived: number): void } {
  let leftMs = ms;
  let bytes = 0;
  let startedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    start() {
      startedAt = performance.now();
      timer = setTimeout(onStall, leftMs);
    },
    stop(arrived) {
      clearTimeout(timer);
      bytes += arrived;
      if (bytes >= LEAST_BYTES) {
        leftMs = ms;
        bytes = 0;
      } else leftMs = Math.max(1, leftMs - (performance.now() - startedAt));
    },
  };
}

const RESUMABLE: ReadonlySet<string> = new Set([
  "s3/interrupted",
  "s3/short-body",
  "s3/unreachable",
  "s3/wrong-range",
] satisfies FailureCode[]);

function canResume(failure: StageFailure): boolean {
  return RESUMABLE.has(failure.code);
}

/** An object that is read from its first byte to its last, whatever connections it takes. */
interface WholeRead {
  /** From the first answer; later ones are of ranges, and have none of the whole. Null where that has none. */
  checksum: Checksum | null | undefined;
}

/** @throws StageFailure `s3/damaged` */
function requireUndamaged(checksum: Checksum | null | undefined, place: FailurePlace): void {
  if (checksum === undefined || checksum === null || checksum.matches()) return;
  throw new StageFailure({
    code: "s3/damaged",
    place,
    message: `the bytes of object "${place.key}" do not match its ${checksum.name} checksum; nothing of it was delivered`,
    hint: "the next attempt reads it again; if it lasts, upload the object again. `heddle explain s3/damaged` says more",
  });
}

/** One GetObject. Its request is given up when the reader stops, the signal aborts, or nothing arrives for too long. */
async function* request(
  reader: Reader,
  start: number,
  end: number,
  signal: AbortSignal | undefined,
  whole: WholeRead | undefined,
): AsyncGenerator<Uint8Array> {
  const { client, object, options } = reader;
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  const stallMs = options.stallMs ?? 30_000;
  const stall = stallTimer(stallMs, () => controller.abort(new Error(`too little arrived for ${stallMs} ms`)));
  stall.start();
  try {
    signal?.throwIfAborted();
    const wholeObject = start === 0 && end === object.size;
    const command = new GetObjectCommand({
      Bucket: object.bucket,
      Key: object.key,
      ...(object.etag === "" ? {} : { IfMatch: object.etag }),
      ...(object.versionId === undefined ? {} : { VersionId: object.versionId }),
      ...(wholeObject ? {} : { Range: `bytes=${start}-${end - 1}` }),
    });
    if (whole !== undefined && wholeObject) askForChecksum(command);
    const response = await client.send(command, { abortSignal: controller.signal });
    // Some compatible servers ignore If-Match: the version they sent says so itself.
    if (object.etag !== "" && response.ETag !== undefined && response.ETag !== object.etag) {
      throw Object.assign(new Error("another version was sent"), { name: "PreconditionFailed" });
    }
    const body = response.Body as AsyncIterable<Uint8Array> | undefined;
    if (body === undefined) return;
    const isRange = requireRange(response, object, start, end);
    if (whole !== undefined && whole.checksum === undefined) whole.checksum = checksumOf(response) ?? null;
    // A server that ignores ranges sends the object from its first byte.
    let skip = isRange ? 0 : start;
    let left = end - start;
    for await (const chunk of body) {
      stall.stop(chunk.length);
      const from = Math.min(skip, chunk.length);
      skip -= from;
      if (!isRange && end === object.size && chunk.length - from > left) throw wrongSize(object, undefined);
      const piece = chunk.subarray(from, from + left);
      left -= piece.length;
      // The clock is paused while the reader is busy: back-pressure is not a stall.
      if (piece.length > 0) yield piece;
      // An answer of the announced length ends by itself, and leaves its connection to the next request.
      const endsHere = response.ContentLength === end - start && chunk.length === piece.length;
      if (left === 0 && !endsHere && (isRange || end < object.size || response.ContentLength !== undefined)) return;
      stall.start();
    }
  } catch (error) {
    throw controller.signal.aborted ? (controller.signal.reason ?? error) : error;
  } finally {
    stall.stop(0);
    signal?.removeEventListener("abort", abort);
    controller.abort();
  }
}

/** With `ChecksumMode` the client would hash the bytes of each connection, though one may break off. */
function askForChecksum(command: GetObjectCommand): void {
  command.middlewareStack.add(
    (next) => (args) => {
      (args.request as { readonly headers: Record<string, string> }).headers["x-amz-checksum-mode"] = "ENABLED";
      return next(args);
    },
    { step: "build", name: "askForChecksum" },
  );
}

/**
 * Whether the answer is the range that was asked for; else it is the object from its first byte.
 * @throws StageFailure `s3/wrong-range` for another range; `s3/wrong-size` where the object is not as long as it was found to be.
 */
function requireRange(
  { ContentRange: range, ContentLength: length, $metadata }: GetObjectCommandOutput,
  object: ObjectInfo,
  start: number,
  end: number,
): boolean {
  if (range === undefined && $metadata.httpStatusCode !== 206) {
    if (length !== undefined && length !== object.size) throw wrongSize(object, length);
    return false;
  }
  const [, first, last, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(range ?? "") ?? [];
  if (total !== undefined && total !== "*" && Number(total) !== object.size) throw wrongSize(object, Number(total));
  if (Number(first) === start && Number(last) >= start && Number(last) < end) return true;
  throw new StageFailure({
    code: "s3/wrong-range",
    place: { bucket: object.bucket, key: object.key },
    message: `bytes ${start}-${end - 1} of object "${object.key}" were asked for, and S3 sent ${range ?? "a part without its place"}`,
    hint: "the next attempt asks again; if it lasts, check the proxy or the server at `endpoint`",
  });
}

function wrongSize({ bucket, key, size }: ObjectInfo, actual: number | undefined): StageFailure {
  const found = actual === undefined ? "more than that" : `${actual}`;
  return new StageFailure({
    code: "s3/wrong-size",
    place: { bucket, key },
    message: `object "${key}" was found with ${size} bytes, and has ${found}; nothing of it was delivered`,
    hint: "the next attempt reads it again; if it lasts, the listings of the store are wrong: upload the object again",
  });
}
