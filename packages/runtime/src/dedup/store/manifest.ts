// The runs of a store: their rows in the database and their files beside it, opened, in order, and within a budget of memory.
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { openRun, type Run, type RunFacts } from "./sorted-run.ts";

export interface ListedRun {
  readonly id: number;
  /** 0: written from the newest keys; else merged from runs of the level below. */
  readonly level: number;
  readonly run: Run;
}

export interface RunSet {
  /** The newest first. */
  readonly runs: readonly ListedRun[];
  /** Opens and closes files as the database lists them now; in a transaction. */
  reload(): void;
  path(id: number): string;
  /** In a transaction; the file must be complete. */
  add(id: number, level: number, facts: RunFacts): void;
  /** In a transaction; the files are left. */
  remove(ids: readonly number[]): void;
  /** The number of the next run; in a transaction. */
  nextId(): number;
  deleteFile(id: number): void;
  /** Deletes the files of runs that nobody lists, but for `keep`; in a transaction. */
  deleteOthers(keep: number | undefined): void;
  close(): void;
}

export const RUNS = `
  CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY, level INTEGER NOT NULL, keys INTEGER NOT NULL, blocks INTEGER NOT NULL, bits INTEGER NOT NULL, newest INTEGER NOT NULL
  ) STRICT;
`;

const SUFFIX = ".run";

/** A run merged from others is older than all runs of lower levels, and newer than those that were in its level before. */
const NEWEST_FIRST = "ORDER BY level, id DESC";

/** `filterBytes`: what the filters of all runs may take together. */
export function runSet(database: DatabaseSync, folder: string, filterBytes: number): RunSet {
  mkdirSync(folder, { recursive: true });
  const list = database.prepare(`SELECT id, level, keys, blocks, bits, newest FROM runs ${NEWEST_FIRST}`);
  const put = database.prepare("INSERT INTO runs (id, level, keys, blocks, bits, newest) VALUES (?, ?, ?, ?, ?, ?)");
  const drop = database.prepare("DELETE FROM runs WHERE id = ?");
  const take = database.prepare("UPDATE state SET next_run = next_run + 1 RETURNING next_run - 1 AS id");
  let runs: readonly ListedRun[] = [];

  const path = (id: number): string => join(folder, `${id}${SUFFIX}`);
  const used = (): number => runs.reduce((total, { run }) => total + run.filterBytes, 0);
  /** The largest filters are folded first: the fewest keys gain from them. */
  const fit = (): void => {
    while (used() > filterBytes) {
      const largest = runs.toSorted((a, b) => b.run.filterBytes - a.run.filterBytes).find(({ run }) => run.fold());
      if (largest === undefined) return;
    }
  };
  const deleteFile = (id: number): void => {
    // Where a file that another process has open cannot be deleted, the next start does it.
    try {
      rmSync(path(id), { force: true });
    } catch {}
  };

  return {
    get runs() {
      return runs;
    },
    path,
    reload() {
      const rows = list.all().map((row) => ({ id: Number(row["id"]), level: Number(row["level"]), row }));
      const listed = new Set(rows.map(({ id }) => id));
      for (const { id, run } of runs) if (!listed.has(id)) run.close();
      runs = runs.filter(({ id }) => listed.has(id));
      for (const { id, level, row } of rows) {
        if (runs.some((known) => known.id === id)) continue;
        const facts: RunFacts = {
          keys: Number(row["keys"]),
          blocks: Number(row["blocks"]),
          bits: Number(row["bits"]),
          newest: Number(row["newest"]),
        };
        runs = [...runs, { id, level, run: openRun(path(id), facts, Math.max(filterBytes - used(), filterBytes / 2)) }];
        fit();
      }
      runs = runs.toSorted((a, b) => a.level - b.level || b.id - a.id);
    },
    add(id, level, { keys, blocks, bits, newest }) {
      syncFolder(folder);
      put.run(id, level, keys, blocks, bits, newest);
    },
    remove(ids) {
      for (const id of ids) drop.run(id);
    },
    nextId: () => Number(take.get()?.["id"]),
    deleteFile,
    deleteOthers(keep) {
      const listed = new Set(list.all().map(({ id }) => Number(id)));
      for (const name of readdirSync(folder)) {
        const id = name.endsWith(SUFFIX) ? Number(name.slice(0, -SUFFIX.length)) : Number.NaN;
        if (Number.isInteger(id) && !listed.has(id) && id !== keep) deleteFile(id);
      }
    },
    close() {
      for (const { run } of runs) run.close();
      runs = [];
    },
  };
}

/** Makes the names of new files durable, where the system lets a folder be opened. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
