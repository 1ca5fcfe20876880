// The manifest: which sorted runs make up the store, as rows in the database, with their open files and filters.
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { openSortedRun, type RunMetadata, type SortedRun } from "./sorted-run.ts";

export interface ListedRun {
  readonly id: number;
  /** 0 where it was flushed from a memtable; else it was compacted from runs of the level below. */
  readonly level: number;
  readonly run: SortedRun;
}

export interface Manifest {
  /** The newest first. */
  readonly runs: readonly ListedRun[];
  /** In a transaction: opens and closes files as the database lists them now. */
  reload(): void;
  path(id: number): string;
  /** In a transaction: lists a run, whose file must be complete. */
  add(id: number, level: number, metadata: RunMetadata): void;
  /** In a transaction: takes runs off the list; their files stay. */
  remove(ids: readonly number[]): void;
  /** In a transaction: the number of the next run. */
  nextId(): number;
  deleteFile(id: number): void;
  /** In a transaction: deletes the files of runs that are not listed, except `keep`. */
  deleteOthers(keep: number | undefined): void;
  close(): void;
}

export const MANIFEST_TABLE = `
  CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY, level INTEGER NOT NULL, keys INTEGER NOT NULL, blocks INTEGER NOT NULL, bits INTEGER NOT NULL, newest INTEGER NOT NULL,
    head_sum INTEGER
  ) STRICT;
`;

const SUFFIX = ".run";

/** A compacted run is older than all runs of lower levels, and newer than those that its level had before. */
const NEWEST_FIRST = "ORDER BY level, id DESC";

/** `filterBytes`: the memory that the filters of all runs may take together. */
export function openManifest(database: DatabaseSync, folder: string, filterBytes: number): Manifest {
  mkdirSync(folder, { recursive: true });
  const list = database.prepare(`SELECT id, level, keys, blocks, bits, newest, head_sum FROM runs ${NEWEST_FIRST}`);
  const put = database.prepare(
    "INSERT INTO runs (id, level, keys, blocks, bits, newest, head_sum) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const drop = database.prepare("DELETE FROM runs WHERE id = ?");
  const take = database.prepare("UPDATE state SET next_run = next_run + 1 RETURNING next_run - 1 AS id");
  let runs: readonly ListedRun[] = [];

  const path = (id: number): string => join(folder, `${id}${SUFFIX}`);
  const used = (): number => runs.reduce((total, { run }) => total + run.filterBytes, 0);
  /** The largest filters are folded first: they serve the oldest keys. */
  const fit = (): void => {
    while (used() > filterBytes) {
      const largest = runs.toSorted((a, b) => b.run.filterBytes - a.run.filterBytes).find(({ run }) => run.fold());
      if (largest === undefined) return;
    }
  };
  const deleteFile = (id: number): void => {
    // Where an open file cannot be deleted, the next start does it.
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
        const budget = Math.max(filterBytes - used(), filterBytes / 2);
        runs = [...runs, { id, level, run: openSortedRun(path(id), metadataOf(row), budget) }];
        fit();
      }
      runs = runs.toSorted((a, b) => a.level - b.level || b.id - a.id);
    },
    add(id, level, { keys, blocks, bits, newest, headSum = null }) {
      syncFolder(folder);
      put.run(id, level, keys, blocks, bits, newest, headSum);
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

function metadataOf(row: Record<string, SQLOutputValue>): RunMetadata {
  return {
    keys: Number(row["keys"]),
    blocks: Number(row["blocks"]),
    bits: Number(row["bits"]),
    newest: Number(row["newest"]),
    headSum: row["head_sum"] === null ? undefined : Number(row["head_sum"]),
  };
}

/** Makes the names of new files durable. */
function syncFolder(folder: string): void {
  // Windows cannot open a folder.
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
