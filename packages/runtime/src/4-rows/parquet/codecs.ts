// A compressed page to its bytes, for every codec that Parquet files are written with.
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { Compressors } from "hyparquet";
import { compressors, decompressLz4, decompressLz4Raw } from "hyparquet-compressors";

type Decompress = (input: Uint8Array, outputLength: number) => Uint8Array;

/** An empty page may be stored as no bytes at all, which no decoder takes. */
function unlessEmpty(decompress: Decompress): Decompress {
  return (input, outputLength) => (outputLength === 0 ? new Uint8Array(0) : decompress(input, outputLength));
}

/** In WebAssembly; without it hyparquet reads Snappy in plain JavaScript, at half the speed. */
const { SNAPPY } = compressors;

/** LZO is missing: nothing on Node reads it, and writers gave it up long ago. */
export const CODECS: Compressors = {
  ...(SNAPPY === undefined ? {} : { SNAPPY: unlessEmpty(SNAPPY) }),
  GZIP: unlessEmpty((input, outputLength) => gunzipSync(input, { maxOutputLength: outputLength })),
  ZSTD: unlessEmpty((input, outputLength) => zstdDecompressSync(input, { maxOutputLength: outputLength })),
  BROTLI: unlessEmpty((input, outputLength) => brotliDecompressSync(input, { maxOutputLength: outputLength })),
  LZ4: unlessEmpty(decompressLz4),
  LZ4_RAW: unlessEmpty(decompressLz4Raw),
};
