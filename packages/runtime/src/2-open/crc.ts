// CRC-32C and CRC-64/NVME, which Node does not have; eight bytes a step.

/** A running checksum. */
export interface RunningCrc {
  update(bytes: Uint8Array): void;
  /** Big-endian, as S3 sends it. */
  digest(): Buffer;
}

const SLICES = 8;

/** Tables for the reflected polynomial whose upper and lower halves these are; entry by entry, first of slice 0. */
function tablesOf(high: number, low: number): { readonly highs: Int32Array; readonly lows: Int32Array } {
  const highs = new Int32Array(256 * SLICES);
  const lows = new Int32Array(256 * SLICES);
  for (let byte = 0; byte < 256; byte += 1) {
    let [h, l] = [0, byte];
    for (let bit = 0; bit < 8; bit += 1) {
      const isOdd = (l & 1) === 1;
      l = (l >>> 1) | ((h & 1) << 31);
      h >>>= 1;
      if (isOdd) [h, l] = [h ^ high, l ^ low];
    }
    highs[byte] = h;
    lows[byte] = l;
  }
  for (let i = 256; i < 256 * SLICES; i += 1) {
    const [h, l] = [highs[i - 256] ?? 0, lows[i - 256] ?? 0];
    highs[i] = (h >>> 8) ^ (highs[l & 255] ?? 0);
    lows[i] = ((l >>> 8) | (h << 24)) ^ (lows[l & 255] ?? 0);
  }
  return { highs, lows };
}

/** CRC-64/NVME: polynomial 0x9a6c9329ac4bc9b5, reflected. */
export function crc64Nvme(): RunningCrc {
  const { highs, lows } = (nvmeTables ??= tablesOf(0x9a6c9329, 0xac4bc9b5));
  let high = -1;
  let low = -1;
  return {
    update(bytes) {
      const { length } = bytes;
      const end = length - (length % SLICES);
      let h = high;
      let l = low;
      let at = 0;
      // Every index is inside: a byte plus the start of a slice.
      for (; at < end; at += SLICES) {
        l ^=
          (bytes[at] as number) |
          ((bytes[at + 1] as number) << 8) |
          ((bytes[at + 2] as number) << 16) |
          ((bytes[at + 3] as number) << 24);
        h ^=
          (bytes[at + 4] as number) |
          ((bytes[at + 5] as number) << 8) |
          ((bytes[at + 6] as number) << 16) |
          ((bytes[at + 7] as number) << 24);
        const a = 1792 + (l & 255);
        const b = 1536 + ((l >>> 8) & 255);
        const c = 1280 + ((l >>> 16) & 255);
        const d = 1024 + (l >>> 24);
        const e = 768 + (h & 255);
        const f = 512 + ((h >>> 8) & 255);
        const g = 256 + ((h >>> 16) & 255);
        const i = h >>> 24;
        h =
          (highs[a] as number) ^
          (highs[b] as number) ^
          (highs[c] as number) ^
          (highs[d] as number) ^
          (highs[e] as number) ^
          (highs[f] as number) ^
          (highs[g] as number) ^
          (highs[i] as number);
        l =
          (lows[a] as number) ^
          (lows[b] as number) ^
          (lows[c] as number) ^
          (lows[d] as number) ^
          (lows[e] as number) ^
          (lows[f] as number) ^
          (lows[g] as number) ^
          (lows[i] as number);
      }
      for (; at < length; at += 1) {
        const index = (l ^ (bytes[at] as number)) & 255;
        l = ((l >>> 8) | (h << 24)) ^ (lows[index] as number);
        h = (h >>> 8) ^ (highs[index] as number);
      }
      high = h;
      low = l;
    },
    digest() {
      const digest = Buffer.alloc(8);
      digest.writeInt32BE(~high);
      digest.writeInt32BE(~low, 4);
      return digest;
    },
  };
}

/** CRC-32C, Castagnoli's: polynomial 0x82f63b78, reflected. */
export function crc32c(): RunningCrc {
  const { lows } = (castagnoliTables ??= tablesOf(0, 0x82f63b78));
  let crc = -1;
  return {
    update(bytes) {
      const { length } = bytes;
      const end = length - (length % SLICES);
      let c = crc;
      let at = 0;
      // Every index is inside: a byte plus the start of a slice.
      for (; at < end; at += SLICES) {
        c ^=
          (bytes[at] as number) |
          ((bytes[at + 1] as number) << 8) |
          ((bytes[at + 2] as number) << 16) |
          ((bytes[at + 3] as number) << 24);
        c =
          (lows[1792 + (c & 255)] as number) ^
          (lows[1536 + ((c >>> 8) & 255)] as number) ^
          (lows[1280 + ((c >>> 16) & 255)] as number) ^
          (lows[1024 + (c >>> 24)] as number) ^
          (lows[768 + (bytes[at + 4] as number)] as number) ^
          (lows[512 + (bytes[at + 5] as number)] as number) ^
          (lows[256 + (bytes[at + 6] as number)] as number) ^
          (lows[bytes[at + 7] as number] as number);
      }
      for (; at < length; at += 1) c = (c >>> 8) ^ (lows[(c ^ (bytes[at] as number)) & 255] as number);
      crc = c;
    },
    digest() {
      const digest = Buffer.alloc(4);
      digest.writeInt32BE(~crc);
      return digest;
    },
  };
}

type Tables = ReturnType<typeof tablesOf>;
let nvmeTables: Tables | undefined;
let castagnoliTables: Tables | undefined;
