// Stored bytes and the declared compression to plain bytes, every member of it, with what is wrong named and the size capped.
import type { CompressionType } from "@heddle/compiler";
import { type FailurePlace, StageFailure } from "../contracts/stage-failure.ts";
import { byteSource, type ByteSource } from "../contracts/byte-source.ts";
import { type Codec, inflateMember } from "./inflate.ts";
import { describe, sniff, SNIFFED_BYTES, type Sniffed } from "./magic.ts";

export interface DecompressOptions {
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
 * `rows/trailing-bytes`, `rows/too-large`.
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

async function* members(source: ByteSource, codec: Codec, options: DecompressOptions): AsyncGenerator<Buffer> {
  for (;;) {
    const start = source.position();
    try {
      yield* inflateMember(source, codec);
    } catch (error) {
      throw decodeFailure(error, source, codec, options);
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
  // Brotli and raw deflate have no magic bytes, but do not come out as text for long.
  const isLongText = found === "text" && head.length >= 16;
  switch (setting) {
    case "none":
      if (found === "gzip" || found === "zstd" || found === "bzip2" || found === "xz" || found === "zip")
        throw mismatch("plain", setting, found, options);
      return undefined;
    case "gzip":
    case "zstd":
      // A head cut off inside the magic bytes is a truncated file, not a foreign one.
      if (found !== setting && !isStartOfMagic(setting, head)) throw mismatch(setting, setting, found, options);
      return setting;
    case "brotli":
      if (isLongText || (found !== "binary" && found !== "text" && found !== "zlib" && found !== "utf-16"))
        throw mismatch(setting, setting, found, options);
      return setting;
    case "deflate":
      if (found === "zlib") return "deflate";
      if (isLongText || (found !== "binary" && found !== "text")) throw mismatch(setting, setting, found, options);
      return "deflate-raw";
    case "auto":
      if (found === "gzip" || found === "zstd") return found;
      if (found === "zlib") return "deflate";
      if (found === "bzip2" || found === "xz" || found === "zip") throw mismatch("plain", setting, found, options);
      return found === "binary" && /\.br$/i.test(options.place.key ?? options.place.file ?? "") ? "brotli" : undefined;
    default:
      return setting satisfies never;
  }
}

function isStartOfMagic(codec: "gzip" | "zstd", head: Buffer): boolean {
  const magic = codec === "gzip" ? "1f8b" : "28b52ffd";
  return magic.startsWith(head.toString("hex"));
}

/** The failure of an object that is not what was expected. */
const NOT_AS_EXPECTED = {
  plain: "rows/not-plain",
  gzip: "rows/not-gzip",
  zstd: "rows/not-zstd",
  brotli: "rows/not-brotli",
  deflate: "rows/not-deflate",
} as const;

function mismatch(
  expected: keyof typeof NOT_AS_EXPECTED,
  setting: CompressionType,
  found: Sniffed,
  options: DecompressOptions,
): StageFailure {
  const right =
    found === "gzip" || found === "zstd"
      ? found
      : found === "zlib"
        ? "deflate"
        : found === "text" || found === "parquet"
          ? "none"
          : undefined;
  return new StageFailure({
    code: NOT_AS_EXPECTED[expected],
    place: options.place,
    message: `the compression is declared as "${setting}", but the object ${describe(found)}`,
    hint:
      right === undefined
        ? `store it as ${setting === "auto" ? "gzip, zstd or plain text" : `"${setting}"`}, or set "compressionType" to what it is, if it is one of none, gzip, zstd, brotli, deflate`
        : `set "compressionType" to "${right}", or to "auto" where files differ`,
  });
}

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
  return new StageFailure({
    code: codec === "brotli" || codec === "deflate-raw" ? NOT_AS_EXPECTED[name] : "rows/corrupt",
    place: options.place,
    cause: error,
    message: `the object is not valid ${name} data, somewhere before byte ${at}: ${error instanceof Error ? error.message : String(error)}`,
    hint: `upload the object again; if it was never ${name}, set "compressionType" to what it is`,
  });
}

function trailingBytes(source: ByteSource, codec: Codec, head: Buffer, options: DecompressOptions): StageFailure {
  return new StageFailure({
    code: "rows/trailing-bytes",
    place: options.place,
    message: `after the end of the ${codec === "deflate-raw" ? "deflate" : codec} data, at byte ${source.position()}, follow bytes that do not belong to it (0x${head.toString("hex")})`,
    hint: "upload the object again; what follows may be the rest of a file that was cut or joined wrongly",
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
