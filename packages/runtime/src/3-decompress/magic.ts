// The first bytes of an object to what it most likely is, for `auto` and for messages that name a mismatch.

/** How many bytes {@link sniff} looks at. */
export const SNIFFED_BYTES = 512;

export type Sniffed =
  | "gzip"
  | "zstd"
  | "zlib"
  | "bzip2"
  | "xz"
  | "zip"
  | "parquet"
  | "avro"
  | "orc"
  | "utf-16"
  | "text"
  | "binary"
  | "empty";

const MAGIC: readonly (readonly [Sniffed, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
  ["parquet", [0x50, 0x41, 0x52, 0x31]],
  ["parquet", [0x50, 0x41, 0x52, 0x45]],
  ["avro", [0x4f, 0x62, 0x6a, 0x01]],
  ["orc", [0x4f, 0x52, 0x43]],
  ["utf-16", [0xff, 0xfe]],
  ["utf-16", [0xfe, 0xff]],
];

/** What the first bytes say. Brotli and raw deflate have no magic bytes: they come out as "binary" or, rarely, as "text". */
export function sniff(head: Uint8Array): Sniffed {
  if (head.length === 0) return "empty";
  for (const [kind, magic] of MAGIC) {
    if (magic.every((byte, i) => head[i] === byte)) return kind;
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
    case "gzip":
    case "zstd":
    case "bzip2":
    case "xz":
    case "zip":
      return `starts like ${kind}`;
    case "zlib":
      return "starts like deflate (zlib)";
    case "parquet":
      return "starts like a Parquet file";
    case "avro":
      return "starts like an Avro file";
    case "orc":
      return "starts like an ORC file";
    case "utf-16":
      return "starts like UTF-16 text";
    case "text":
      return "is plain text";
    case "binary":
      return "starts with bytes of no known format";
    case "empty":
      return "is empty";
    default:
      return kind satisfies never;
  }
}
