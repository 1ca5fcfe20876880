// In: a converter and work that evaluates it on rows of the sample. Out: the work done, or stopped before it takes too long.
import { type Analysis, stringifyJson, type Value } from "@heddle/compiler";
import { maxUnguardedRowBytes } from "@heddle/compiler/language";

/** Runs work; false where it was stopped after so many milliseconds, wherever it was. What it throws is thrown. */
export type RunWithLimit = (ms: number, work: () => void) => boolean;

/** Work on rows: it asks of each whether to evaluate it, and ends at the first that it may not. */
export type Evaluation = (mayEvaluate: (row: Value) => boolean) => void;

/** For all rows that one answer needs. */
const LIMIT_MS = 1_000;

/** What is shown in place of values. */
export const TOO_SLOW = "evaluation took longer than 1 s";

/** The instant that the time operators see wherever rows of a sample are evaluated, so that values do not change with every key. */
export const SAMPLE_NOW = Date.UTC(2024, 0, 1);

/** A unit of UTF-16 takes at most so many bytes. */
const BYTES_PER_UNIT = 3;

/**
 * Gives the function that does an evaluation, and whether it came to its end. Where a host can stop work, it runs under the limit;
 * elsewhere only rows are evaluated whose patterns take a moment, until the limit is over. Once one evaluation of a text was
 * stopped, no other is begun.
 */
export function createEvaluator(
  analysis: () => Analysis,
  limit: RunWithLimit | undefined,
): (work: Evaluation) => boolean {
  let isSlow = false;
  return (work) => {
    const { converter, inference } = analysis();
    if (isSlow || converter === undefined || inference === undefined) return !isSlow;
    const most = maxUnguardedRowBytes(converter.body, inference);
    if (most === Infinity) work(() => true);
    else if (limit !== undefined) isSlow = !limit(LIMIT_MS, () => work(() => true));
    else {
      const end = Date.now() + LIMIT_MS;
      work((row) => {
        isSlow ||= Date.now() > end || stringifyJson(row).length * BYTES_PER_UNIT > most;
        return !isSlow;
      });
    }
    return !isSlow;
  };
}
