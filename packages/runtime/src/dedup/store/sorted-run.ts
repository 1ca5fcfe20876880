// A sorted run (SSTable): an immutable file with a Bloom filter, a sparse index, and records in the order of their keys.
import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import {
  addToBlock,
  BLOCK_BYTES,
  BLOCK_WORDS,
  blockOf,
  blockCount,
  canFold,
  folded,
  foldInto,
  mayContain,
} from "./bloom-filter.ts";
import { RECORD_BYTES, RECORD_WORDS, SEEN } from "./record.ts";

/** What the manifest keeps of a run. The words of its file have the byte order of the computer that wrote it. */
export interface RunMetadata {
  readonly keys: number;
  /** Blocks of the filter, at the start of the file. */
  readonly blocks: number;
  /** How many leading bits of a key are its bucket in the sparse index, which comes after the filter. */
  readonly bits: number;
  /** When the newest of its keys was claimed, in seconds since the epoch. */
  readonly newest: number;
}

export interface RunWriter {
  /** Adds the record that starts at a word. Records come in the order of their keys. */
  add(words: Uint32Array, at: number): void;
  /** Makes the file complete and durable. */
  finish(): RunMetadata;
  discard(): void;
}

export interface SortedRun {
  readonly metadata: RunMetadata;
  /** The offset of a key's record in `records`, in words; -1 where it has none. */
  find(k0: number, k1: number, k2: number, k3: number): number;
  /** Valid until the next `find`. */
  readonly records: Uint32Array;
  readonly filterBytes: number;
  /** Folds the filter in half; false where it is as small as it can be. */
  fold(): boolean;
  /** All records in order. */
  cursor(): RunCursor;
  close(): void;
}

export interface RunCursor {
  readonly words: Uint32Array;
  /** The word at which the current record starts; -1 after the last. */
  readonly at: number;
  next(): void;
}

/** The mean of keys in a bucket: one read of the disk finds a key. */
const BUCKET = 128;
const BUFFER_RECORDS = 8192;
/** Syncing as it goes leaves little to do at the end. */
const SYNC_BYTES = 64 * 1024 * 1024;

/** `maxKeys`: no more may be added; with fewer, the filter and the index are a little too large. */
export function createRunWriter(path: string, maxKeys: number): RunWriter {
  const blocks = blockCount(maxKeys);
  const bits = Math.max(0, Math.min(28, Math.round(Math.log2(Math.max(1, maxKeys / BUCKET)))));
  const index = new Uint32Array(2 ** bits + 1);
  const file = openSync(path, "w");
  let keys = 0;
  let newest = 0;
  let unsynced = 0;

  const stream = (from: number): { put(words: Uint32Array): void } => {
    let position = from;
    return {
      put(words) {
        writeAll(file, words, position);
        position += words.byteLength;
        unsynced += words.byteLength;
        if (unsynced < SYNC_BYTES) return;
        fdatasyncSync(file);
        unsynced = 0;
      },
    };
  };
  const records = stream(blocks * BLOCK_BYTES + index.byteLength);
  const pending = new Uint32Array(BUFFER_RECORDS * RECORD_WORDS);
  let filled = 0;
  const filter = stream(0);
  /** The filter's blocks around the current key. */
  const window = new Uint32Array(Math.min(blocks, 4096) * BLOCK_WORDS);
  let firstBlock = 0;
  const advance = (): void => {
    filter.put(window.subarray(0, Math.min(window.length, (blocks - firstBlock) * BLOCK_WORDS)));
    window.fill(0);
    firstBlock += window.length / BLOCK_WORDS;
  };

  return {
    add(words, at) {
      const k0 = words[at] as number;
      const block = blockOf(k0, blocks);
      while (block >= firstBlock + window.length / BLOCK_WORDS) advance();
      addToBlock(window, (block - firstBlock) * BLOCK_WORDS, words[at + 1] as number, words[at + 2] as number);
      const bucket = bits === 0 ? 0 : k0 >>> (32 - bits);
      index[bucket + 1] = (index[bucket + 1] as number) + 1;
      for (let i = 0; i < RECORD_WORDS; i += 1) pending[filled + i] = words[at + i] as number;
      filled += RECORD_WORDS;
      keys += 1;
      newest = Math.max(newest, words[at + SEEN] as number);
      if (filled < pending.length) return;
      records.put(pending);
      filled = 0;
    },
    finish() {
      if (filled > 0) records.put(pending.subarray(0, filled));
      while (firstBlock < blocks) advance();
      for (let i = 1; i < index.length; i += 1) index[i] = (index[i] as number) + (index[i - 1] as number);
      writeAll(file, index, blocks * BLOCK_BYTES);
      fdatasyncSync(file);
      closeSync(file);
      return { keys, blocks, bits, newest };
    },
    discard: () => closeSync(file),
  };
}

