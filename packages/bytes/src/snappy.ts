// Snappy to the bytes that it is made of, by the module in memory of its own.
import { SLACK, STATIC_END } from "./layout.gen.ts";
import { type CompiledModule, instantiateIn, newMemory } from "./module.ts";

/** Unpacks raw Snappy, as Parquet has it. */
export interface Snappy {
  /** The length that it says in front; undefined where that is none. */
  lengthOf(packed: Uint8Array): number | undefined;
  /** Fills `to`, which is as long as it says; false where it is damaged. */
  unpack(packed: Uint8Array, to: Uint8Array): boolean;
}

const PAGE_BYTES = 65_536;
/** What takes more is let go of afterwards. */
const MOST_KEPT = 32 * 1024 * 1024;

/** Undefined where this process may not have the memory. */
export function createSnappy(module: CompiledModule): Snappy | undefined {
  const start = (): ReturnType<typeof room> => room(module);
  let current: ReturnType<typeof room> | undefined;
  try {
    current = start();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return {
    lengthOf: (packed) => lengthAt(packed)?.length,
    unpack(packed, to) {
      const header = lengthAt(packed);
      if (header === undefined) return false;
      current ??= start();
      const from = STATIC_END + SLACK;
      const end = from + packed.length;
      const out = (end + SLACK + 15) & ~15;
      const limit = out + to.length;
      const bytes = current.bytesTo(limit + SLACK);
      bytes.set(packed, from);
      const isWhole = current.unpackSnappy(from + header.size, end, out, limit) !== 0;
      if (isWhole) to.set(bytes.subarray(out, limit));
      if (bytes.length > MOST_KEPT) current = undefined;
      return isWhole;
    },
  };
}

function room(module: CompiledModule) {
  const memory = newMemory(1);
  const { unpackSnappy } = instantiateIn(module, memory);
  return {
    unpackSnappy,
    /** All of the memory, grown to so many bytes at least. @throws RangeError where it may not have them */
    bytesTo(length: number): Uint8Array {
      const missing = length - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
      return new Uint8Array(memory.buffer);
    },
  };
}

/** Seven bits a byte, the lowest first, up to 32. */
function lengthAt(packed: Uint8Array): { readonly length: number; readonly size: number } | undefined {
  let length = 0;
  for (let size = 1; size <= 5; size += 1) {
    const byte = packed[size - 1];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 2 ** (7 * (size - 1));
    if (byte < 0x80) return length < 2 ** 32 ? { length, size } : undefined;
  }
  return undefined;
}
