// Which process lists the bucket of a PostgreSQL ledger, and when it was listed last. All instants are the database's.
import type { Ledger, ScanTurn } from "../../contracts/ledger.ts";
import type { Database, Query } from "../../postgres/database.ts";

type Scans = Pick<Ledger, "beginScan" | "renewScan" | "endScan">;

export function scans({ query }: Database, now: () => string): Scans {
  return {
    async beginScan({ owner, run, leaseMs, converterHash, everyMs = 0 }): Promise<ScanTurn> {
      const at = now();
      // One statement, so that of two processes that ask at once the second sees the row of the first.
      const [taken] = await query(
        `INSERT INTO $S.scan AS held (single, owner, run, converter_hash, lease_until)
         SELECT 1, $1, $2, $3, ${at} + $4
         WHERE NOT EXISTS (SELECT 1 FROM $S.listings WHERE converter_hash = $3 AND ${at} - ended_at BETWEEN 0 AND $5::bigint - 1)
         ON CONFLICT (single) DO UPDATE SET owner = excluded.owner, run = excluded.run, converter_hash = excluded.converter_hash,
           lease_until = excluded.lease_until
         WHERE held.run = excluded.run OR held.lease_until < ${at} RETURNING 1`,
        [owner, run, converterHash, leaseMs, everyMs],
      );
      if (taken !== undefined) return { granted: true };
      const [holder] = await query(
        `SELECT owner, lease_until - ${at} + 1 AS ms FROM $S.scan WHERE run <> $1 AND lease_until >= ${at}`,
        [run],
      );
      if (holder !== undefined) return { granted: false, owner: String(holder["owner"]), waitMs: Number(holder["ms"]) };
      const [last] = await query(`SELECT ended_at + $2 - ${at} AS ms FROM $S.listings WHERE converter_hash = $1`, [
        converterHash,
        everyMs,
      ]);
      return { granted: false, waitMs: Math.max(0, Math.min(everyMs, Number(last?.["ms"] ?? 0))) };
    },
    async renewScan(run, leaseMs) {
      const renewed = await query(
        `UPDATE $S.scan SET lease_until = ${now()} + $2 WHERE run = $1 AND lease_until >= ${now()} RETURNING 1`,
        [run, leaseMs],
      );
      return renewed.length === 1;
    },
    async endScan(run, isComplete) {
      await query(
        `WITH ended AS (DELETE FROM $S.scan WHERE run = $1 RETURNING converter_hash, lease_until)
         INSERT INTO $S.listings (converter_hash, ended_at)
         SELECT converter_hash, ${now()} FROM ended WHERE $2 AND lease_until >= ${now()}
         ON CONFLICT (converter_hash) DO UPDATE SET ended_at = excluded.ended_at`,
        [run, isComplete],
      );
    },
  };
}

/** Whether another run lists the bucket now. */
export async function isListedByOther(query: Query, run: string, now: string): Promise<boolean> {
  return (await query(`SELECT 1 FROM $S.scan WHERE run <> $1 AND lease_until >= ${now}`, [run])).length > 0;
}

/** Frees the turn of a process that is dead. */
export async function endDeadScan(query: Query, isDead: (owner: string) => boolean): Promise<void> {
  const [holder] = await query("SELECT owner, run FROM $S.scan");
  if (holder !== undefined && isDead(String(holder["owner"])))
    await query("DELETE FROM $S.scan WHERE run = $1", [holder["run"]]);
}
