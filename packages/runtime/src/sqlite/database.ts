// What every SQLite database here needs: waiting for other processes, the write-ahead log, and transactions.
import type { DatabaseSync } from "node:sqlite";

/** How long to wait for locks of other processes. */
export const BUSY_MS = 30_000;
const PAUSE_MS = 10;

/** Where several processes set up the WAL of a new database at once, SQLite does not wait but fails all except one: this tries again. */
export function useWriteAheadLog(database: DatabaseSync): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (const end = Date.now() + BUSY_MS; ; Atomics.wait(pause, 0, 0, PAUSE_MS)) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > end) throw error;
    }
  }
}

/** SQLITE_BUSY in any of its kinds. */
export function isBusy(error: unknown): boolean {
  return (
    error instanceof Error && "errcode" in error && typeof error.errcode === "number" && (error.errcode & 0xff) === 5
  );
}

/** Runs `work` in a write transaction: all of it is recorded, or nothing. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** A transaction that is on the disk when this returns, with all that came before it. For databases with `synchronous = NORMAL`. */
export function durably<T>(database: DatabaseSync, work: () => T): T {
  database.exec("PRAGMA synchronous = FULL");
  try {
    return inTransaction(database, work);
  } finally {
    database.exec("PRAGMA synchronous = NORMAL");
  }
}
