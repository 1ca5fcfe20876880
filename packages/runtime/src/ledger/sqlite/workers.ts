// The processes at work on a SQLite ledger.
import type { DatabaseSync } from "node:sqlite";
import type { Ledger } from "../../contracts/ledger.ts";
import { workerOf } from "../columns.ts";
import type { Clocks } from "./clocks.ts";

export function workerReports(
  database: DatabaseSync,
  { wall, steady }: Clocks,
): Pick<Ledger, "report" | "leave" | "workers"> {
  return {
    async report({ owner, host, version, rowsPerSecond }, silentMs) {
      database
        .prepare(
          `INSERT INTO workers (owner, host, version, rows_per_second, started_at, seen_at, silent_after) VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (owner) DO UPDATE SET rows_per_second = excluded.rows_per_second, seen_at = excluded.seen_at, silent_after = excluded.silent_after`,
        )
        .run(owner, host, version, rowsPerSecond, wall(), wall(), steady() + silentMs);
    },
    async leave(owner) {
      database.prepare("DELETE FROM workers WHERE owner = ? OR silent_after < ?").run(owner, steady());
    },
    workers: async () =>
      database
        .prepare(
          `SELECT *, (SELECT count(*) FROM objects WHERE state = 'claimed' AND owner = workers.owner) AS held
           FROM workers WHERE silent_after >= ? ORDER BY started_at, owner`,
        )
        .all(steady())
        .map(workerOf),
  };
}
