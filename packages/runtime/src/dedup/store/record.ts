// A key as four words of 32 bits, and the record of a claimed key: what all parts of the store share.

/** The most significant word first; keys are ordered by it. */
export type KeyWords = readonly [number, number, number, number];

/** Words of a record: the four of the key, the session that claimed it, and when, in seconds since the epoch. */
export const RECORD_WORDS = 6;
export const RECORD_BYTES = 4 * RECORD_WORDS;
export const SESSION = 4;
export const SEEN = 5;

/** The big-endian word that starts at a byte. */
export function readWord(keys: Uint8Array, byte: number): number {
  return (
    (((keys[byte] ?? 0) << 24) |
      ((keys[byte + 1] ?? 0) << 16) |
      ((keys[byte + 2] ?? 0) << 8) |
      (keys[byte + 3] ?? 0)) >>>
    0
  );
}

/** Writes a word as {@link readWord} reads it. */
export function writeWord(keys: Uint8Array, byte: number, word: number): void {
  keys[byte] = word >>> 24;
  keys[byte + 1] = word >>> 16;
  keys[byte + 2] = word >>> 8;
  keys[byte + 3] = word;
}

/** Compares the keys of the records at two offsets, in words: below, at or above 0. */
export function compareKeys(a: Uint32Array, at: number, b: Uint32Array, bt: number): number {
  for (let i = 0; i < 4; i += 1) {
    const difference = (a[at + i] as number) - (b[bt + i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
