// Records of CSV that were found one by one, to the arrays that a batch has of them.
import type { CsvRecord, QuoteError } from "./scan.ts";

/** What is known of a record, a bit each. */
const HAS_MARKS = 1;
const BAD_QUOTE = 2;
const OPEN_QUOTE = 4;

/** The places of records in some bytes. Data, which can go to another thread. */
export interface CsvPlaces {
  readonly starts: Uint32Array<ArrayBuffer>;
  /** Without the line's end. */
  readonly ends: Uint32Array<ArrayBuffer>;
  /** Of each record: 1 where it has quotes or escapes, 2 where text follows a closing quote, 4 where a quote is left open. */
  readonly marks: Uint8Array<ArrayBuffer>;
}

/** Whether quotes or escape characters are in it, so that it cannot be cut by delimiters alone. */
export function hasMarks(mark: number): boolean {
  return (mark & HAS_MARKS) !== 0;
}

export function errorOf(mark: number): QuoteError | undefined {
  return (mark & BAD_QUOTE) !== 0 ? "bad-quote" : (mark & OPEN_QUOTE) !== 0 ? "open-quote" : undefined;
}

export interface RecordList {
  readonly count: number;
  /** Where its first record starts. */
  readonly start: number;
  add(start: number, end: number, hasMarks: boolean, error?: CsvRecord["error"]): void;
  /** What was added, and forgets it. */
  take(): CsvPlaces;
}

const FEW = 64;

export function recordList(): RecordList {
  let size = FEW;
  let starts = new Uint32Array(size);
  let ends = new Uint32Array(size);
  let marks = new Uint8Array(size);
  let count = 0;
  const grow = (): void => {
    size *= 2;
    const before = [starts, ends, marks] as const;
    starts = new Uint32Array(size);
    ends = new Uint32Array(size);
    marks = new Uint8Array(size);
    starts.set(before[0]);
    ends.set(before[1]);
    marks.set(before[2]);
  };
  return {
    get count() {
      return count;
    },
    get start() {
      return starts[0] ?? 0;
    },
    add(start, end, isMarked, error) {
      if (count === size) grow();
      starts[count] = start;
      ends[count] = end;
      const flaw = error === "bad-quote" ? BAD_QUOTE : error === "open-quote" ? OPEN_QUOTE : 0;
      marks[count] = (isMarked ? HAS_MARKS : 0) | flaw;
      count += 1;
    },
    take() {
      const taken = {
        starts: starts.subarray(0, count),
        ends: ends.subarray(0, count),
        marks: marks.subarray(0, count),
      };
      starts = new Uint32Array(size);
      ends = new Uint32Array(size);
      marks = new Uint8Array(size);
      count = 0;
      return taken;
    },
  };
}
