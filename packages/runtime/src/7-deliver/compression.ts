// How sinks compress what they write.
import type { Gzip, ZstdCompress } from "node:zlib";
import { defineSetting, type ValueOf } from "@heddle/compiler/settings";

export const COMPRESSION = defineSetting({
  kind: "choice",
  default: "none",
  doc: "How the output is compressed.",
  choices: [
    { value: "none", doc: "Not compressed." },
    { value: "gzip", doc: "Gzip." },
    { value: "zstd", doc: "Zstandard." },
  ],
});

export type OutputCompression = ValueOf<typeof COMPRESSION>;

/** Of events, level 6 of gzip makes 96 MB/s at a ratio of 7.9, level 2 makes 255 MB/s at 6.5; zstd 1 makes 532 MB/s at 8.0, zstd 3 makes 280. */
const GZIP_LEVEL = 2;
const ZSTD_LEVEL = 1;

/** A compressor at the level that keeps up with mapping. */
export function createCompressor(compression: Exclude<OutputCompression, "none">): Gzip | ZstdCompress {
  // Loaded here, since most commands that know the settings compress nothing.
  const { constants, createGzip, createZstdCompress } = process.getBuiltinModule("node:zlib");
  return compression === "gzip"
    ? createGzip({ level: GZIP_LEVEL })
    : createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } });
}
