// One compressed member of a byte source to its plain bytes; what follows the member goes back to the source.
import type { Transform } from "node:stream";
import type { ByteSource } from "../contracts/byte-source.ts";
import { MAX_WINDOW_LOG, zstdFrames } from "./zstd-frames.ts";

export type Codec = "gzip" | "zstd" | "brotli" | "deflate" | "deflate-raw";

/**
 * Plain bytes come in pieces of at most this size. While a piece is mapped the decoder makes one more, of one chunk: with smaller ones it
 * waits, and larger ones are no faster.
 */
const PIECE_BYTES = 512 * 1024;

/** Compressed chunks are joined to at least so much: from S3 they have 64 KiB, of which the decoder would make less than a piece. */
const CHUNK_BYTES = 256 * 1024;

type Decoder = Transform & { readonly bytesWritten: number };

function createDecoder(codec: Codec): Decoder {
  // Loaded here, since most commands start without compressed data.
  const zlib = process.getBuiltinModule("node:zlib");
  const options = { chunkSize: PIECE_BYTES };
  switch (codec) {
    case "gzip":
      return zlib.createGunzip(options);
    case "zstd":
      return zlib.createZstdDecompress({
        ...options,
        params: { [zlib.constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG },
      });
    case "brotli":
      return zlib.createBrotliDecompress(options);
    case "deflate":
      return zlib.createInflate(options);
    case "deflate-raw":
      return zlib.createInflateRaw(options);
    default:
      return codec satisfies never;
  }
}

export interface InflateOptions {
  /** Whether a piece is done with when the piece after the next one is asked for: then its memory is freed, before it is garbage. */
  readonly reusesMemory?: boolean;
}

/**
 * Decodes one member, or several where the decoder goes on by itself. Decoding runs ahead on a thread of its own by one
 * piece or two, and no further than the reader keeps up.
 * @throws what the decoder throws on bytes that are wrong or end early.
 */
export async function* inflateMember(
  source: ByteSource,
  codec: Codec,
  { reusesMemory = false }: InflateOptions = {},
): AsyncGenerator<Buffer> {
  const decoder = createDecoder(codec);
  const start = source.position();
  const fed: Buffer[] = [];
  let fedBytes = 0;
  let over = false;
  let sourceEnded = false;
  let produced = 0;
  /** The last bytes of the source. */
  let tail: Buffer = Buffer.alloc(0);
  const frames = codec === "zstd" ? zstdFrames() : undefined;
  const ended = new Promise<void>((resolve) => decoder.once("close", () => resolve()));

  const feed = async (): Promise<void> => {
    while (!over) {
      const bytes = await nextChunk(source, () => over);
      if (bytes === undefined) {
        sourceEnded = true;
        decoder.end();
        return;
      }
      frames?.push(bytes);
      if (codec === "gzip") tail = Buffer.concat([tail, bytes.subarray(-STRAY_BYTES)]).subarray(-STRAY_BYTES);
      fed.push(bytes);
      fedBytes += bytes.length;
      // Between pieces the decoder may have found the member's end: then it takes nothing more.
      if (over || decoder.destroyed || decoder.readableEnded) return;
      if (!decoder.write(bytes)) {
        await Promise.race([new Promise<void>((resolve) => decoder.once("drain", () => resolve())), ended]);
      }
      forgetConsumed();
    }
  };
  const forgetConsumed = (): void => {
    let first = fedBytes - fed.reduce((sum, bytes) => sum + bytes.length, 0);
    while (fed[0] !== undefined && first + fed[0].length <= decoder.bytesWritten) first += fed.shift()?.length ?? 0;
  };

  const feeding = feed().catch((error: unknown) => {
    decoder.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    let before: Buffer | undefined;
    for await (const piece of decoder) {
      produced += (piece as Buffer).length;
      yield piece as Buffer;
      if (reusesMemory && before !== undefined) free(before);
      before = piece as Buffer;
    }
    over = true;
    decoder.destroy();
    await feeding;
    const held = Buffer.concat(fed);
    const left = source.position() - start - decoder.bytesWritten;
    // Node 22 takes a zstd frame that is cut off for a whole one, and says nothing.
    if (sourceEnded && left === 0 && frames?.isWhole() === false)
      throw Object.assign(new Error("unexpected end of file"), { code: "Z_BUF_ERROR" });
    source.unread(held.subarray(held.length - left));
  } catch (error) {
    throw sourceEnded && fedBytes > SHORTEST_MEMBER && isStrayByte(tail, produced) ? notGzip() : error;
  } finally {
    over = true;
    decoder.destroy();
  }
}

/** The next bytes, of {@link CHUNK_BYTES} or more, fewer at the end, or where `isOver` says that no more are wanted. */
async function nextChunk(source: ByteSource, isOver: () => boolean): Promise<Buffer | undefined> {
  const first = await source.next();
  if (first === undefined) return undefined;
  const parts = [first];
  for (let length = first.length; length < CHUNK_BYTES && !isOver();) {
    const next = await source.next();
    if (next === undefined) break;
    parts.push(next);
    length += next.length;
  }
  return parts.length === 1 ? first : Buffer.concat(parts);
}

/** Frees the memory of a piece that filled it to its end, so that the decoder is done with it, too. */
function free({ buffer, byteOffset, length }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === PIECE_BYTES && byteOffset + length === PIECE_BYTES)
    buffer.transfer(0);
}

/** The bytes of a member of gzip without content. */
const SHORTEST_MEMBER = 20;
/** The length that ends a member of gzip, and a byte behind it. */
const STRAY_BYTES = 5;

/**
 * Whether a single byte follows a whole member, which the decoder takes for the start of another one. Of several members the last one's
 * length is not known.
 */
function isStrayByte(tail: Buffer, produced: number): boolean {
  return tail.length === STRAY_BYTES && tail.readUInt32LE(0) === produced % 2 ** 32 && tail[STRAY_BYTES - 1] !== 0x1f;
}

/** As the decoder says of two bytes. */
function notGzip(): Error {
  return Object.assign(new Error("incorrect header check"), { code: "Z_DATA_ERROR" });
}
