// What is known of the shape of rows: keys by their containers, learnt as rows come, and an exact set where an object has too many.
import { sameBytes } from "./bytes";
import {
  ARENA,
  ARENA_END,
  CONTAINER,
  CONTAINER_FLAGS,
  CONTAINER_ITEM_COUNT,
  CONTAINER_ITEMS,
  CONTAINER_KEYS,
  CONTAINER_LIST,
  CONTAINER_OBJECT,
  IS_DOLLAR,
  IS_INDEX,
  IS_SHARED,
  KEY,
  KEY_CONTAINER,
  KEY_FLAGS,
  KEY_HASH,
  KEY_INDEX,
  KEY_LENGTH,
  KEY_LIST,
  KEY_OBJECT,
  KEY_SEEN,
  KEY_TOKEN,
  MANY_KEYS,
  MOST_IN_SET,
  MOST_KEYS,
  MOST_KEYS_IN_CONTAINER,
  PASSED_ON,
  R_FULL,
  SET,
  SET_MASK,
  TABLE,
  TABLE_MASK,
} from "./layout";
import { setResult } from "./state";

/** What is left for the plan's own records while keys are learnt. */
const RESERVE: usize = 65536;

export class Shapes {
  static arena: usize = ARENA;
  static keys: u32 = 0;
  /** Counts objects; a key remembers the one that it was last seen in. */
  static objects: u32 = 0;
  /** The first object of the current row. */
  static rowObject: u32 = 0;
  static inSet: u32 = 0;
  /** A key of which nothing is known, in a container that is not passed on. */
  static plainKey: usize = 0;
  /** The same in one that is. */
  static rawKey: usize = 0;
}

/** Memory for a record of the plan, zeroed; 0 where there is none. */
export function allocate(size: usize): usize {
  const at = Shapes.arena;
  const next = (at + size + 15) & ~15;
  if (next > ARENA_END) return 0;
  Shapes.arena = next;
  memory.fill(at, 0, size);
  return at;
}

export function newContainer(flags: u32): usize {
  const container = allocate(CONTAINER);
  if (container != 0) store<u32>(container, flags, CONTAINER_FLAGS);
  return container;
}

/** Forgets everything. */
export function resetShapes(): void {
  Shapes.arena = ARENA;
  Shapes.keys = 0;
  Shapes.objects = 0;
  memory.fill(TABLE, 0, (<usize>(TABLE_MASK + 1)) << 2);
  memory.fill(SET, 0, (<usize>(SET_MASK + 1)) << 3);
  Shapes.plainKey = allocate(KEY);
  Shapes.rawKey = allocate(KEY);
  store<u32>(Shapes.plainKey, IS_SHARED, KEY_FLAGS);
  store<u32>(Shapes.rawKey, IS_SHARED, KEY_FLAGS);
  // Below a key that is not learnt, keys are told apart by the set alone.
  const objects = newContainer(PASSED_ON | MANY_KEYS);
  const lists = newContainer(PASSED_ON);
  store<u32>(Shapes.rawKey, <u32>objects, KEY_OBJECT);
  store<u32>(Shapes.rawKey, <u32>lists, KEY_LIST);
  store<u32>(lists, <u32>objects, CONTAINER_OBJECT);
  store<u32>(lists, <u32>lists, CONTAINER_LIST);
}

function hashKey(container: usize, p: usize, n: u32): u32 {
  let h: u64 = load<u64>(p);
  if (n >= 8) h ^= rotl(load<u64>(p + n - 8), 23);
  else h &= ((<u64>1) << ((<u64>n) << 3)) - 1;
  h = (h ^ ((<u64>n) << 56) ^ (<u64>container * 0x9e3779b97f4a7c15)) * 0xff51afd7ed558ccd;
  h ^= h >> 29;
  h *= 0xc4ceb9fe1a85ec53;
  return <u32>(h >> 32);
}

