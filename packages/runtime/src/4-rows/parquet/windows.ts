// The byte ranges of a row group's columns to few reads: small neighbours together, large ones window by window.
import { corrupt } from "./failures.ts";
import { type Ranges, readExactly } from "./footer.ts";
import type { ReadLimits } from "../rows.ts";

export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The bytes of one column's range, read ahead by a window. */
export interface ColumnBytes {
  readonly range: ByteRange;
  /** At least the bytes of [start, end), more where they are at hand; at most up to the range's end. */
  at(start: number, end: number): Promise<Buffer>;
}

/** What the windows of all columns may take together. */
const WINDOWS_BYTES = 64 * 1024 * 1024;
const MAX_WINDOW = 4 * 1024 * 1024;
const MIN_WINDOW = 128 * 1024;
/** A gap between neighbours that is cheaper to read than to skip. */
const MAX_GAP = 64 * 1024;

export function columnWindows(input: Ranges, ranges: readonly ByteRange[], limits: ReadLimits): readonly ColumnBytes[] {
  const window = Math.min(MAX_WINDOW, Math.max(MIN_WINDOW, Math.floor(WINDOWS_BYTES / Math.max(1, ranges.length))));
  const shared = sharedRuns(ranges.filter((range) => range.end - range.start <= window), 2 * window);
  const runs = new Map<ByteRange, Promise<Buffer>>();
  return ranges.map((range) => {
    let held: { readonly start: number; readonly bytes: Buffer } | undefined;
    return {
      range,
      async at(start, end) {
        if (end > range.end) throw corrupt(limits.place, `a page ends at byte ${end}, its column at byte ${range.end}`);
        if (held === undefined || start < held.start || end > held.start + held.bytes.length) {
          const run = shared.find((candidate) => candidate.start <= range.start && range.end <= candidate.end);
          if (run === undefined) {
            held = { start, bytes: await readExactly(input, start, Math.min(range.end, Math.max(end, start + window)), limits) };
          } else {
            let reading = runs.get(run);
            if (reading === undefined) {
              reading = readExactly(input, run.start, run.end, limits);
              runs.set(run, reading);
            }
            held = { start: range.start, bytes: (await reading).subarray(range.start - run.start, range.end - run.start) };
          }
        }
        return held.bytes.subarray(start - held.start);
      },
    };
  });
}

/** Neighbours with small gaps, as long as together they stay small. */
function sharedRuns(ranges: readonly ByteRange[], most: number): readonly ByteRange[] {
  const runs: { start: number; end: number }[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = runs.at(-1);
    if (last !== undefined && range.start - last.end <= MAX_GAP && range.end - last.start <= most) last.end = Math.max(last.end, range.end);
    else runs.push({ ...range });
  }
  return runs;
}
