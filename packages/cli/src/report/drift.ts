// From what drifted in a file's columns to words: columns that are gone, kinds that changed.
import type { DriftReport } from "@heddle/runtime";

/** Nothing where nothing drifted. Columns that nobody reads are left to `--json`: a converter seldom reads all. */
export function driftWords(drift: DriftReport | undefined): readonly string[] {
  const gone = (drift?.gone ?? []).map((column) => `no column ${JSON.stringify(column)}`);
  const changed = (drift?.changed ?? []).map(
    ({ column, before, now }) => `${JSON.stringify(column)} was ${before}, is ${now}`,
  );
  return [...gone, ...changed];
}
