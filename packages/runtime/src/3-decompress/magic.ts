// The first bytes of an object to what it most likely is, for `auto` and for messages that name a mismatch.
import type { CompressionType, FileType } from "@heddle/compiler";
import { COMPRESSIONS, FORMATS } from "@heddle/compiler/language";

/** How many bytes {@link sniff} looks at. */
export const SNIFFED_BYTES = 512;

/** Kinds of files that are read neither as a format nor as a compression, but are named in messages. */
interface OtherKind {
  readonly name: string;
  /** To follow "starts like". */
  readonly like: string;
  readonly magic: readonly string[];
  /** Whether files are packed in it, so that a compression was meant. */
  readonly isArchive?: true;
}

const OTHERS = [
  { name: "bzip2", like: "bzip2", magic: ["425a68"], isArchive: true },
  { name: "xz", like: "xz", magic: ["fd377a585a00"], isArchive: true },
  { name: "zip", like: "zip", magic: ["504b0304", "504b0506"], isArchive: true },
  { name: "avro", like: "an Avro file", magic: ["4f626a01"] },
  { name: "orc", like: "an ORC file", magic: ["4f5243"] },
  { name: "utf-16", like: "UTF-16 text", magic: ["fffe", "feff"] },
  { name: "lz4", like: "LZ4", magic: ["04224d18", "02214c18"] },
  { name: "snappy", like: "Snappy in frames", magic: ["ff060000734e61507059"] },
  { name: "lzop", like: "lzop", magic: ["894c5a4f000d0a1a0a"] },
  { name: "compress", like: "compress (.Z)", magic: ["1f9d"] },
  { name: "7z", like: "7-Zip", magic: ["377abcaf271c"] },
  { name: "arrow", like: "an Arrow file", magic: ["4152524f57310000"] },
  { name: "sequence", like: "a Hadoop sequence file", magic: ["53455104", "53455105", "53455106"] },
  { name: "rcfile", like: "an RCFile", magic: ["52434601"] },
  { name: "sqlite", like: "an SQLite database", magic: ["53514c69746520666f726d6174203300"] },
  { name: "office", like: "an old Office document", magic: ["d0cf11e0a1b11ae1"] },
  { name: "hdf5", like: "an HDF5 file", magic: ["894844460d0a1a0a"] },
  { name: "numpy", like: "a NumPy array", magic: ["934e554d5059"] },
  { name: "pickle", like: "a Python pickle", magic: ["800395", "800495", "800595"] },
  { name: "java", like: "serialised Java objects", magic: ["aced0005"] },
  { name: "pdf", like: "a PDF document", magic: ["255044462d"] },
  { name: "png", like: "a PNG image", magic: ["89504e470d0a1a0a"] },
  { name: "jpeg", like: "a JPEG image", magic: ["ffd8ff"] },
  { name: "gif", like: "a GIF image", magic: ["474946383761", "474946383961"] },
] as const satisfies readonly OtherKind[];

export type Sniffed =
  | FileType
  | CompressionType
  | (typeof OTHERS)[number]["name"]
  | "zlib"
  | "text"
  /** Text with odd bytes in it: of another encoding, or control characters. */
  | "mixed"
  | "binary"
  | "empty";

/** What is known by its first bytes; the first that matches counts. */
const KINDS: readonly (Omit<OtherKind, "name"> & { readonly name: Sniffed })[] = [
  ...COMPRESSIONS.map(({ name, magic = [] }) => ({ name, like: name, magic })),
  ...FORMATS.map(({ name, title, magic = [] }) => ({
    name,
    like: `${/^[AEIOU]/.test(title) ? "an" : "a"} ${title} file`,
    magic,
  })),
  ...OTHERS,
];
const MAGIC = KINDS.flatMap(({ name, magic }) => magic.map((hex) => ({ name, hex })));

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/**
 * What the first bytes say. Magic bytes that are letters count only where no text follows, and those of a compression only with a
 * header that it can have. Brotli and raw deflate have no magic bytes: they come out as "binary" or, rarely, as "text".
 */
export function sniff(head: Uint8Array): Sniffed {
  if (head.length === 0) return "empty";
  if (isText(head)) return "text";
  const start = hexOf(head);
  for (const { name, hex } of MAGIC) if (start.startsWith(hex) && isPossible(name, head)) return name;
  if (isZstdSkippable(head)) return "zstd";
  if (isZlibHeader(head)) return "zlib";
  if (isUtf16(head)) return "utf-16";
  return isBinary(head) ? "binary" : "mixed";
}

