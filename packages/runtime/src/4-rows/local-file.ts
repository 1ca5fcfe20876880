// The path of a local file to its bytes, as a stream and by ranges.
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { Ranges } from "./row-format.ts";

export interface LocalFile extends AsyncDisposable {
  readonly size: number;
  /** The bytes as stored, from the first to the last. Each call reads the file anew. */
  stream(): AsyncIterable<Uint8Array>;
  /** The bytes from `start` up to but not including `end`; fewer where the file ends. */
  read(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** Reads from `start` on into memory of the caller: how many bytes, none at the end. */
  readInto(memory: Uint8Array, start: number): Promise<number>;
  readonly ranges: Ranges;
  close(): Promise<void>;
}

/**
 * Opens a regular file; close it, or declare it with `await using`.
 * @throws what the file system throws (ENOENT, EACCES, EISDIR …).
 */
export async function openLocalFile(path: string): Promise<LocalFile> {
  const handle = await open(path, "r");
  const { size } = await handle.stat();
  const ranges = rangesOf(handle, size);
  const close = (): Promise<void> => handle.close();
  return {
    size,
    stream: () => createReadStream(path, { highWaterMark: 512 * 1024 }),
    read: ranges.read,
    readInto: async (memory, start) => (await handle.read(memory, 0, memory.length, start)).bytesRead,
    ranges,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The bytes of an open file; the caller closes it. */
export function rangesOf(handle: FileHandle, size: number): Ranges {
  const read = async (start: number, end: number, signal?: AbortSignal): Promise<Uint8Array> => {
    signal?.throwIfAborted();
    const bytes = Buffer.allocUnsafeSlow(Math.max(0, Math.min(end, size) - start));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  };
  return { kind: "ranges", size, read };
}
