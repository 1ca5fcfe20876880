// A sorted run (SSTable): an immutable file with a Bloom filter, a sparse index, and records in the order of their keys.
import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
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
  /**
   * The CRC-32 of all before the records: the filter, the index, and the CRC-32 of each bucket's records. Undefined in a file of an earlier
   * version, which has no checksums.
   */
  readonly headSum: number | undefined;
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

function bucketOf(k0: number, bits: number): number {
  return bits === 0 ? 0 : k0 >>> (32 - bits);
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** Adds up the checksum of each bucket, from records in the order of their keys, however they are cut into pieces. */
function addSums(sums: Uint32Array, words: Uint32Array, bits: number): void {
  for (let from = 0; from < words.length;) {
    const bucket = bucketOf(words[from] as number, bits);
    let to = from + RECORD_WORDS;
    while (to < words.length && bucketOf(words[to] as number, bits) === bucket) to += RECORD_WORDS;
    sums[bucket] = crc32(bytesOf(words.subarray(from, to)), sums[bucket]);
    from = to;
  }
}

/** `maxKeys`: no more may be added; with fewer, the filter and the index are a little too large. */
export function createRunWriter(path: string, maxKeys: number): RunWriter {
  const blocks = blockCount(maxKeys);
  const bits = Math.max(0, Math.min(28, Math.round(Math.log2(Math.max(1, maxKeys / BUCKET)))));
  const index = new Uint32Array(2 ** bits + 1);
  const sums = new Uint32Array(2 ** bits);
  const file = openSync(path, "w");
  let headSum = 0;
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
  const records = stream(blocks * BLOCK_BYTES + index.byteLength + sums.byteLength);
  const pending = new Uint32Array(BUFFER_RECORDS * RECORD_WORDS);
  let filled = 0;
  const filter = stream(0);
  /** The filter's blocks around the current key. */
  const window = new Uint32Array(Math.min(blocks, 4096) * BLOCK_WORDS);
  let firstBlock = 0;
  const advance = (): void => {
    const words = window.subarray(0, Math.min(window.length, (blocks - firstBlock) * BLOCK_WORDS));
    headSum = crc32(bytesOf(words), headSum);
    filter.put(words);
    window.fill(0);
    firstBlock += window.length / BLOCK_WORDS;
  };

  return {
    add(words, at) {
      const k0 = words[at] as number;
      const block = blockOf(k0, blocks);
      while (block >= firstBlock + window.length / BLOCK_WORDS) advance();
      addToBlock(window, (block - firstBlock) * BLOCK_WORDS, words[at + 1] as number, words[at + 2] as number);
      const bucket = bucketOf(k0, bits);
      index[bucket + 1] = (index[bucket + 1] as number) + 1;
      for (let i = 0; i < RECORD_WORDS; i += 1) pending[filled + i] = words[at + i] as number;
      filled += RECORD_WORDS;
      keys += 1;
      newest = Math.max(newest, words[at + SEEN] as number);
      if (filled < pending.length) return;
      addSums(sums, pending, bits);
      records.put(pending);
      filled = 0;
    },
    finish() {
      addSums(sums, pending.subarray(0, filled), bits);
      if (filled > 0) records.put(pending.subarray(0, filled));
      while (firstBlock < blocks) advance();
      for (let i = 1; i < index.length; i += 1) index[i] = (index[i] as number) + (index[i - 1] as number);
      headSum = crc32(bytesOf(sums), crc32(bytesOf(index), headSum));
      writeAll(file, index, blocks * BLOCK_BYTES);
      writeAll(file, sums, blocks * BLOCK_BYTES + index.byteLength);
      fdatasyncSync(file);
      closeSync(file);
      return { keys, blocks, bits, newest, headSum };
    },
    discard: () => closeSync(file),
  };
}

/**
 * Opens a run. Its filter is folded until it takes at most `filterBytes` of memory, or is as small as it can be.
 * @throws when the file is missing or damaged. The records of a bucket are checked whenever they are read.
 */
export function openSortedRun(path: string, metadata: RunMetadata, filterBytes: number): SortedRun {
  const file = openSync(path, "r");
  try {
    return openFile(file, path, metadata, filterBytes);
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function openFile(file: number, path: string, metadata: RunMetadata, filterBytes: number): SortedRun {
  const { blocks, bits, keys, headSum } = metadata;
  const index = new Uint32Array(2 ** bits + 1);
  const sums = headSum === undefined ? undefined : new Uint32Array(2 ** bits);
  const start = blocks * BLOCK_BYTES + index.byteLength + (sums?.byteLength ?? 0);
  const expected = start + keys * RECORD_BYTES;
  const { size } = fstatSync(file);
  if (size !== expected) throw new Error(`${path} has ${size} bytes instead of ${expected}`);
  const head = readFilter(file, blocks, filterBytes);
  let { filter } = head;
  readAll(file, index, blocks * BLOCK_BYTES);
  if (sums !== undefined) readAll(file, sums, blocks * BLOCK_BYTES + index.byteLength);
  if (sums !== undefined && crc32(bytesOf(sums), crc32(bytesOf(index), head.sum)) !== headSum) throw damaged(path);
  const checks: RecordChecks | undefined = sums === undefined ? undefined : { path, sums, bits };
  let page = new Uint32Array(2 * BUCKET * RECORD_WORDS);

  return {
    metadata,
    get records() {
      return page;
    },
    find(k0, k1, k2, k3) {
      if (!mayContain(filter, k0, k1, k2)) return -1;
      const bucket = bucketOf(k0, bits);
      const first = index[bucket] as number;
      const words = ((index[bucket + 1] as number) - first) * RECORD_WORDS;
      if (words === 0) return -1;
      if (words > page.length) page = new Uint32Array(words);
      const records = page.subarray(0, words);
      readAll(file, records, start + first * RECORD_BYTES);
      if (sums !== undefined && crc32(bytesOf(records)) !== sums[bucket]) throw damaged(path);
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
    cursor: () => cursorOf(file, start, keys, checks),
    close: () => closeSync(file),
  };
}

function damaged(path: string): Error {
  return new Error(`${path} is damaged: a checksum does not match`);
}

/** Folds while it reads, so that the unfolded filter is never in memory. `sum`: the CRC-32 of its bytes. */
function readFilter(
  file: number,
  blocks: number,
  maxBytes: number,
): { readonly filter: Uint32Array; readonly sum: number } {
  const fold = (words: Uint32Array, times: number): Uint32Array =>
    times === 0 ? words : fold(folded(words), times - 1);
  let times = 0;
  while (blocks % 2 ** (times + 1) === 0 && (blocks * BLOCK_BYTES) / 2 ** times > maxBytes) times += 1;
  const filter = new Uint32Array((blocks * BLOCK_WORDS) / 2 ** times);
  if (times === 0) {
    readAll(file, filter, 0);
    return { filter, sum: crc32(bytesOf(filter)) };
  }
  let sum = 0;
  const pieceBlocks = 64 * 1024;
  for (let block = 0; block < blocks; block += pieceBlocks) {
    const piece = new Uint32Array(Math.min(pieceBlocks, blocks - block) * BLOCK_WORDS);
    readAll(file, piece, block * BLOCK_BYTES);
    sum = crc32(bytesOf(piece), sum);
    foldInto(filter, (block * BLOCK_WORDS) / 2 ** times, fold(piece, times - 1));
  }
  return { filter, sum };
}

/** What the records of a file are checked by. */
interface RecordChecks {
  readonly path: string;
  readonly sums: Uint32Array;
  readonly bits: number;
}

/** @throws in `next`, at the latest after the last record, where any record is damaged. */
function cursorOf(file: number, start: number, keys: number, checks: RecordChecks | undefined): RunCursor {
  const sums = new Uint32Array(checks?.sums.length ?? 0);
  const words = new Uint32Array(Math.min(keys, BUFFER_RECORDS) * RECORD_WORDS);
  let read = 0;
  let filled = 0;
  let at = 0;
  const fill = (): void => {
    const records = Math.min(BUFFER_RECORDS, keys - read);
    filled = records * RECORD_WORDS;
    at = records === 0 ? -1 : 0;
    const piece = words.subarray(0, filled);
    if (records > 0) readAll(file, piece, start + read * RECORD_BYTES);
    read += records;
    if (checks === undefined) return;
    addSums(sums, piece, checks.bits);
    if (records === 0 && !sums.every((sum, bucket) => sum === checks.sums[bucket])) throw damaged(checks.path);
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
  const bytes = bytesOf(into);
  for (let done = 0; done < bytes.length;) {
    const length = readSync(file, bytes, done, bytes.length - done, position + done);
    if (length === 0) throw new Error("a sorted run ends early");
    done += length;
  }
}

function writeAll(file: number, words: Uint32Array, position: number): void {
  const bytes = bytesOf(words);
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done, position + done);
}
