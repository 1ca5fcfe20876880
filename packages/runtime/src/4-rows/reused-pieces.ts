// From an object that is stored as its plain bytes to these, in memory that is read into again.
import { type DecompressOptions, isStoredPlain } from "../3-decompress/decompress.ts";
import { SNIFFED_BYTES } from "../3-decompress/magic.ts";
import type { CompressionType } from "@heddle/compiler";
import { asBuffer } from "../contracts/byte-source.ts";
import type { ObjectBytes } from "../contracts/opened-object.ts";
import { HEADROOM } from "./blocks.ts";
import { memoryWithHeadroom } from "./stream-buffer.ts";

/** Smaller ones cost more for each batch; with larger ones the caches of a core hold less of them. */
const PIECE_BYTES = 960 * 1024;

/**
 * The bytes of an object in pieces, of which the next one is read while one is in use. The memory of a piece is read into again two pieces
 * later, when all before that must be done with. Undefined for an object that is compressed, or cannot be read so.
 */
export async function reusedPieces(
  object: ObjectBytes,
  compression: CompressionType,
  options: DecompressOptions,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const { readInto, size } = object;
  if (readInto === undefined || size > options.maxBytes) return undefined;
  const head = await object.read(0, Math.min(SNIFFED_BYTES, size), options.signal);
  if (!isStoredPlain(asBuffer(head), compression, options)) return undefined;
  return piecesOf(readInto, options.signal);
}

async function* piecesOf(readInto: ReadInto, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  const memory: Buffer[] = [];
  const read = (i: number): Promise<Buffer> => {
    const piece = filled((memory[i % 3] ??= memoryWithHeadroom(HEADROOM, PIECE_BYTES)), i * PIECE_BYTES, readInto);
    // Who stops early does not wait for it.
    piece.catch(() => undefined);
    return piece;
  };
  let next = read(0);
  for (let i = 1; ; i += 1) {
    const piece = await next;
    signal?.throwIfAborted();
    const isLast = piece.length < PIECE_BYTES;
    if (!isLast) next = read(i);
    if (piece.length > 0) yield piece;
    if (isLast) return;
  }
}

type ReadInto = NonNullable<ObjectBytes["readInto"]>;

/** Reads from `start` on until the memory is full or the object ends. */
async function filled(memory: Buffer, start: number, readInto: ReadInto): Promise<Buffer> {
  let length = 0;
  while (length < memory.length) {
    const read = await readInto(memory.subarray(length), start + length);
    if (read === 0) break;
    length += read;
  }
  return memory.subarray(0, length);
}