/** An array index as ECMAScript orders it: its value, or -1. */
export function indexOf(p: usize, n: u32): i64 {
  if (n == 0 || n > 10 || (n > 1 && load<u8>(p) == 48)) return -1;
  let value: i64 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const digit = <u32>load<u8>(p + i) - 48;
    if (digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value <= 4294967294 ? value : -1;
}

/** The place in the table where a key is, or where it would be put. */
function placeOf(container: usize, p: usize, n: u32, hash: u32): usize {
  let slot = hash & TABLE_MASK;
  while (true) {
    const place = TABLE + ((<usize>slot) << 2);
    const key = <usize>load<u32>(place);
    if (key == 0) return place;
    if (
      load<u32>(key, KEY_HASH) == hash &&
      load<u32>(key, KEY_CONTAINER) == <u32>container &&
      load<u32>(key, KEY_LENGTH) == n + 3 &&
      sameBytes(load<u32>(key, KEY_TOKEN) + 1, p, n)
    )
      return place;
    slot = (slot + 1) & TABLE_MASK;
  }
}

/** The key in a container, made where it is new; 0 where the container or the memory has no room for another. */
export function keyOf(container: usize, p: usize, n: u32, reserve: usize = RESERVE): usize {
  const hash = hashKey(container, p, n);
  const place = placeOf(container, p, n, hash);
  if (load<u32>(place) != 0) return load<u32>(place);
  const keys = load<u32>(container, CONTAINER_KEYS);
  if (keys >= MOST_KEYS_IN_CONTAINER && reserve > 0) {
    store<u32>(container, load<u32>(container, CONTAINER_FLAGS) | MANY_KEYS, CONTAINER_FLAGS);
    return 0;
  }
  if (Shapes.keys >= MOST_KEYS || Shapes.arena + n + 256 > ARENA_END - reserve) {
    setResult(R_FULL, 1);
    return 0;
  }
  const key = allocate(KEY);
  const token = allocate(n + 3 + 32);
  store<u8>(token, 0x22);
  memory.copy(token + 1, p, n);
  store<u16>(token + 1 + n, 0x3a22);
  store<u32>(key, <u32>token, KEY_TOKEN);
  store<u32>(key, n + 3, KEY_LENGTH);
  store<u32>(key, <u32>container, KEY_CONTAINER);
  store<u32>(key, hash, KEY_HASH);
  if ((load<u32>(container, CONTAINER_FLAGS) & PASSED_ON) != 0) markKey(key, p, n);
  store<u32>(place, <u32>key);
  store<u32>(container, keys + 1, CONTAINER_KEYS);
  Shapes.keys++;
  return key;
}

function markKey(key: usize, p: usize, n: u32): void {
  let flags: u32 = 0;
  const index = indexOf(p, n);
  if (index >= 0) {
    flags |= IS_INDEX;
    store<u32>(key, <u32>index, KEY_INDEX);
  }
  if (n > 0 && load<u8>(p) == 0x24) flags |= IS_DOLLAR;
  store<u32>(key, flags, KEY_FLAGS);
}

/** The key in a container, or 0 where it is not known. */
export function knownKey(container: usize, p: usize, n: u32): usize {
  return load<u32>(placeOf(container, p, n, hashKey(container, p, n)));
}

/**
 * Whether a key is in an object for the second time, by a set of the keys of all such objects of the row. Where that is full the answer
 * is yes, which gives the row back.
 */
export function isRepeated(p: usize, n: u32, object: u32): bool {
  if (Shapes.inSet >= MOST_IN_SET) return true;
  let slot = hashKey(object, p, n) & SET_MASK;
  while (true) {
    const place = SET + ((<usize>slot) << 3);
    const owner = load<u32>(place);
    // Keys of earlier rows are written over, those of other objects of this row must stay.
    if (owner < Shapes.rowObject) break;
    if (owner == object) {
      const other = <usize>load<u32>(place, 4);
      if (load<u8>(other + n) == 0x22 && sameBytes(other, p, n)) return true;
    }
    slot = (slot + 1) & SET_MASK;
  }
  const place = SET + ((<usize>slot) << 3);
  store<u32>(place, object);
  store<u32>(place, <u32>p, 4);
  Shapes.inSet++;
  return false;
}

/** The key for one in a passed-on object that is not learnt; never a repetition of itself. */
export function unlearntKey(): usize {
  store<u32>(Shapes.rawKey, 0, KEY_SEEN);
  return Shapes.rawKey;
}

/** The container below a key or, in a list, below the list; made where what it holds is passed on. 0: nobody reads it. */
export function childOf(container: usize, key: usize, isObject: bool): usize {
  let at =
    key != 0 ? key + (isObject ? KEY_OBJECT : KEY_LIST) : container + (isObject ? CONTAINER_OBJECT : CONTAINER_LIST);
  const child = <usize>load<u32>(at);
  if (child != 0 || (load<u32>(container, CONTAINER_FLAGS) & PASSED_ON) == 0) return child;
  if (Shapes.arena + CONTAINER > ARENA_END - RESERVE) {
    setResult(R_FULL, 1);
    // What is not learnt: the set alone tells its keys apart.
    at = Shapes.rawKey + (isObject ? KEY_OBJECT : KEY_LIST);
    return load<u32>(at);
  }
  const made = newContainer(PASSED_ON);
  store<u32>(at, <u32>made);
  return made;
}

/** The key that stands for an item of a list; 0 where there is none. */
export function itemOf(container: usize, index: u32): usize {
  if (index >= load<u32>(container, CONTAINER_ITEM_COUNT)) return 0;
  return load<u32>(<usize>load<u32>(container, CONTAINER_ITEMS) + ((<usize>index) << 2));
}
