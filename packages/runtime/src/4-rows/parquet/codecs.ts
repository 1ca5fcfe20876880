// A compressed page to its bytes, for every codec that Parquet files are written with.
import { brotliDecompressSync, constants, unzipSync, zstdDecompressSync } from "node:zlib";
import { compressors, decompressLz4, decompressLz4Raw } from "hyparquet-compressors";
import { createSnappy, type Snappy } from "@heddle/bytes";
import { asBuffer } from "../../contracts/byte-source.ts";
import { byteModule } from "../../process/byte-module.ts";
import type { CodecName } from "./metadata.ts";
import { MAX_PAGE_BYTES } from "./page-header.ts";

/** No window needs to be larger than the largest page. */
const ZSTD_PARAMS = { [constants.ZSTD_d_windowLogMax]: Math.log2(MAX_PAGE_BYTES) };

type Unpack = (input: Uint8Array, plainBytes: number) => Uint8Array;

/** Gives memory of so many bytes, whatever is in it. */
export type TakeMemory = (bytes: number) => Buffer;

/** Of the library, for where the module is missing. */
const { SNAPPY } = compressors;

/** One for a thread; null where there is none. */
let snappy: Snappy | null | undefined;

function moduleSnappy(): Snappy | null {
  if (snappy === undefined) {
    const module = byteModule();
    snappy = "why" in module ? null : (createSnappy(module) ?? null);
  }
  return snappy;
}

/** LZO is missing: nothing on Node reads it, and writers gave it up long ago. */
const CODECS: Readonly<Partial<Record<CodecName, Unpack>>> = {
  UNCOMPRESSED: (input) => input,
  ...(SNAPPY === undefined ? {} : { SNAPPY }),
  // Some writers store zlib streams under this name.
  GZIP: (input, plainBytes) => unzipSync(input, { maxOutputLength: plainBytes }),
  ZSTD: unpackZstd,
  BROTLI: (input, plainBytes) => brotliDecompressSync(input, { maxOutputLength: plainBytes }),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};

/**
 * @param take memory for it, where its codec asks for some
 * @throws Error when it cannot be unpacked, or not to the size that its header gives
 */
export function unpackPage(
  input: Uint8Array,
  plainBytes: number,
  codec: CodecName,
  take: TakeMemory = (bytes) => Buffer.allocUnsafeSlow(bytes),
): Buffer {
  // An empty page may be stored as no bytes at all, which no decoder takes.
  if (plainBytes === 0) return Buffer.alloc(0);
  const ours = codec === "SNAPPY" ? moduleSnappy() : null;
  if (ours !== null) return unsnapped(input, plainBytes, ours, take);
  const page = asBuffer(unpacked(input, plainBytes, codec));
  if (page.length !== plainBytes) throw otherLength(codec, page.length, plainBytes);
  return page;
}

function unsnapped(input: Uint8Array, plainBytes: number, ours: Snappy, take: TakeMemory): Buffer {
  const length = ours.lengthOf(input);
  if (length !== undefined && length !== plainBytes) throw otherLength("SNAPPY", length, plainBytes);
  const page = length === undefined ? undefined : take(plainBytes);
  if (page === undefined || !ours.unpack(input, page)) throw damaged("SNAPPY");
  return page;
}

function otherLength(codec: CodecName, length: number, plainBytes: number): Error {
  return new Error(`its ${codec} data has ${length} bytes where its header says ${plainBytes}`);
}

function damaged(codec: CodecName, why = "it is damaged", cause?: unknown): Error {
  return new Error(`its ${codec} data cannot be unpacked: ${why}`, { cause });
}

function unpacked(input: Uint8Array, plainBytes: number, codec: CodecName): Uint8Array {
  try {
    return CODECS[codec]?.(input, plainBytes) ?? new Uint8Array(0);
  } catch (error) {
    const isLonger = error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    const why = isLonger ? `it has more than the ${plainBytes} bytes that its header says` : "it is damaged";
    throw damaged(codec, why, error);
  }
}

/** Frames one after another unpack to their contents one after another (RFC 8878); the decoder stops after each. */
function unpackZstd(input: Uint8Array, plainBytes: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let left = plainBytes;
  for (let at = 0; at < input.length && left > 0;) {
    const options = { maxOutputLength: left, params: ZSTD_PARAMS, info: true };
    // With `info` comes the engine too, which its types do not say.
    const { buffer, engine } = zstdDecompressSync(input.subarray(at), options) as unknown as {
      readonly buffer: Buffer;
      readonly engine: { readonly bytesWritten: number };
    };
    parts.push(buffer);
    left -= buffer.length;
    at += engine.bytesWritten;
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}
