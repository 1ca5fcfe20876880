// Which process lists the bucket of a SQLite ledger, and when it was listed last.
import type { DatabaseSync } from "node:sqlite";
import type { Ledger, ScanRequest, ScanTurn } from "../../contracts/ledger.ts";
import { inTransaction } from "../../sqlite/database.ts";
import type { Clocks } from "./clocks.ts";

export function scans(database: DatabaseSync, { steady }: Clocks): Pick<Ledger, "beginScan" | "renewScan" | "endScan"> {
  return {
    beginScan: async (request) => inTransaction(database, () => beginScan(database, request, steady())),
    async renewScan(run, leaseMs) {
      const renew = database.prepare("UPDATE scan SET lease_until = ? WHERE run = ? AND lease_until >= ?");
      const now = steady();
      return Number(renew.run(now + leaseMs, run, now).changes) === 1;
    },
    endScan: async (run, isComplete) => inTransaction(database, () => endScan(database, run, isComplete, steady())),
  };
}

/** In a transaction. */
function beginScan(database: DatabaseSync, request: ScanRequest, now: number): ScanTurn {
  const { owner, run, leaseMs, converterHash, everyMs = 0 } = request;
  const holder = database
    .prepare("SELECT owner, lease_until FROM scan WHERE run <> ? AND lease_until >= ?")
    .get(run, now);
  if (holder !== undefined)
    return { granted: false, owner: String(holder["owner"]), waitMs: Number(holder["lease_until"]) - now + 1 };
  const last = database.prepare("SELECT ended_at FROM listings WHERE converter_hash = ?").get(converterHash);
  const waitMs = last === undefined ? 0 : Math.min(everyMs, Number(last["ended_at"]) + everyMs - now);
  if (waitMs > 0) return { granted: false, waitMs };
  database
    .prepare("INSERT OR REPLACE INTO scan (single, owner, run, converter_hash, lease_until) VALUES (1, ?, ?, ?, ?)")
    .run(owner, run, converterHash, now + leaseMs);
  return { granted: true };
}

/** In a transaction. */
function endScan(database: DatabaseSync, run: string, isComplete: boolean, now: number): void {
  const ended = database.prepare("DELETE FROM scan WHERE run = ? RETURNING converter_hash, lease_until").get(run);
  if (ended === undefined || !isComplete || Number(ended["lease_until"]) < now) return;
  database
    .prepare("INSERT OR REPLACE INTO listings (converter_hash, ended_at) VALUES (?, ?)")
    .run(String(ended["converter_hash"]), now);
}

/** Whether another run lists the bucket now. */
export function isListedByOther(database: DatabaseSync, run: string, now: number): boolean {
  return database.prepare("SELECT 1 FROM scan WHERE run <> ? AND lease_until >= ?").get(run, now) !== undefined;
}

/** In a transaction: frees the turn of a process that is dead. */
export function endDeadScan(database: DatabaseSync, isDead: (owner: string) => boolean): void {
  const holder = database.prepare("SELECT owner, run FROM scan").get();
  if (holder !== undefined && isDead(String(holder["owner"])))
    database.prepare("DELETE FROM scan WHERE run = ?").run(String(holder["run"]));
}