/** Whether the bytes after the magic ones are such as the format has, as far as they are here. */
function isPossible(kind: Sniffed, head: Uint8Array): boolean {
  const [, , third = 8, fourth = 0, fifth = 0] = head;
  switch (kind) {
    case "gzip":
      // Deflate is the one method; three flags are reserved (RFC 1952).
      return third === 8 && (fourth & 0xe0) === 0;
    case "zstd":
      // A reserved bit of the frame's descriptor (RFC 8878).
      return (fifth & 0x08) === 0;
    case "bzip2":
      return /^BZh[1-9](?:1AY&SY|\u0017rE8P\u0090)/.test(Buffer.from(head.subarray(0, 10)).toString("latin1"));
    default:
      return true;
  }
}

/** Two bytes a character, most of them of Latin letters, so that zeros lie between; or text of two bytes and none in UTF-8. */
function isUtf16(head: Uint8Array): boolean {
  const even = head.subarray(0, head.length - (head.length % 2));
  const zeros = [0, 0];
  for (const [i, byte] of even.entries()) if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [first = 0, second = 0] = zeros;
  if (even.length < 4 || first + second === 0 || (first > 0 && second > 0)) return false;
  const isMostlyLatin = (first + second) * 3 >= even.length / 2;
  if (!isMostlyLatin && !endsEarly(head)) return false;
  const text = Buffer.from(even);
  if (first > 0) text.swap16();
  const decoded = text.toString("utf16le");
  return decoded.slice(0, -1).isWellFormed() && !/[\u0000-\u0008\u000e-\u001f\ufffe\uffff]/.test(decoded);
}

/** Text has few control characters and few kinds of them, whatever its encoding; other data have many of both. */
function isBinary(head: Uint8Array): boolean {
  const controls = head.filter((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  const kinds = new Set(controls).size;
  const zeros = controls.filter((byte) => byte === 0).length;
  return zeros * 4 >= head.length || kinds >= MANY_CONTROLS || (kinds >= 2 && endsEarly(head));
}

const MANY_CONTROLS = 6;

/** A zlib header (RFC 1950): method 8, a window that exists, and a check value. Text can pass for one (`x\x9c` cannot, `h\x05` can). */
function isZlibHeader(head: Uint8Array): boolean {
  const [first = 0, second = 0] = head;
  return (
    head.length >= 2 && (first & 0x0f) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0 && !isText(head)
  );
}

/** A skippable frame of zstd (RFC 8878): 0x184D2A50 to 0x184D2A5F, little-endian. */
function isZstdSkippable(head: Uint8Array): boolean {
  const [first = 0, second, third, fourth] = head;
  return first >> 4 === 5 && second === 0x2a && third === 0x4d && fourth === 0x18;
}

function isText(head: Uint8Array): boolean {
  return head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d) && !endsEarly(head);
}

/** Whether the bytes cannot be UTF-8; a character cut off at the end is fine. */
function endsEarly(head: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return false;
  } catch {
    return true;
  }
}

/** How a message names it: "starts like …". */
export function describe(kind: Sniffed): string {
  switch (kind) {
    case "zlib":
      return "starts like deflate (zlib)";
    case "text":
    case "mixed":
      return "is plain text";
    case "binary":
      return "is binary data of no known format";
    case "empty":
      return "is empty";
    default:
      return `starts like ${KINDS.find(({ name }) => name === kind)?.like ?? kind}`;
  }
}

/** Whether a head cut off inside the magic bytes of a kind could go on as them. */
export function isStartOfMagic(kind: Sniffed, head: Uint8Array): boolean {
  return MAGIC.some(({ name, hex }) => name === kind && hex.startsWith(hexOf(head)));
}

/** The compression type that these bytes show, of those with magic bytes. */
export function compressionIn(found: Sniffed): Exclude<CompressionType, "none" | "auto"> | undefined {
  const shown = COMPRESSIONS.find(({ name, magic }) => name === found && magic !== undefined)?.name;
  return shown === "none" || shown === "auto" ? undefined : shown;
}

/** The kind of a packed file that nothing here unpacks. */
export function archiveIn(found: Sniffed): Sniffed | undefined {
  return KINDS.find(({ name, isArchive }) => name === found && isArchive === true)?.name;
}

/** Whether the bytes are those of a file that is not compressed as a whole: text, or a format with magic bytes. */
export function isPlain(found: Sniffed): boolean {
  return (
    found === "text" || found === "mixed" || FORMATS.some(({ name, magic }) => name === found && magic !== undefined)
  );
}

/** Whether no text starts so. */
export function isNoText(found: Sniffed): boolean {
  return found === "binary" || found === "zlib" || KINDS.some(({ name, magic }) => name === found && magic.length > 0);
}
