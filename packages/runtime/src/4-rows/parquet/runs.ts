// Parquet's run-length and bit-packed runs to small integers: levels, dictionary indexes and booleans.

/**
 * Decodes `count` integers of `width` bits from [start, end). Nothing a file claims makes it write more than `count`.
 * @param values where they go
 * @throws Error when the bytes end before that.
 */
export function readRuns(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  count: number,
  values: Uint32Array = new Uint32Array(count),
): Uint32Array {
  if (width === 0) return values.fill(0);
  if (width > 32) throw new Error(`runs of ${width} bits`);
  let at = start;
  let seen = 0;

  const next = (): number => {
    if (at >= end) throw new Error(`runs that end after ${seen} of ${count} values`);
    const byte = bytes[at] ?? 0;
    at += 1;
    return byte;
  };

  while (seen < count) {
    let header = 0;
    let shift = 1;
    for (let byte = 128; byte >= 128 && shift < 2 ** 35; shift *= 128) {
      byte = next();
      header += (byte % 128) * shift;
    }
    const length = Math.floor(header / 2);
    if (header % 2 === 0) {
      let value = 0;
      for (let i = 0, unit = 1; i < width; i += 8, unit *= 256) value += next() * unit;
      values.fill(value, seen, seen + length);
      seen += length;
    } else {
      const last = at + length * width;
      const until = Math.min(count, seen + length * 8);
      seen = readPacked(bytes, at, Math.min(last, end), width, values, seen, until);
      at = last;
    }
  }
  return values;
}

/**
 * Decodes `count` integers of `width` bits from `start`, the highest bits first (the encoding BIT_PACKED of old).
 * @throws Error when the bytes end before that.
 */
export function readBits(bytes: Uint8Array, start: number, width: number, count: number): Uint32Array {
  if (start + Math.ceil((count * width) / 8) > bytes.length) throw new Error("bit-packed levels that end early");
  const values = new Uint32Array(count);
  for (let bit = 0; bit < count * width; bit += 1) {
    const i = Math.floor(bit / width);
    values[i] = (values[i] ?? 0) * 2 + (((bytes[start + (bit >> 3)] ?? 0) >> (7 - (bit & 7))) & 1);
  }
  return values;
}

/** Whether one run of `value`, which fits a byte, is all there is; false is no answer. */
export function isAll(bytes: Uint8Array, start: number, end: number, value: number, count: number): boolean {
  let length = 0;
  let at = start;
  for (let unit = 1; at < Math.min(end, start + 5); unit *= 128) {
    const byte = bytes[at] ?? 0;
    at += 1;
    length += (byte % 128) * unit;
    if (byte < 128) break;
  }
  return length % 2 === 0 && length / 2 >= count && at < end && value < 256 && bytes[at] === value;
}

/** Values of `width` bits, the lowest bits first, into [from, until). */
function readPacked(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  values: Uint32Array,
  from: number,
  until: number,
): number {
  if ((until - from) * width > (end - start) * 8) throw new Error("bit-packed values that end early");
  if (width > 24) {
    for (let i = from, bit = 0; i < until; i += 1, bit += width) values[i] = wideBits(bytes, start, bit, width);
    return until;
  }
  const mask = (1 << width) - 1;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Eight values end with a byte.
  for (let i = from, at = start; i < until; at += width) {
    const stop = Math.min(i + 8, until);
    const hasRoom = at + width + 3 <= bytes.length;
    for (let bit = 0; i < stop; i += 1, bit += width)
      values[i] = hasRoom
        ? (view.getUint32(at + (bit >> 3), true) >>> (bit & 7)) & mask
        : wideBits(bytes, at, bit, width);
  }
  return until;
}

function wideBits(bytes: Uint8Array, start: number, bit: number, width: number): number {
  let value = 0n;
  const first = start + Math.floor(bit / 8);
  for (let i = 0; i < 5; i += 1) value |= BigInt(bytes[first + i] ?? 0) << BigInt(8 * i);
  return Number((value >> BigInt(bit % 8)) & ((1n << BigInt(width)) - 1n));
}
