// The compression types of a converter: what the compiler and the editor know of each. How each is unpacked is in the runtime.

export interface CompressionDefinition<Name extends string = string> {
  /** What `compressionType` calls it. */
  readonly name: Name;
  /** One sentence. */
  readonly doc: string;
  /** Amplitude's own import does not know it. */
  readonly extension?: true;
  /** With which names of files end that are compressed so. */
  readonly suffixes: readonly string[];
  /** The first bytes of every file, in hex, where there are such. */
  readonly magic?: readonly string[];
}

/** In the order in which they are offered; the first is taken where a converter does not say. */
const EVERY_COMPRESSION = [
  { name: "none", doc: "Not compressed.", suffixes: [] },
  { name: "gzip", doc: "gzip, with one member or several.", suffixes: [".gz"], magic: ["1f8b"] },
  { name: "zstd", doc: "Zstandard.", extension: true, suffixes: [".zst"], magic: ["28b52ffd"] },
  { name: "brotli", doc: "Brotli.", extension: true, suffixes: [".br"] },
  { name: "deflate", doc: "zlib's deflate.", extension: true, suffixes: [] },
  { name: "auto", doc: "Detected by the first bytes of each file.", extension: true, suffixes: [] },
] as const satisfies readonly CompressionDefinition[];

export type CompressionType = (typeof EVERY_COMPRESSION)[number]["name"];
export const COMPRESSIONS: readonly CompressionDefinition<CompressionType>[] = EVERY_COMPRESSION;
export const COMPRESSION_NAMES: readonly CompressionType[] = EVERY_COMPRESSION.map(({ name }) => name);
export const DEFAULT_COMPRESSION: CompressionType = EVERY_COMPRESSION[0].name;
