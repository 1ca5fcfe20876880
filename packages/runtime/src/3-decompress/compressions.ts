// The runtime half of the compression types: which codec unpacks an object that a converter declares so.
import type { CompressionType } from "@heddle/compiler";
import { COMPRESSIONS } from "@heddle/compiler/language";
import type { Codec } from "./inflate.ts";
import { compressionIn, isStartOfMagic, type Sniffed } from "./magic.ts";

/** The types that name one compression. */
export type PackedType = Exclude<CompressionType, "none" | "auto">;

/** The failure of an object that is not what it is declared as. */
export type Mismatch = `rows/not-${PackedType | "plain"}`;

interface Compression {
  /** The failure of an object that is something else. */
  readonly mismatch: Mismatch;
  /** The codec for an object that starts so; undefined: it is something else. */
  codecFor(found: Sniffed, head: Uint8Array): Codec | undefined;
}

export const PACKED: Readonly<Record<PackedType, Compression>> = {
  gzip: { mismatch: "rows/not-gzip", codecFor: (found, head) => byMagic("gzip", found, head) },
  zstd: { mismatch: "rows/not-zstd", codecFor: (found, head) => byMagic("zstd", found, head) },
  brotli: {
    mismatch: "rows/not-brotli",
    codecFor: (found, head) => (isLongText(found, head) || !HEADLESS.includes(found) ? undefined : "brotli"),
  },
  deflate: {
    mismatch: "rows/not-deflate",
    codecFor(found, head) {
      if (found === "zlib") return "deflate";
      return isLongText(found, head) || !HEADLESS.includes(found) ? undefined : "deflate-raw";
    },
  },
};

/** What data without magic bytes can look like by chance. */
const HEADLESS: readonly Sniffed[] = ["binary", "text", "mixed", "zlib", "utf-16", "compress", "jpeg"];

/** A head that is cut off inside the magic bytes is a truncated file, not a foreign one. */
function byMagic<Name extends PackedType & Codec>(name: Name, found: Sniffed, head: Uint8Array): Name | undefined {
  return found === name || isStartOfMagic(name, head) ? name : undefined;
}

/** Brotli and raw deflate have no magic bytes, but do not come out as text for long. */
function isLongText(found: Sniffed, head: Uint8Array): boolean {
  return found === "text" && head.length >= 16;
}

/** The type that the bytes show, or, for a compression without magic bytes, the name of the object. */
export function compressionOf(found: Sniffed, name: string): PackedType | undefined {
  if (found === "zlib") return "deflate";
  const shown = compressionIn(found);
  if (shown !== undefined) return shown;
  if (found !== "binary" && found !== "mixed") return undefined;
  const lower = name.toLowerCase();
  const named = COMPRESSIONS.find(
    ({ magic, suffixes }) => magic === undefined && suffixes.some((suffix) => lower.endsWith(suffix)),
  );
  return named === undefined || !isPacked(named.name) ? undefined : named.name;
}

export function isPacked(type: CompressionType): type is PackedType {
  return type !== "none" && type !== "auto";
}
