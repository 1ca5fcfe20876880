// Which keys a run certainly does not hold: blocks of 256 bits, in which a key sets one bit in each of eight words.

export const BLOCK_WORDS = 8;
export const BLOCK_BYTES = 4 * BLOCK_WORDS;
/** At 10 bits a key, about 1 in 100 keys that are not there seems to be. */
const BITS_PER_KEY = 10;
/** A filter can be folded in half six times. */
const MULTIPLE = 64;

/** The number of blocks for so many keys. */
export function blocksFor(keys: number): number {
  return MULTIPLE * Math.max(1, Math.ceil((keys * BITS_PER_KEY) / (8 * BLOCK_BYTES * MULTIPLE)));
}

/** The block of a key by its first word: keys in order fill blocks in order, so a filter is written as a stream. */
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

/** False: the key is certainly not there. */
export function mayHold(words: Uint32Array, k0: number, k1: number, k2: number): boolean {
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

/** Half as large: each two neighbouring blocks become one, which holds the keys of both. */
export function folded(words: Uint32Array): Uint32Array<ArrayBuffer> {
  const half = new Uint32Array(words.length / 2);
  foldInto(half, 0, words);
  return half;
}

/** Writes the blocks of `words`, folded once, from a word on. */
export function foldInto(half: Uint32Array, from: number, words: Uint32Array): void {
  for (let at = 0; at < words.length; at += 2 * BLOCK_WORDS) {
    for (let i = 0; i < BLOCK_WORDS; i += 1)
      half[from + at / 2 + i] = (words[at + i] as number) | (words[at + BLOCK_WORDS + i] as number);
  }
}

export function canFold(words: Uint32Array): boolean {
  return words.length % (2 * BLOCK_WORDS) === 0 && words.length > BLOCK_WORDS;
}
