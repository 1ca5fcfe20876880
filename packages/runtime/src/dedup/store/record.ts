// A key as four words of 32 bits, and the record that a claimed key is kept as: what the parts of the store share.

/** The most significant word first: keys are ordered by them. */
export type KeyWords = readonly [number, number, number, number];

/** Words of a record: four of the key, the session that claimed it, and when, in seconds since the epoch. */
export const RECORD_WORDS = 6;
export const RECORD_BYTES = 4 * RECORD_WORDS;
export const SESSION = 4;
export const SEEN = 5;

/** Reads the word that starts at a byte. */
export function wordAt(keys: Uint8Array, byte: number): number {
  return (
    (((keys[byte] ?? 0) << 24) |
      ((keys[byte + 1] ?? 0) << 16) |
      ((keys[byte + 2] ?? 0) << 8) |
      (keys[byte + 3] ?? 0)) >>>
    0
  );
}

/** Writes the bytes that `wordAt` reads. */
export function putWord(keys: Uint8Array, byte: number, word: number): void {
  keys[byte] = word >>> 24;
  keys[byte + 1] = word >>> 16;
  keys[byte + 2] = word >>> 8;
  keys[byte + 3] = word;
}

/** Orders the records at two offsets by their keys. */
export function compareKeys(a: Uint32Array, at: number, b: Uint32Array, bt: number): number {
  for (let i = 0; i < 4; i += 1) {
    const difference = (a[at + i] as number) - (b[bt + i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
