// From lines of text to one file on disk, compressed or not, with back-pressure, that is complete and durable once closed.
import { type FileHandle, open } from "node:fs/promises";
import { createCompressor, type OutputCompression } from "./compression.ts";
import { lineBytes } from "./line-bytes.ts";

export const SUFFIX: Readonly<Record<OutputCompression, string>> = { none: "", gzip: ".gz", zstd: ".zst" };

export interface LineFile {
  /** Adds one line; the line end is added here. */
  add(line: string): void;
  /** Adds whole lines with their ends, and resolves when more can be taken and the bytes may be reused. */
  write(lines: Uint8Array): Promise<void>;
  /** Resolves when more lines can be taken. */
  drain(): Promise<void>;
  /** Bytes taken so far, before compression. */
  readonly taken: number;
  /** Makes the file complete and durable, and closes it; returns its size in bytes. */
  close(): Promise<number>;
  /** Closes the file as it is. */
  discard(): Promise<void>;
}

const CHUNK = 256 * 1024;
/** Shorter pieces are collected first: each write costs a system call. */
const SHORT = 64 * 1024;

/** @throws when the file exists already, or cannot be created. */
export async function createLineFile(path: string, compression: OutputCompression): Promise<LineFile> {
  const handle = await open(path, "wx");
  const write = compression === "none" ? plainWriter(handle) : compressedWriter(handle, compression);
  const pending = lineBytes(2 * CHUNK);
  let taken = 0;
  const flush = async (): Promise<void> => {
    if (pending.length > 0) await write.put(pending.take());
  };
  const drain = async (): Promise<void> => {
    if (pending.length >= CHUNK) await flush();
  };
  return {
    add(line) {
      const before = pending.length;
      pending.add(line);
      taken += pending.length - before;
    },
    async write(lines) {
      taken += lines.length;
      if (lines.length < SHORT) {
        pending.addBytes(lines);
        await drain();
        return;
      }
      await flush();
      await write.put(lines);
    },
    drain,
    get taken() {
      return taken;
    },
    async close() {
      await flush();
      await write.end();
      await handle.sync();
      const { size } = await handle.stat();
      await handle.close();
      return size;
    },
    async discard() {
      await write.destroy().finally(() => handle.close());
    },
  };
}

interface Writer {
  /** Resolves when the bytes may be reused. */
  put(bytes: Uint8Array): Promise<void>;
  end(): Promise<void>;
  destroy(): Promise<void>;
}

function plainWriter(handle: FileHandle): Writer {
  return {
    // In one system call where the file takes all of it; `writeFile` makes one for each half megabyte.
    async put(bytes) {
      for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at)).bytesWritten;
    },
    end: async () => {},
    destroy: async () => {},
  };
}

function compressedWriter(handle: FileHandle, compression: "gzip" | "zstd"): Writer {
  const compressor = createCompressor(compression);
  const pump = async (): Promise<void> => {
    for await (const chunk of compressor) await handle.writeFile(chunk as Buffer);
  };
  const written = pump();
  // A failed write is reported by the next put or end; until then it is not an unhandled rejection.
  written.catch(() => {});
  return {
    async put(bytes) {
      const consumed = new Promise<void>((resolve) => compressor.write(bytes, () => resolve()));
      await Promise.race([consumed, written]);
    },
    async end() {
      compressor.end();
      await written;
    },
    async destroy() {
      compressor.destroy();
      await written.catch(() => {});
    },
  };
}
