// Chunks of a stream to one growing run of bytes: what of it is done is dropped, the rest waits for more.
import { asBuffer } from "../contracts/byte-source.ts";

export interface StreamBuffer {
  /** All bytes that are held. Memory handed out earlier is never written to again. */
  bytes(): Buffer;
  append(chunk: Uint8Array): void;
  /** Takes other memory that begins with the held bytes, and is not written to again. */
  replace(bytes: Uint8Array): void;
  /** Forgets the first `count` bytes. */
  drop(count: number): void;
  /** The offset of the first held byte in the stream. */
  offset(): number;
}

/** Memory behind other memory of its own, which what is held is copied to. */
const ROOMY = new WeakSet<ArrayBufferLike>();

/** Memory for chunks, each of which may be written to in front of it, by so many bytes. */
export function memoryWithHeadroom(headroom: number, bytes: number): Buffer {
  const memory = Buffer.allocUnsafeSlow(headroom + bytes);
  ROOMY.add(memory.buffer);
  return memory.subarray(headroom);
}

/**
 * @param offset of the first byte in the file
 * @param hasHeadroom whether chunks in shared memory, or of {@link memoryWithHeadroom}, may be written to in front of them, which spares a copy of each
 */
export function streamBuffer(offset = 0, hasHeadroom = false): StreamBuffer {
  let memory: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  let start = 0;
  let end = 0;
  let first = offset;
  /** Whether `memory` from `end` on was allocated here and seen by nobody. */
  let hasSlack = false;
  const replace = (bytes: Uint8Array): void => {
    memory = asBuffer(bytes);
    start = 0;
    end = bytes.length;
    hasSlack = false;
  };
  return {
    bytes: () => memory.subarray(start, end),
    replace,
    append(chunk) {
      if (start === end) {
        replace(chunk);
        return;
      }
      const held = end - start;
      const isRoomy = chunk.buffer instanceof SharedArrayBuffer || ROOMY.has(chunk.buffer);
      if (hasHeadroom && isRoomy && held <= chunk.byteOffset) {
        const rest = memory.subarray(start, end);
        memory = Buffer.from(chunk.buffer, chunk.byteOffset - held, held + chunk.length);
        memory.set(rest);
        start = 0;
        end = memory.length;
        hasSlack = false;
        return;
      }
      if (!hasSlack || end + chunk.length > memory.length) {
        // Long rows in small chunks: doubling keeps the copying linear. Short rests before large chunks: no slack wasted.
        const room = Buffer.allocUnsafeSlow(held > chunk.length ? 2 * (held + chunk.length) : held + chunk.length);
        memory.copy(room, 0, start, end);
        memory = room;
        start = 0;
        end = held;
        hasSlack = true;
      }
      memory.set(chunk, end);
      end += chunk.length;
    },
    drop(count) {
      start += count;
      first += count;
    },
    offset: () => first,
  };
}
