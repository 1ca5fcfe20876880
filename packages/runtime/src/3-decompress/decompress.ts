// Stored bytes and the declared compression to plain bytes, every member of it, with what is wrong named and the size capped.
import type { CompressionType } from "@heddle/compiler";
import { COMPRESSION_NAMES } from "@heddle/compiler/language";
import { type FailurePlace, StageFailure } from "../contracts/stage-failure.ts";
import { byteSource, type ByteSource } from "../contracts/byte-source.ts";
import { compressionOf, type Mismatch, PACKED } from "./compressions.ts";
import { type Codec, inflateMember, type InflateOptions } from "./inflate.ts";
import { smallZstdFrames } from "./small-frames.ts";
import { MAX_WINDOW_LOG, ZSTD_HEADER_BYTES, zstdNeeds } from "./zstd-frames.ts";
import { archiveIn, compressionIn, describe, isPlain, sniff, SNIFFED_BYTES, type Sniffed } from "./magic.ts";

export interface DecompressOptions extends InflateOptions {
  /** The most bytes that may come out. */
  readonly maxBytes: number;
  readonly place: FailurePlace;
  readonly signal?: AbortSignal;
}

/**
 * The plain bytes of an object. `gzip` and `zstd` may hold any number of members (frames) one after another, with zeros
 * between or behind those of gzip; `deflate` is zlib's or raw, told apart by its first bytes; `auto` goes by magic bytes,
 * and by a key that ends in `.br` for brotli, which has none (D). An object of no bytes has no rows, whatever the setting (D).
 * @throws StageFailure of scope "object": `rows/not-gzip` and the like, `rows/truncated`, `rows/corrupt`,
 * `rows/trailing-bytes`, `rows/too-large`,
 * `rows/zstd-unsupported`.
 */
export async function* decompress(
  input: AsyncIterable<Uint8Array>,
  setting: CompressionType,
  options: DecompressOptions,
): AsyncGenerator<Uint8Array> {
  const source = byteSource(input);
  let size = 0;
  try {
    for await (const piece of plainBytes(source, setting, options)) {
      options.signal?.throwIfAborted();
      size += piece.length;
      if (size > options.maxBytes) throw tooLarge(options);
      yield piece;
    }
  } finally {
    await source.close();
  }
}

async function* plainBytes(
  source: ByteSource,
  setting: CompressionType,
  options: DecompressOptions,
): AsyncGenerator<Buffer> {
  const head = await source.peek(SNIFFED_BYTES);
  const found = sniff(head);
  if (found === "empty") return;
  const codec = codecFor(setting, found, head, options);
  if (codec !== undefined) yield* members(source, codec, options);
  else {
    for (let bytes = await source.next(); bytes !== undefined; bytes = await source.next()) yield bytes;
  }
}

/** Whether an object is stored as its plain bytes. `head`: its first {@link SNIFFED_BYTES}. @throws StageFailure as {@link decompress} */
export function isStoredPlain(head: Buffer, setting: CompressionType, options: DecompressOptions): boolean {
  const found = sniff(head);
  return found !== "empty" && codecFor(setting, found, head, options) === undefined;
}

async function* members(source: ByteSource, codec: Codec, options: DecompressOptions): AsyncGenerator<Buffer> {
  for (;;) {
    const start = source.position();
    if (codec === "zstd") yield* smallZstdFrames(source);
    if (source.position() === start) {
      if (codec === "zstd") checkZstdFrame(await source.peek(ZSTD_HEADER_BYTES), options);
      try {
        yield* inflateMember(source, codec, options);
      } catch (error) {
        throw decodeFailure(error, source, codec, options);
      }
    }
    if (codec === "gzip") await skipZeros(source);
    const head = await source.peek(4);
    if (head.length === 0) return;
    // A decoder that took nothing would come back to the same bytes for ever.
    if (!startsMember(codec, sniff(head)) || source.position() === start)
      throw trailingBytes(source, codec, head, options);
  }
}

function startsMember(codec: Codec, found: Sniffed): boolean {
  return (codec === "gzip" || codec === "zstd") && found === codec;
}

async function skipZeros(source: ByteSource): Promise<void> {
  for (let bytes = await source.next(); bytes !== undefined; bytes = await source.next()) {
    const rest = bytes.findIndex((byte) => byte !== 0);
    if (rest < 0) continue;
    source.unread(bytes.subarray(rest));
    return;
  }
}

/** The codec to read with; undefined: the bytes are plain already. */
function codecFor(
  setting: CompressionType,
  found: Sniffed,
  head: Buffer,
  options: DecompressOptions,
): Codec | undefined {
  const type = setting === "auto" ? compressionOf(found, options.place.key ?? options.place.file ?? "") : setting;
  if (type === undefined || type === "none") {
    const foreign = type === "none" ? (compressionIn(found) ?? archiveIn(found)) : archiveIn(found);
    if (foreign !== undefined) throw mismatch("rows/not-plain", setting, found, options);
    return undefined;
  }
  const { mismatch: code, codecFor: codecOf } = PACKED[type];
  const codec = codecOf(found, head);
  if (codec === undefined) throw mismatch(code, setting, found, options);
  return codec;
}

