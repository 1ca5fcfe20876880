// Pages in the three DELTA encodings to integers, or to the places of byte arrays: nothing that they claim takes more than they may.

import { Unsupported } from "./failures.ts";

export interface DeltaIntegers {
  /** The lower and the upper half of each, in turn. */
  readonly halves: Int32Array<ArrayBuffer>;
  /** The byte behind the last one. */
  readonly end: number;
}

/** Writers use 128 and 1024 or so. */
const MAX_BLOCK = 65_536;

/**
 * DELTA_BINARY_PACKED: `count` integers of 64 bits, in two's complement; those of 32 bits are the lower halves, whatever the
 * writer took the upper ones for.
 * @throws Error when the bytes end early or disagree with themselves
 */
export function deltaIntegers(bytes: Uint8Array, start: number, count: number): DeltaIntegers {
  const reader = { bytes, at: start };
  const block = Number(varint(reader));
  const minis = Number(varint(reader));
  const total = Number(varint(reader));
  const first = zigzag(reader);
  const size = block / minis;
  if (!(block > 0 && block <= MAX_BLOCK && minis > 0 && Number.isInteger(size) && size % 8 === 0))
    throw new Error(`blocks of ${block} values in ${minis} parts`);
  if (total !== count) throw new Error(`${total} values where ${count} were announced`);
  const halves = new Int32Array(2 * count);
  if (count === 0) return { halves, end: reader.at };
  let low = Number(BigInt.asIntN(32, first));
  let high = Number(BigInt.asIntN(32, first >> 32n));
  halves[0] = low;
  halves[1] = high;
  for (let seen = 1; seen < count;) {
    const least = zigzag(reader);
    const leastLow = Number(BigInt.asUintN(32, least));
    const leastHigh = Number(BigInt.asIntN(32, least >> 32n));
    const widthsAt = reader.at;
    reader.at += minis;
    for (let mini = 0; mini < minis && seen < count; mini += 1) {
      const width = bytes[widthsAt + mini] ?? 0;
      if (width > 64) throw new Error(`integers of ${width} bits`);
      const until = Math.min(count, seen + size);
      if (reader.at + Math.ceil(((until - seen) * width) / 8) > bytes.length) throw new Error("deltas that end early");
      for (let bit = reader.at * 8; seen < until; seen += 1, bit += width) {
        const sum = (low >>> 0) + leastLow + bitsAt(bytes, bit, Math.min(width, 32));
        high =
          (high + leastHigh + (width > 32 ? bitsAt(bytes, bit + 32, width - 32) : 0) + Math.floor(sum / 4294967296)) |
          0;
        low = sum | 0;
        halves[2 * seen] = low;
        halves[2 * seen + 1] = high;
      }
      reader.at += (size * width) / 8;
    }
  }
  return { halves, end: Math.min(reader.at, bytes.length) };
}

/** The lower halves. */
export function lowHalves(halves: Int32Array): Int32Array<ArrayBuffer> {
  const values = new Int32Array(halves.length / 2);
  for (let i = 0; i < values.length; i += 1) values[i] = halves[2 * i] ?? 0;
  return values;
}

/** DELTA_LENGTH_BYTE_ARRAY: `count` byte arrays, one after another in the page's own memory. */
export function deltaLengthBytes(page: Uint8Array, start: number, count: number): Uint8Array[] {
  const { halves, end } = deltaIntegers(page, start, count);
  const values: Uint8Array[] = [];
  let at = end;
  for (let i = 0; i < count; i += 1) {
    const length = halves[2 * i] ?? 0;
    if (length < 0 || at + length > page.length)
      throw new Error(`a byte array of ${length} bytes at byte ${at} of ${page.length}`);
    values.push(page.subarray(at, at + length));
    at += length;
  }
  return values;
}

/** DELTA_BYTE_ARRAY: each begins as the one before did, for so many bytes. @throws Error also when they have more than `most` bytes together. */
export function deltaBytes(page: Uint8Array, count: number, most: number): Uint8Array[] {
  const prefixes = deltaIntegers(page, 0, count);
  const suffixes = deltaLengthBytes(page, prefixes.end, count);
  let total = 0;
  for (const [i, suffix] of suffixes.entries()) {
    const prefix = prefixes.halves[2 * i] ?? 0;
    const before = i === 0 ? 0 : (prefixes.halves[2 * i - 2] ?? 0) + (suffixes[i - 1]?.length ?? 0);
    if (prefix < 0 || prefix > before)
      throw new Error(`a byte array that begins with ${prefix} bytes of one of ${before}`);
    total += prefix + suffix.length;
  }
  if (total > most) throw new Unsupported(`unsupported: byte arrays of ${total} bytes in one page`);
  const memory = new Uint8Array(total);
  let at = 0;
  let last = 0;
  return suffixes.map((suffix, i) => {
    const prefix = prefixes.halves[2 * i] ?? 0;
    memory.copyWithin(at, last, last + prefix);
    memory.set(suffix, at + prefix);
    last = at;
    at += prefix + suffix.length;
    return memory.subarray(last, at);
  });
}

/** Up to 32 bits, the lowest first, from the given bit on. */
function bitsAt(bytes: Uint8Array, bit: number, width: number): number {
  const at = Math.floor(bit / 8);
  const low =
    (bytes[at] ?? 0) +
    (bytes[at + 1] ?? 0) * 256 +
    (bytes[at + 2] ?? 0) * 65_536 +
    (bytes[at + 3] ?? 0) * 16_777_216 +
    (bytes[at + 4] ?? 0) * 4_294_967_296;
  return Math.floor(low / 2 ** (bit % 8)) % 2 ** width;
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

function varint(reader: Reader): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = reader.bytes[reader.at];
    if (byte === undefined) throw new Error("an integer that ends early");
    reader.at += 1;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw new Error("an integer of more than 64 bits");
}

function zigzag(reader: Reader): bigint {
  const value = varint(reader);
  return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
}