/**
 * Opens a run. Its filter is folded until it takes at most `filterBytes` of memory, or is as small as it can be.
 * @throws when the file is missing or its size is wrong.
 */
export function openSortedRun(path: string, metadata: RunMetadata, filterBytes: number): SortedRun {
  const file = openSync(path, "r");
  const index = new Uint32Array(2 ** metadata.bits + 1);
  const start = metadata.blocks * BLOCK_BYTES + index.byteLength;
  const expected = start + metadata.keys * RECORD_BYTES;
  const { size } = fstatSync(file);
  if (size !== expected) {
    closeSync(file);
    throw new Error(`${path} has ${size} bytes instead of ${expected}`);
  }
  let filter = readFilter(file, metadata.blocks, filterBytes);
  readAll(file, index, metadata.blocks * BLOCK_BYTES);
  let page = new Uint32Array(2 * BUCKET * RECORD_WORDS);

  return {
    metadata,
    get records() {
      return page;
    },
    find(k0, k1, k2, k3) {
      if (!mayContain(filter, k0, k1, k2)) return -1;
      const bucket = metadata.bits === 0 ? 0 : k0 >>> (32 - metadata.bits);
      const first = index[bucket] as number;
      const words = ((index[bucket + 1] as number) - first) * RECORD_WORDS;
      if (words === 0) return -1;
      if (words > page.length) page = new Uint32Array(words);
      readAll(file, page.subarray(0, words), start + first * RECORD_BYTES);
      for (let at = 0; at < words; at += RECORD_WORDS) {
        if (page[at] === k0 && page[at + 1] === k1 && page[at + 2] === k2 && page[at + 3] === k3) return at;
      }
      return -1;
    },
    get filterBytes() {
      return filter.byteLength;
    },
    fold() {
      if (!canFold(filter)) return false;
      filter = folded(filter);
      return true;
    },
    cursor: () => cursorOf(file, start, metadata.keys),
    close: () => closeSync(file),
  };
}

/** Folds while it reads, so that the unfolded filter is never in memory. */
function readFilter(file: number, blocks: number, maxBytes: number): Uint32Array {
  const fold = (words: Uint32Array, times: number): Uint32Array =>
    times === 0 ? words : fold(folded(words), times - 1);
  let times = 0;
  while (blocks % 2 ** (times + 1) === 0 && (blocks * BLOCK_BYTES) / 2 ** times > maxBytes) times += 1;
  const filter = new Uint32Array((blocks * BLOCK_WORDS) / 2 ** times);
  if (times === 0) {
    readAll(file, filter, 0);
    return filter;
  }
  const pieceBlocks = 64 * 1024;
  for (let block = 0; block < blocks; block += pieceBlocks) {
    const piece = new Uint32Array(Math.min(pieceBlocks, blocks - block) * BLOCK_WORDS);
    readAll(file, piece, block * BLOCK_BYTES);
    foldInto(filter, (block * BLOCK_WORDS) / 2 ** times, fold(piece, times - 1));
  }
  return filter;
}

function cursorOf(file: number, start: number, keys: number): RunCursor {
  const words = new Uint32Array(Math.min(keys, BUFFER_RECORDS) * RECORD_WORDS);
  let read = 0;
  let filled = 0;
  let at = 0;
  const fill = (): void => {
    const records = Math.min(BUFFER_RECORDS, keys - read);
    filled = records * RECORD_WORDS;
    at = records === 0 ? -1 : 0;
    if (records > 0) readAll(file, words.subarray(0, filled), start + read * RECORD_BYTES);
    read += records;
  };
  fill();
  return {
    words,
    get at() {
      return at;
    },
    next() {
      at += RECORD_WORDS;
      if (at >= filled) fill();
    },
  };
}

function readAll(file: number, into: Uint32Array, position: number): void {
  const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
  for (let done = 0; done < bytes.length;) {
    const length = readSync(file, bytes, done, bytes.length - done, position + done);
    if (length === 0) throw new Error("a sorted run ends early");
    done += length;
  }
}

function writeAll(file: number, words: Uint32Array, position: number): void {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done, position + done);
}
