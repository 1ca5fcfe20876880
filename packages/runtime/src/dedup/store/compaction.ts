// From several sorted runs to one: the newest record of each key, without expired ones.
import type { RunMetadata, RunWriter, SortedRun } from "./sorted-run.ts";
import { compareKeys, SEEN } from "./record.ts";

export interface Compaction {
  /** Reads up to so many more records; true once all are read. */
  step(records: number): boolean;
  finish(): RunMetadata;
  discard(): void;
}

/** `runs`: the newest first. Records seen at `expiry` or before are left out; it is in seconds since the epoch. */
export function compactRuns(runs: readonly SortedRun[], output: RunWriter, expiry: number): Compaction {
  const cursors = runs.map((run) => run.cursor());
  return {
    step(records) {
      for (let read = 0; read < records;) {
        let first = -1;
        for (let i = 0; i < cursors.length; i += 1) {
          const cursor = cursors[i] as (typeof cursors)[number];
          if (cursor.at === -1) continue;
          const best = cursors[first];
          // Of equal keys the one found first is the newest.
          if (best === undefined || compareKeys(cursor.words, cursor.at, best.words, best.at) < 0) first = i;
        }
        const newest = cursors[first];
        if (newest === undefined) return true;
        if ((newest.words[newest.at + SEEN] as number) > expiry) output.add(newest.words, newest.at);
        for (let i = first + 1; i < cursors.length; i += 1) {
          const older = cursors[i] as (typeof cursors)[number];
          if (older.at === -1 || compareKeys(older.words, older.at, newest.words, newest.at) !== 0) continue;
          older.next();
          read += 1;
        }
        newest.next();
        read += 1;
      }
      return false;
    },
    finish: () => output.finish(),
    discard: () => output.discard(),
  };
}
