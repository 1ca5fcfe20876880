// A blocked Bloom filter: a key sets one bit in each of the eight words of one block.

export const BLOCK_WORDS = 8;
export const BLOCK_BYTES = 4 * BLOCK_WORDS;
/** Gives about 1% false positives. */
const BITS_PER_KEY = 10;
/** Filters have a multiple of so many blocks, so that they can be folded in half six times. */
const MULTIPLE = 64;

/** The blocks of a filter for so many keys. */
export function blockCount(keys: number): number {
  return MULTIPLE * Math.max(1, Math.ceil((keys * BITS_PER_KEY) / (8 * BLOCK_BYTES * MULTIPLE)));
}

/** The block of a key, by its first word: sorted keys fill blocks in order, so a filter can be written as a stream. */
export function blockOf(k0: number, blocks: number): number {
  return Math.floor(k0 * (blocks / 2 ** 32));
}

/** Sets the bits of a key in the block that starts at a word. */
export function addToBlock(words: Uint32Array, at: number, k1: number, k2: number): void {
  words[at] = (words[at] as number) | (1 << (k1 & 31));
  words[at + 1] = (words[at + 1] as number) | (1 << ((k1 >>> 5) & 31));
  words[at + 2] = (words[at + 2] as number) | (1 << ((k1 >>> 10) & 31));
  words[at + 3] = (words[at + 3] as number) | (1 << ((k1 >>> 15) & 31));
  words[at + 4] = (words[at + 4] as number) | (1 << ((k1 >>> 20) & 31));
  words[at + 5] = (words[at + 5] as number) | (1 << ((k1 >>> 25) & 31));
  words[at + 6] = (words[at + 6] as number) | (1 << (k2 & 31));
  words[at + 7] = (words[at + 7] as number) | (1 << ((k2 >>> 5) & 31));
}

/** False only where the filter does not contain the key. */
export function mayContain(words: Uint32Array, k0: number, k1: number, k2: number): boolean {
  const at = blockOf(k0, words.length / BLOCK_WORDS) * BLOCK_WORDS;
  return (
    (((words[at] as number) >>> (k1 & 31)) &
      ((words[at + 1] as number) >>> ((k1 >>> 5) & 31)) &
      ((words[at + 2] as number) >>> ((k1 >>> 10) & 31)) &
      ((words[at + 3] as number) >>> ((k1 >>> 15) & 31)) &
      ((words[at + 4] as number) >>> ((k1 >>> 20) & 31)) &
      ((words[at + 5] as number) >>> ((k1 >>> 25) & 31)) &
      ((words[at + 6] as number) >>> (k2 & 31)) &
      ((words[at + 7] as number) >>> ((k2 >>> 5) & 31)) &
      1) ===
    1
  );
}

/** A filter of half the size: two neighbouring blocks become one that contains the keys of both. */
export function folded(words: Uint32Array): Uint32Array<ArrayBuffer> {
  const half = new Uint32Array(words.length / 2);
  foldInto(half, 0, words);
  return half;
}

/** Writes the blocks of `words`, folded once, into `half` from a word on. */
export function foldInto(half: Uint32Array, from: number, words: Uint32Array): void {
  for (let at = 0; at < words.length; at += 2 * BLOCK_WORDS) {
    for (let i = 0; i < BLOCK_WORDS; i += 1)
      half[from + at / 2 + i] = (words[at + i] as number) | (words[at + BLOCK_WORDS + i] as number);
  }
}

export function canFold(words: Uint32Array): boolean {
  return words.length % (2 * BLOCK_WORDS) === 0 && words.length > BLOCK_WORDS;
}
