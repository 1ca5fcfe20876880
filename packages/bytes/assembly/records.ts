// Bytes of CSV to the places of their records, 64 bytes at a time: what lies inside quotes is told by their parity.
import { NO_BYTE, R_NEXT, RECORD, RECORD_IS_QUOTED, RECORDS } from "./layout";
import { setResult } from "./state";

/** The records that were found, and what bounds them. */
class Found {
  static count: u32 = 0;
  /** Where the next one starts. */
  static start: usize = 0;
  /** The last quote that opens a cell or goes on with it. */
  static opening: usize = 0;
  static end: usize = 0;
  static until: usize = 0;
  static maxRow: u32 = 0;
  static most: u32 = 0;
}

/** Which of sixteen bytes are one of two, a bit each. */
function eitherOf16(p: usize, a: v128, b: v128): u64 {
  const v = v128.load(p);
  return <u64>i8x16.bitmask(v128.or(i8x16.eq(v, a), i8x16.eq(v, b)));
}

function eitherOf64(p: usize, a: v128, b: v128): u64 {
  const low = eitherOf16(p, a, b) | (eitherOf16(p + 16, a, b) << 16);
  return low | (eitherOf16(p + 32, a, b) << 32) | (eitherOf16(p + 48, a, b) << 48);
}

/** The parity of each bit and those below it. */
function parities(bits: u64): u64 {
  let x = bits ^ (bits << 1);
  x ^= x << 2;
  x ^= x << 4;
  x ^= x << 8;
  x ^= x << 16;
  return x ^ (x << 32);
}

/** Takes the line ends of a block as ends of records; false where it is to stop. */
function takeLines(block: usize, lines: u64, openings: u64): bool {
  let rest = lines;
  while (rest != 0) {
    const bit = ctz(rest);
    const p = block + <usize>bit;
    rest &= rest - 1;
    // Whether a carriage return is all of a line end is seen behind it.
    if (p + 1 >= Found.end) return false;
    // Blank lines are no records, and the second half of a line end is none.
    if (p > Found.start) {
      if (<u32>(p - Found.start) > Found.maxRow || Found.count >= Found.most) return false;
      const before = openings & (((<u64>1) << bit) - 1);
      const opening = before != 0 ? block + 63 - <usize>clz(before) : Found.opening;
      const record = RECORDS + <usize>Found.count * RECORD;
      store<u32>(record, <u32>Found.start);
      store<u32>(record, <u32>p | (opening >= Found.start ? RECORD_IS_QUOTED : 0), 4);
      Found.count++;
    }
    Found.start = load<u16>(p) == 0x0a0d ? p + 2 : p + 1;
    if (p >= Found.until) return false;
  }
  return true;
}

function findLines(start: usize, delimiter: u32, quote: u32): void {
  const feeds = i8x16.splat(0x0a);
  const returns = i8x16.splat(0x0d);
  const delimiters = i8x16.splat(<i8>delimiter);
  const quotes = i8x16.splat(<i8>quote);
  // All bits, or none: whether the bytes before lie inside quotes.
  let inside: u64 = 0;
  // Whether the byte before lets a quote open a cell, and whether it closes one.
  let mayOpen: u64 = 1;
  let closes: u64 = 0;
  for (let block = start; block < Found.end; block += 64) {
    const lines = eitherOf64(block, feeds, returns);
    const marks: u64 = quote == NO_BYTE ? 0 : eitherOf64(block, quotes, quotes);
    if ((marks | inside | closes) == 0) {
      if (lines != 0 && !takeLines(block, lines, 0)) return;
      mayOpen = 2;
      continue;
    }
    const around = eitherOf64(block, delimiters, quotes) | lines;
    // Known too late to be worth remembering of each block.
    if (mayOpen == 2)
      mayOpen = (eitherOf64(block - 64, delimiters, quotes) | eitherOf64(block - 64, feeds, returns)) >> 63;
    const quoted = parities(marks) ^ inside;
    const openings = marks & quoted;
    const closings = marks & ~quoted;
    const wrong = (openings & ~((around << 1) | mayOpen)) | (((closings << 1) | closes) & ~around);
    // What comes before the first quote that is wrong is sound.
    const sound = wrong == 0 ? <u64>-1 : (wrong & (0 - wrong)) - 1;
    if (!takeLines(block, lines & ~quoted & sound, openings) || wrong != 0) return;
    if (openings != 0) Found.opening = block + 63 - <usize>clz(openings);
    inside = <u64>(<i64>quoted >> 63);
    mayOpen = around >> 63;
    closes = closings >> 63;
  }
}

/**
 * Finds records from `start`, where one starts, to `end`: how many, and where the next one starts, whose end is not there or which is not
 * plain: it is longer than `maxRow`, or text stands around its quotes. It stops behind one that ends at `until` or later.
 */
export function findRecords(
  start: usize,
  end: usize,
  until: usize,
  maxRow: u32,
  most: u32,
  delimiter: u32,
  quote: u32,
): u32 {
  Found.count = 0;
  Found.start = start;
  Found.opening = 0;
  Found.end = end;
  Found.until = until;
  Found.maxRow = maxRow;
  Found.most = most;
  findLines(start, delimiter, quote);
  setResult(R_NEXT, <u32>Found.start);
  return Found.count;
}
