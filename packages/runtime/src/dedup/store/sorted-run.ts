// A run on the disk: records in the order of their keys, never changed once written; before them its filter, and where keys begin.
import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import {
  addToBlock,
  BLOCK_BYTES,
  BLOCK_WORDS,
  blockOf,
  blocksFor,
  canFold,
  folded,
  foldInto,
  mayHold,
} from "./bloom-filter.ts";
import { RECORD_BYTES, RECORD_WORDS, SEEN } from "./record.ts";

/** What must be known of a run to read it; the words of its file are in the order of the machine that wrote it. */
export interface RunFacts {
  readonly keys: number;
  /** Blocks of the filter, at the start of the file. */
  readonly blocks: number;
  /** So many first bits of a key say in which of the directory's buckets it lies; the directory comes after the filter. */
  readonly bits: number;
  /** When the newest of its keys was claimed, in seconds since the epoch. */
  readonly newest: number;
}

export interface RunWriter {
  /** Adds the record that starts at a word; they come in the order of their keys. */
  add(words: Uint32Array, at: number): void;
  /** Puts all of it on the disk. */
  finish(): RunFacts;
  discard(): void;
}

export interface Run {
  readonly facts: RunFacts;
  /** Where the record of a key lies in `records`, in words; -1: the run does not hold it. */
  find(k0: number, k1: number, k2: number, k3: number): number;
  /** Valid until the next `find`. */
  readonly records: Uint32Array;
  readonly filterBytes: number;
  /** Halves the filter; false: it is as small as it can be. */
  fold(): boolean;
  /** All records in order. */
  cursor(): RunCursor;
  close(): void;
}

export interface RunCursor {
  readonly words: Uint32Array;
  /** The word at which the current record starts; -1: there are no more. */
  readonly at: number;
  next(): void;
}

/** Keys of a bucket, as a mean: one read of the disk finds a key. */
const BUCKET = 128;
const BUFFER_RECORDS = 8192;
/** Written down so often, the disk has little left to do at the end. */
const SYNC_BYTES = 64 * 1024 * 1024;

/** `mostKeys`: no more are added; fewer make the filter and the directory a little too large. */
export function createRun(path: string, mostKeys: number): RunWriter {
  const blocks = blocksFor(mostKeys);
  const bits = Math.max(0, Math.min(28, Math.round(Math.log2(Math.max(1, mostKeys / BUCKET)))));
  const directory = new Uint32Array(2 ** bits + 1);
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
  const records = stream(blocks * BLOCK_BYTES + directory.byteLength);
  const pending = new Uint32Array(BUFFER_RECORDS * RECORD_WORDS);
  let filled = 0;
  const filter = stream(0);
  /** The blocks around the key at hand. */
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
      directory[bucket + 1] = (directory[bucket + 1] as number) + 1;
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
      for (let i = 1; i < directory.length; i += 1)
        directory[i] = (directory[i] as number) + (directory[i - 1] as number);
      writeAll(file, directory, blocks * BLOCK_BYTES);
      fdatasyncSync(file);
      closeSync(file);
      return { keys, blocks, bits, newest };
    },
    discard: () => closeSync(file),
  };
}

/**
 * Opens a run; its filter takes at most `filterBytes` of memory, where it can be folded so far.
 * @throws when the file is missing, or not as large as it should be.
 */
export function openRun(path: string, facts: RunFacts, filterBytes: number): Run {
  const file = openSync(path, "r");
  const directory = new Uint32Array(2 ** facts.bits + 1);
  const start = facts.blocks * BLOCK_BYTES + directory.byteLength;
  const expected = start + facts.keys * RECORD_BYTES;
  const { size } = fstatSync(file);
  if (size !== expected) {
    closeSync(file);
    throw new Error(`${path} has ${size} bytes instead of ${expected}`);
  }
  let filter = readFilter(file, facts.blocks, filterBytes);
  readAll(file, directory, facts.blocks * BLOCK_BYTES);
  let page = new Uint32Array(2 * BUCKET * RECORD_WORDS);

  return {
    facts,
    get records() {
      return page;
    },
    find(k0, k1, k2, k3) {
      if (!mayHold(filter, k0, k1, k2)) return -1;
      const bucket = facts.bits === 0 ? 0 : k0 >>> (32 - facts.bits);
      const first = directory[bucket] as number;
      const words = ((directory[bucket + 1] as number) - first) * RECORD_WORDS;
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
    cursor: () => cursorOf(file, start, facts.keys),
    close: () => closeSync(file),
  };
}

/** Folds while reading, so that the whole filter is never in memory. */
function readFilter(file: number, blocks: number, mostBytes: number): Uint32Array {
  const fold = (words: Uint32Array, times: number): Uint32Array =>
    times === 0 ? words : fold(folded(words), times - 1);
  let times = 0;
  while (blocks % 2 ** (times + 1) === 0 && (blocks * BLOCK_BYTES) / 2 ** times > mostBytes) times += 1;
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
    if (length === 0) throw new Error("a file of keys ends too early");
    done += length;
  }
}

function writeAll(file: number, words: Uint32Array, position: number): void {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done, position + done);
}
