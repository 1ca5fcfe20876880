// The byte ranges of a row group's columns to few reads: small neighbours together, large ones window by window, the next while one is decoded.
import { readExactly } from "./footer.ts";
import type { Ranges, ReadLimits } from "../row-format.ts";

export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The bytes of one column's range, read ahead by a window. */
export interface ColumnBytes {
  readonly range: ByteRange;
  /**
   * At least the bytes of [start, end), more where they are at hand; at most up to the range's end. Asked for in the order of the file.
   * @throws Error when they are not all in the range
   */
  at(start: number, end: number): Promise<Buffer>;
  /** Exactly these bytes, as they are held, one piece behind another. @throws Error as {@link at} */
  pieces(start: number, end: number): Promise<readonly Buffer[]>;
  /** Begins to read the first bytes before they are asked for; what goes wrong is told to who asks. */
  prefetch(): void;
  /** Whether the last of its bytes have been asked for. */
  isRead(): boolean;
  /** Lets go of what is held: no more is asked for. */
  close(): void;
}

/** What the windows of all columns may take together: one that is held and one ahead for each, and a first one of the next row group. */
const WINDOWS_BYTES = 64 * 1024 * 1024;
const MAX_WINDOW = 4 * 1024 * 1024;
const MIN_WINDOW = 128 * 1024;
/** A gap between neighbours that is cheaper to read than to skip. */
const MAX_GAP = 64 * 1024;

export function columnWindows(input: Ranges, ranges: readonly ByteRange[], limits: ReadLimits): readonly ColumnBytes[] {
  const window = Math.min(MAX_WINDOW, Math.max(MIN_WINDOW, Math.floor(WINDOWS_BYTES / Math.max(1, 3 * ranges.length))));
  const shared = sharedRuns(
    ranges.filter((range) => range.end - range.start <= window),
    2 * window,
  );
  const runs = new Map<ByteRange, Promise<Buffer>>();
  return ranges.map((range) => {
    const run = shared.find((candidate) => candidate.start <= range.start && range.end <= candidate.end);
    return run === undefined ? ownWindows(input, range, window, limits) : partOf(run, range, input, runs, limits);
  });
}

function partOf(
  run: ByteRange,
  range: ByteRange,
  input: Ranges,
  runs: Map<ByteRange, Promise<Buffer>>,
  limits: ReadLimits,
): ColumnBytes {
  const begin = (): Promise<Buffer> => {
    const begun = runs.get(run);
    if (begun !== undefined) return begun;
    const reading = quietly(readExactly(input, run.start, run.end, limits));
    runs.set(run, reading);
    return reading;
  };
  let bytes: Buffer | undefined;
  const from = async (start: number, end: number): Promise<Buffer> => {
    checkEnd(end, range);
    bytes ??= (await begin()).subarray(range.start - run.start, range.end - run.start);
    return bytes.subarray(start - range.start);
  };
  return {
    range,
    at: from,
    pieces: async (start, end) => [(await from(start, end)).subarray(0, end - start)],
    prefetch: () => void begin(),
    isRead: () => runs.has(run),
    close() {
      bytes = undefined;
    },
  };
}

/** Bytes that follow one another, from `start` on. */
interface Held {
  readonly start: number;
  readonly pieces: readonly Buffer[];
}

function ownWindows(input: Ranges, range: ByteRange, window: number, limits: ReadLimits): ColumnBytes {
  let held: Held = { start: range.start, pieces: [] };
  let ahead: { readonly start: number; readonly end: number; readonly bytes: Promise<Buffer> } | undefined;

  const begin = (start: number, end: number): NonNullable<typeof ahead> => ({
    start,
    end,
    bytes: quietly(readExactly(input, start, end, limits)),
  });
  const windowAt = (start: number, least: number): NonNullable<typeof ahead> =>
    begin(start, Math.min(range.end, Math.max(least, start + window)));

  const hold = async (start: number, end: number): Promise<void> => {
    checkEnd(end, range);
    const kept = keptFrom(held, start);
    let position = endOf(kept);
    const pieces = [...kept.pieces];
    while (position < end) {
      const isAhead = ahead !== undefined && ahead.start <= position && position < ahead.end;
      const next = isAhead && ahead !== undefined ? ahead : windowAt(position, end);
      ahead = undefined;
      pieces.push((await next.bytes).subarray(position - next.start));
      position = next.end;
      if (position >= end && position < range.end) ahead = windowAt(position, position);
    }
    held = { start: kept.start, pieces };
  };

  return {
    range,
    async at(start, end) {
      await hold(start, end);
      const [first = Buffer.alloc(0), ...others] = piecesFrom(held, start);
      return start + first.length >= end ? first : Buffer.concat([first, ...others], end - start);
    },
    async pieces(start, end) {
      await hold(start, end);
      let left = end - start;
      return piecesFrom(held, start).flatMap((piece) => {
        const part = piece.subarray(0, left);
        left -= part.length;
        return part.length === 0 ? [] : [part];
      });
    },
    prefetch() {
      if (held.pieces.length === 0) ahead ??= windowAt(range.start, range.start);
    },
    isRead: () => (ahead?.end ?? endOf(held)) >= range.end,
    close() {
      held = { start: range.end, pieces: [] };
      ahead = undefined;
    },
  };
}

function endOf({ start, pieces }: Held): number {
  return pieces.reduce((end, { length }) => end + length, start);
}

/** Without the pieces in front of `start`; none where it is in none of them. */
function keptFrom(held: Held, start: number): Held {
  if (start < held.start || start >= endOf(held)) return { start, pieces: [] };
  let at = held.start;
  const first = held.pieces.findIndex(({ length }) => (at += length) > start);
  const passed = held.pieces.slice(0, first).reduce((sum, { length }) => sum + length, 0);
  return { start: held.start + passed, pieces: held.pieces.slice(first) };
}

/** What is held from `start` on. */
function piecesFrom({ start: heldFrom, pieces: [first, ...others] }: Held, start: number): readonly Buffer[] {
  return first === undefined ? [] : [first.subarray(start - heldFrom), ...others];
}

function checkEnd(end: number, range: ByteRange): void {
  if (end > range.end) throw new Error(`it ends at byte ${end}, its column at byte ${range.end}`);
}

/** The same promise; that it fails before anyone waits for it is no failure of the process. */
function quietly(reading: Promise<Buffer>): Promise<Buffer> {
  reading.catch(() => undefined);
  return reading;
}

/** Neighbours with small gaps, as long as together they stay small. */
function sharedRuns(ranges: readonly ByteRange[], most: number): readonly ByteRange[] {
  const runs: { start: number; end: number }[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = runs.at(-1);
    if (last !== undefined && range.start - last.end <= MAX_GAP && range.end - last.start <= most)
      last.end = Math.max(last.end, range.end);
    else runs.push({ ...range });
  }
  return runs;
}
