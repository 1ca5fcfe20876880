// Several runs in, one run out: of a key that several of them hold, the newest record; nothing that counts no more.
import type { RunFacts, RunWriter, Run } from "./sorted-run.ts";
import { compareKeys, SEEN } from "./record.ts";

export interface Merge {
  /** Reads so many more records; true: it is through. */
  step(records: number): boolean;
  finish(): RunFacts;
  discard(): void;
}

/** `runs`: the newest first. `oldest`: what was seen then or before is left out; in seconds since the epoch. */
export function mergeRuns(runs: readonly Run[], output: RunWriter, oldest: number): Merge {
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
        if ((newest.words[newest.at + SEEN] as number) > oldest) output.add(newest.words, newest.at);
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
