// Words for what drifted in a file's columns: columns that are missing, kinds that changed.
import type { DriftReport } from "@heddle/runtime";

/** Unread columns are left to `--json`, because a converter seldom reads all. */
export function driftWords(drift: DriftReport | undefined): readonly string[] {
  const gone = (drift?.gone ?? []).map((column) => `column ${JSON.stringify(column)} is missing`);
  const changed = (drift?.changed ?? []).map(
    ({ column, before, now }) => `${JSON.stringify(column)} changed from ${before} to ${now}`,
  );
  return [...gone, ...changed];
}
