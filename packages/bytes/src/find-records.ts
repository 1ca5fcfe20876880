// Bytes of CSV to the places of their records, found by the module.
import * as L from "./layout.gen.ts";
import { type CompiledModule, type Instance, instantiateWithin } from "./module.ts";
import type { CellMarks } from "./rows.ts";

/** What bounds the records that are looked for. */
export interface FindLimits {
  /** The most bytes of a record. */
  readonly maxRow: number;
  /** The most records. */
  readonly most: number;
  /** Records that end here or later are the last. */
  readonly until: number;
}

/** Is told where a record starts and ends, and whether some of its cells are quoted. */
export type TakeRecord = (start: number, end: number, isQuoted: boolean) => void;

/** Finds the records of some bytes. */
export interface RecordSearch {
  /**
   * Finds records from `from` on, where one starts: where the next one starts. That one is longer than it may be, its quotes stand where
   * they should not, or its end is not there or so near the end of the bytes that it is not sure.
   */
  find(from: number, limits: FindLimits, take: TakeRecord): number;
}

/** Searches can take turns: each puts its bytes into memory again where another one was there. */
export interface RecordFinder {
  search(bytes: Uint8Array, marks: CellMarks): RecordSearch;
}

/** Bytes that are in memory at once. */
const MOST_BYTES = L.INPUT_END - L.INPUT - 2 * L.SLACK;
/** Line ends, whose quotes and delimiters mean something else. */
const LINE_ENDS: readonly (number | undefined)[] = [10, 13];

/** Undefined where this process may not have the memory. */
export function createRecordFinder(module: CompiledModule, mostBytes = MOST_BYTES): RecordFinder | undefined {
  const instance = instantiateWithin(module);
  if (instance === undefined) return undefined;
  const memory: Memory = { instance, mostBytes, user: undefined };
  return { search: (bytes, marks) => searchIn(memory, bytes, marks) };
}

interface Memory {
  readonly instance: Instance;
  readonly mostBytes: number;
  /** The search whose bytes are there. */
  user: RecordSearch | undefined;
}

function searchIn(memory: Memory, bytes: Uint8Array, marks: CellMarks): RecordSearch {
  const { instance, mostBytes } = memory;
  const { exports, numbers, result } = instance;
  const { delimiter, quote } = marks;
  if (LINE_ENDS.includes(delimiter) || LINE_ENDS.includes(quote)) return { find: (from) => from };
  // What of the bytes is in memory.
  let loaded = 0;
  let loadedEnd = 0;
  const load = (from: number): void => {
    memory.user = search;
    loaded = from;
    loadedEnd = Math.min(bytes.length, from + mostBytes);
    instance.bytes.set(bytes.subarray(loaded, loadedEnd), L.INPUT);
  };
  const findIn = (
    from: number,
    { maxRow, most, until }: FindLimits,
    take: TakeRecord,
  ): [next: number, count: number] => {
    const shift = L.INPUT - loaded;
    const count = exports.findRecords(
      from + shift,
      loadedEnd + shift,
      Math.min(until, bytes.length) + shift,
      Math.min(maxRow, 0x7fffffff),
      Math.min(most, L.MOST_RECORDS),
      delimiter,
      quote ?? L.NO_BYTE,
    );
    for (let i = 0, at = L.RECORDS >> 2; i < count; i += 1, at += 2) {
      const end = numbers[at + 1] ?? 0;
      take((numbers[at] ?? 0) - shift, (end & ~L.RECORD_IS_QUOTED) - shift, end >= L.RECORD_IS_QUOTED);
    }
    return [result(L.R_NEXT) - shift, count];
  };
  const search: RecordSearch = {
    find(from, limits, take) {
      if (memory.user !== search || from < loaded || from >= loadedEnd) load(from);
      const [next, count] = findIn(from, limits, take);
      // Whether the record goes on behind what is in memory is seen once all of it is there.
      if (count > 0 || loadedEnd === bytes.length || from === loaded) return next;
      load(from);
      return findIn(from, limits, take)[0];
    },
  };
  return search;
}
