// Small zstd frames one after another to their bytes: a decoder for each of them would cost far more than its content.
import type { ByteSource } from "../contracts/byte-source.ts";
import { zstdFrameEnd } from "./zstd-frames.ts";

/** Stored bytes of a frame that is small. */
const SMALL_FRAME_BYTES = 16 * 1024;
/** What it unpacks to at most. */
const MAX_OUTPUT_BYTES = 1024 * 1024;
/** Bytes that are handed on together. */
const PIECE_BYTES = 256 * 1024;

const OPTIONS = { maxOutputLength: MAX_OUTPUT_BYTES, chunkSize: 4096 };

/** Takes whole small frames from the source, up to the first frame that is not one; what is wrong with that is for others to say. */
export async function* smallZstdFrames(source: ByteSource): AsyncGenerator<Buffer> {
  const bytes = await source.next();
  if (bytes === undefined) return;
  let at = 0;
  let pieces: Buffer[] = [];
  let length = 0;
  for (;;) {
    const end = zstdFrameEnd(bytes, at, SMALL_FRAME_BYTES);
    const content = end === undefined ? undefined : contentOf(bytes.subarray(at, end));
    if (end === undefined || content === undefined) break;
    at = end;
    if (content.length > 0) pieces.push(content);
    length += content.length;
    if (length < PIECE_BYTES) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    length = 0;
  }
  source.unread(bytes.subarray(at));
  if (length > 0) yield Buffer.concat(pieces);
}

/** Undefined where it is damaged, or larger than it looks. */
function contentOf(frame: Buffer): Buffer | undefined {
  try {
    return process.getBuiltinModule("node:zlib").zstdDecompressSync(frame, OPTIONS);
  } catch {
    return undefined;
  }
}
