// The newest claims, in memory; the write-ahead log has all of them too.
import { compareKeys, RECORD_WORDS, SEEN, SESSION } from "./record.ts";

export interface Memtable {
  readonly size: number;
  /** The offset of a key's record in `records`, in words; -1 where it has none. */
  find(k0: number, k1: number, k2: number, k3: number): number;
  /** Adds a key, or gives it to another session. */
  put(k0: number, k1: number, k2: number, k3: number, session: number, seen: number): void;
  /** Valid until the next `put`. */
  readonly records: Uint32Array;
  /** The offsets of all records, in words, in the order of their keys. */
  sorted(): Uint32Array;
  clear(): void;
}

/** The most keys that {@link Memtable.sorted} can order by one number each: a key's first word and its record's index. */
export const MAX_MEMTABLE_KEYS = 2 ** 21;

/**
 * A hash table with open addressing, in typed arrays: 32 bytes for each of `expectedKeys`, and nothing for the garbage collector to trace.
 * It is allocated at once; pages that are never written to take no memory. With more keys it doubles.
 */
export function createMemtable(expectedKeys: number): Memtable {
  let size = 0;
  /** A record's index plus 1; 0 in a free slot. At most half of the slots are taken. */
  let slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * Math.max(1, expectedKeys))));
  let records = new Uint32Array((slots.length / 2) * RECORD_WORDS);

  const slotOf = (k0: number, k1: number, k2: number, k3: number): number => {
    const mask = slots.length - 1;
    // Keys are digests: any of their bits serve as a hash.
    let slot = k3 & mask;
    for (;;) {
      const number = slots[slot] as number;
      if (number === 0) return slot;
      const at = (number - 1) * RECORD_WORDS;
      if (records[at + 3] === k3 && records[at + 2] === k2 && records[at + 1] === k1 && records[at] === k0) return slot;
      slot = (slot + 1) & mask;
    }
  };

  const grow = (): void => {
    const grown = new Uint32Array(2 * records.length);
    grown.set(records);
    records = grown;
    slots = new Uint32Array(2 * slots.length);
    for (let i = 0; i < size; i += 1) {
      const at = i * RECORD_WORDS;
      slots[
        slotOf(records[at] as number, records[at + 1] as number, records[at + 2] as number, records[at + 3] as number)
      ] = i + 1;
    }
  };

  return {
    get size() {
      return size;
    },
    get records() {
      return records;
    },
    find(k0, k1, k2, k3) {
      const number = slots[slotOf(k0, k1, k2, k3)] as number;
      return number === 0 ? -1 : (number - 1) * RECORD_WORDS;
    },
    put(k0, k1, k2, k3, session, seen) {
      if (2 * size >= slots.length) grow();
      const slot = slotOf(k0, k1, k2, k3);
      let at = ((slots[slot] as number) - 1) * RECORD_WORDS;
      if (at < 0) {
        at = size * RECORD_WORDS;
        size += 1;
        slots[slot] = size;
        records[at] = k0;
        records[at + 1] = k1;
        records[at + 2] = k2;
        records[at + 3] = k3;
      }
      records[at + SESSION] = session;
      records[at + SEEN] = seen;
    },
    sorted: () => sortedOffsets(records, size),
    clear() {
      size = 0;
      slots.fill(0);
    },
  };
}

/** The offsets of the first `size` records, in the order of their keys. */
function sortedOffsets(records: Uint32Array, size: number): Uint32Array {
  const order = new Float64Array(size);
  for (let i = 0; i < size; i += 1) order[i] = (records[i * RECORD_WORDS] as number) * MAX_MEMTABLE_KEYS + i;
  order.sort();
  const offsets = new Uint32Array(size);
  for (let i = 0; i < size; i += 1) {
    const at = ((order[i] as number) % MAX_MEMTABLE_KEYS) * RECORD_WORDS;
    // Few keys share their first word: those are ordered by insertion.
    let place = i;
    for (; place > 0 && compareKeys(records, offsets[place - 1] as number, records, at) > 0; place -= 1)
      offsets[place] = offsets[place - 1] as number;
    offsets[place] = at;
  }
  return offsets;
}
