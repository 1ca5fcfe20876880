// What the pages that are at hand take, of all columns of a file and of all files that are read at once, against one limit.
import type { PageMemory, SharedPageMemory } from "../../contracts/page-memory.ts";
import { Unsupported } from "./failures.ts";
import type { Encoding, PageHeader } from "./page-header.ts";

/** What the pages of all files may take together, and those of one file. */
const SHARED_BYTES = 512 * 1024 * 1024;
const FILE_BYTES = 1024 * 1024 * 1024;

/**
 * Files wait for each other where all are too much together. One of them may always go on, up to the limit of a file: nobody waits for
 * who waits for him.
 */
export function sharedPageMemory(sharedBytes = SHARED_BYTES, fileBytes = FILE_BYTES): SharedPageMemory {
  let used = 0;
  let first: object | undefined;
  let waiting: (() => void)[] = [];
  const wakeAll = (): void => {
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  };
  return {
    open() {
      const held = new Map<object, number>();
      let own = 0;
      let isClosed = false;
      const memory: PageMemory = {
        async take(holder, bytes) {
          const before = held.get(holder) ?? 0;
          if (own - before + bytes > fileBytes) {
            const most = `${Math.round(fileBytes / 1024 ** 2)} MB`;
            throw new Unsupported(`its pages and those of the other columns take more than ${most} at once`);
          }
          held.delete(holder);
          own -= before;
          used -= before;
          if (before > 0 && waiting.length > 0) wakeAll();
          while (!isClosed && used + bytes > sharedBytes && (first ??= memory) !== memory)
            await new Promise<void>((resolve) => waiting.push(resolve));
          if (isClosed) return;
          held.set(holder, bytes);
          own += bytes;
          used += bytes;
        },
        close() {
          isClosed = true;
          used -= own;
          own = 0;
          if (first === memory) first = undefined;
          wakeAll();
        },
      };
      return memory;
    },
  };
}

/** Bytes of each value of a page, beside the page's own: indexes or numbers in their place, and texts that are cut out. */
const VALUE_BYTES: Readonly<Partial<Record<Encoding, number>>> = {
  PLAIN_DICTIONARY: 4,
  RLE_DICTIONARY: 4,
  RLE: 4,
  DELTA_BINARY_PACKED: 8,
  DELTA_LENGTH_BYTE_ARRAY: 100,
  DELTA_BYTE_ARRAY: 100,
  BYTE_STREAM_SPLIT: 16,
};
const DICTIONARY_VALUE_BYTES = 24;
const LEVEL_BYTES = 4;
/** In lists of lists, with its levels. */
const NESTED_VALUE_BYTES = 48;

/** About what a page takes once it is decoded; nothing a header claims is believed to be less. */
export function pageBytes(header: PageHeader, { isFlat, hasLevels }: { isFlat: boolean; hasLevels: boolean }): number {
  const { plainBytes } = header;
  switch (header.kind) {
    case "dictionary":
      return 2 * plainBytes + DICTIONARY_VALUE_BYTES * header.values;
    case "data":
    case "data-v2": {
      const perValue =
        (VALUE_BYTES[header.encoding] ?? 0) + (isFlat ? (hasLevels ? LEVEL_BYTES : 0) : NESTED_VALUE_BYTES);
      return plainBytes + perValue * header.values;
    }
    case "other":
      return 0;
    default:
      return header satisfies never;
  }
}
