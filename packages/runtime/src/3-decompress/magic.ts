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
  /** Whether text can start so. */
  readonly isText?: true;
  /** Whether files are packed in it. */
  readonly isArchive?: true;
}

const OTHERS = [
  { name: "bzip2", like: "bzip2", magic: ["425a68"], isText: true, isArchive: true },
  { name: "xz", like: "xz", magic: ["fd377a585a00"], isArchive: true },
  { name: "zip", like: "zip", magic: ["504b0304"], isArchive: true },
  { name: "avro", like: "an Avro file", magic: ["4f626a01"] },
  { name: "orc", like: "an ORC file", magic: ["4f5243"], isText: true },
  { name: "utf-16", like: "UTF-16 text", magic: ["fffe", "feff"] },
] as const satisfies readonly OtherKind[];

export type Sniffed =
  | FileType
  | CompressionType
  | (typeof OTHERS)[number]["name"]
  | "zlib"
  | "text"
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
const MAGIC = KINDS.flatMap(({ name, magic }) => magic.map((hex) => ({ name, bytes: Buffer.from(hex, "hex") })));

/** What the first bytes say. Brotli and raw deflate have no magic bytes: they come out as "binary" or, rarely, as "text". */
export function sniff(head: Uint8Array): Sniffed {
  if (head.length === 0) return "empty";
  for (const { name, bytes } of MAGIC) {
    if (bytes.every((byte, i) => head[i] === byte)) return name;
  }
  if (isZstdSkippable(head)) return "zstd";
  if (isZlibHeader(head)) return "zlib";
  return isText(head) ? "text" : "binary";
}

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
      return "is plain text";
    case "binary":
      return "starts with bytes of no known format";
    case "empty":
      return "is empty";
    default:
      return `starts like ${KINDS.find(({ name }) => name === kind)?.like ?? kind}`;
  }
}

/** Whether a head cut off inside the magic bytes of a kind could go on as them. */
export function isStartOfMagic(kind: Sniffed, head: Uint8Array): boolean {
  return MAGIC.some(({ name, bytes }) => name === kind && head.every((byte, i) => bytes[i] === byte));
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
  return found === "text" || FORMATS.some(({ name, magic }) => name === found && magic !== undefined);
}

/** Whether no text starts so. */
export function isNoText(found: Sniffed): boolean {
  return KINDS.some(({ name, magic, isText }) => name === found && magic.length > 0 && isText !== true);
}
