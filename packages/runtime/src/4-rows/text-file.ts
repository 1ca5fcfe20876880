// From the stream of a text file to its bytes after the byte-order mark; refuses what is plainly another format.
import { type FailurePlace, StageFailure } from "../contracts/stage-failure.ts";
import { byteSource, type ByteSource } from "../contracts/byte-source.ts";
import { describe, isNoText, isPlain, sniff, SNIFFED_BYTES, type Sniffed } from "../3-decompress/magic.ts";

/** A UTF-8 byte-order mark. */
const MARK = [0xef, 0xbb, 0xbf];

export interface TextFile {
  /** The bytes after the byte-order mark, if there is one. */
  readonly source: ByteSource;
  /** The length of the mark: the offset of the first byte of `source` in the file. */
  readonly offset: number;
}

/** @throws StageFailure `rows/utf-16` or `rows/not-text` when the first bytes are those of another format. */
export async function openText(input: AsyncIterable<Uint8Array>, place: FailurePlace): Promise<TextFile> {
  const source = byteSource(input);
  try {
    const head = await source.peek(SNIFFED_BYTES);
    const found = sniff(head);
    if (isNoText(found)) throw notText(found, place);
    if (!MARK.every((byte, i) => head[i] === byte)) return { source, offset: 0 };
    const first = await source.next();
    if (first !== undefined) source.unread(first.subarray(MARK.length));
    return { source, offset: MARK.length };
  } catch (error) {
    await source.close();
    throw error;
  }
}

function notText(found: Sniffed, place: FailurePlace): StageFailure {
  return new StageFailure({
    code: found === "utf-16" ? "rows/utf-16" : "rows/not-text",
    place,
    message: `the file type says text, but the object ${describe(found)}`,
    hint:
      found === "utf-16"
        ? "store the file as UTF-8"
        : isPlain(found)
          ? `set "fileType" to "${found}"`
          : 'store it as text, plain or compressed with gzip or zstd; set "fileType" and "compressionType" to what it is',
  });
}
