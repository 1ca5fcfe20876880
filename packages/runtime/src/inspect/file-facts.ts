// From the first bytes of a file, and its name, to its format, its compression, and what is wrong with it as a whole.
import type { CompressionType, FileType } from "@heddle/compiler";
import { DEFAULT_FORMAT, FILE_TYPES, formatOfName } from "@heddle/compiler/language";
import { compressionOf } from "../3-decompress/compressions.ts";
import { decompress } from "../3-decompress/decompress.ts";
import { sniff, SNIFFED_BYTES } from "../3-decompress/magic.ts";
import { commonDelimiter } from "../4-rows/csv/delimiters.ts";
import { type FileShape, fileShape } from "../4-rows/json/file-shape.ts";
import type { InputFile, OpenedInput } from "../inputs/input-file.ts";
import { type CsvDialect, csvDialect } from "./csv-dialect.ts";

export interface FileFacts {
  readonly name: string;
  /** Bytes as stored; undefined for standard input. */
  readonly size: number | undefined;
  readonly fileType: FileType;
  readonly compressionType: CompressionType;
  readonly csv?: CsvDialect;
  /** What a file of JSON is instead of one value a line. */
  readonly shape?: FileShape;
}

/** So much of a file decides. */
const HEAD_BYTES = 256 * 1024;

export async function fileFacts(
  { name, key, size }: Pick<InputFile, "name" | "key" | "size">,
  opened: Pick<OpenedInput, "head">,
): Promise<FileFacts> {
  const stored = await opened.head(HEAD_BYTES);
  const compressionType: CompressionType = compressionOf(sniff(stored.subarray(0, SNIFFED_BYTES)), key) ?? "none";
  const { head, isWhole } = await plainHead(stored, compressionType, key);
  const facts = { name, size, compressionType };
  const shown = sniff(head.subarray(0, SNIFFED_BYTES));
  const byMagic = FILE_TYPES.find((type) => type === shown);
  if (byMagic !== undefined) return { ...facts, fileType: byMagic };
  const fileType = textFormat(head, key, isWhole);
  if (fileType === "csv") return { ...facts, fileType, csv: await csvDialect(isWhole ? head : wholeLines(head)) };
  const shape = fileType === "json" ? fileShape(head, isWhole) : undefined;
  return { ...facts, fileType, ...(shape === undefined || shape === "unknown" ? {} : { shape }) };
}

/** The start of the plain bytes; what is cut off or broken in it is for whoever reads the file. */
async function plainHead(
  stored: Uint8Array,
  type: CompressionType,
  key: string,
): Promise<{ readonly head: Buffer; readonly isWhole: boolean }> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let isWhole = stored.length < HEAD_BYTES;
  try {
    const bytes = (async function* () {
      yield stored;
    })();
    for await (const piece of decompress(bytes, type, { maxBytes: Infinity, place: { key } })) {
      pieces.push(piece);
      length += piece.length;
      if (length < HEAD_BYTES) continue;
      isWhole = type === "none" && isWhole;
      break;
    }
  } catch {
    isWhole = false;
  }
  return { head: Buffer.concat(pieces), isWhole };
}

function wholeLines(head: Buffer): Buffer {
  const end = Math.max(head.lastIndexOf("\n"), head.lastIndexOf("\r"));
  return end < 0 ? head : head.subarray(0, end + 1);
}

/** Text that begins as JSON does is JSON, whatever it is called; other text is what its name says, or what its lines look like. */
function textFormat(head: Buffer, key: string, isWhole: boolean): FileType {
  const text = (isWhole ? head : wholeLines(head)).toString().replace(/^\uFEFF/, "");
  if (/^\s*[{[]/.test(text)) return "json";
  const named = formatOfName(key);
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== "");
  const looksCut = commonDelimiter(lines.slice(0, 5)) !== undefined;
  if (named === "csv" || /\.(?:tsv|txt|tab|psv)(?:\.\w+)?$/i.test(key)) return "csv";
  return looksCut ? "csv" : (named ?? DEFAULT_FORMAT.name);
}