function mismatch(code: Mismatch, setting: CompressionType, found: Sniffed, options: DecompressOptions): StageFailure {
  const right = found === "zlib" ? "deflate" : (compressionIn(found) ?? (isPlain(found) ? "none" : undefined));
  return new StageFailure({
    code,
    place: options.place,
    message: `the compression is declared as "${setting}", but the object ${describe(found)}`,
    hint:
      right === undefined
        ? `store it as ${setting === "auto" ? "gzip, zstd or plain text" : `"${setting}"`}, or set "compressionType" to what it is, if it is one of ${CERTAIN.join(", ")}`
        : `set "compressionType" to "${right}", or to "auto" where files differ`,
  });
}

const CERTAIN = COMPRESSION_NAMES.filter((name) => name !== "auto");

function decodeFailure(error: unknown, source: ByteSource, codec: Codec, options: DecompressOptions): unknown {
  if (error instanceof StageFailure) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!/^(?:Z_|ZSTD_|ERR_BROTLI|ERR__ERROR|ERR_)/.test(code)) return error;
  const name = codec === "deflate-raw" ? "deflate" : codec;
  const at = source.position();
  if (code === "Z_BUF_ERROR") {
    return new StageFailure({
      code: "rows/truncated",
      place: options.place,
      cause: error,
      message: `the ${name} data ends early: the object stops at byte ${at}, in the middle of compressed data`,
      hint: "upload the object again, whole",
    });
  }
  if (code === "ZSTD_error_frameParameter_windowTooLarge") return windowTooLarge(undefined, options);
  // The header of the first member was looked at before: this one is of what follows a whole member.
  if (codec === "gzip" && error instanceof Error && BAD_GZIP_HEADER.test(error.message))
    return trailing("gzip", `somewhere before byte ${at}`, options);
  return new StageFailure({
    code: codec === "brotli" || codec === "deflate-raw" ? PACKED[name].mismatch : "rows/corrupt",
    place: options.place,
    cause: error,
    message: `the object is not valid ${name} data, somewhere before byte ${at}: ${error instanceof Error ? error.message : String(error)}`,
    hint: `upload the object again; if it was never ${name}, set "compressionType" to what it is`,
  });
}

const BAD_GZIP_HEADER = /^(?:incorrect header check|unknown compression method|unknown header flags set)$/;

function trailingBytes(source: ByteSource, codec: Codec, head: Buffer, options: DecompressOptions): StageFailure {
  const name = codec === "deflate-raw" ? "deflate" : codec;
  return trailing(name, `at byte ${source.position()} (0x${head.toString("hex")})`, options);
}

function trailing(name: string, where: string, { place }: DecompressOptions): StageFailure {
  return new StageFailure({
    code: "rows/trailing-bytes",
    place,
    message: `bytes that do not belong to the ${name} data follow its end, ${where}`,
    hint: "upload the object again; what follows may be the rest of a file that was cut or joined wrongly",
  });
}

/** @throws StageFailure `rows/zstd-unsupported` where the frame needs more memory than is allowed, or a dictionary */
function checkZstdFrame(head: Buffer, options: DecompressOptions): void {
  const needs = zstdNeeds(head);
  if (needs === undefined) return;
  if (needs.dictionary)
    throw new StageFailure({
      code: "rows/zstd-unsupported",
      place: options.place,
      message: "the zstd data needs the dictionary that it was compressed with",
      hint: "compress it without a dictionary",
    });
  if (needs.windowBytes > 2 ** MAX_WINDOW_LOG) throw windowTooLarge(needs.windowBytes, options);
}

/** `bytes`: of the window, where its header says it. */
function windowTooLarge(bytes: number | undefined, { place }: DecompressOptions): StageFailure {
  const log = bytes === undefined ? undefined : Math.ceil(Math.log2(bytes));
  const size = log === undefined ? "over the limit" : `of ${2 ** (log - 20)} MB (zstd --long=${log})`;
  return new StageFailure({
    code: "rows/zstd-unsupported",
    place,
    message: `the zstd data needs a window ${size}; the limit is ${2 ** (MAX_WINDOW_LOG - 20)} MB`,
    hint: `compress it with zstd --long=${MAX_WINDOW_LOG} or less`,
  });
}

function tooLarge(options: DecompressOptions): StageFailure {
  return new StageFailure({
    code: "rows/too-large",
    place: options.place,
    message: `the object has more than ${options.maxBytes} bytes once decompressed, which is all that is allowed`,
    hint: "split it, or raise the limit on decompressed bytes",
  });
}
