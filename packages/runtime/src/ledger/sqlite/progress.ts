// How far a sink has got with an object that is not done: the tables `progress` and `refused` of the SQLite ledger.
import type { DatabaseSync } from "node:sqlite";
import type { ClaimStatus } from "../../contracts/deduplicator.ts";
import type { RefusedRow } from "../../contracts/sink.ts";
import type { Claim } from "../../contracts/ledger.ts";

/** Row numbers mean the same only within one version of the object, read by one converter: under another it starts again. */
export function readAcknowledged(database: DatabaseSync, held: Claim, converterHash: string): number {
  const kept = database
    .prepare("SELECT acknowledged FROM progress WHERE object_id = ? AND etag = ? AND converter_hash = ?")
    .get(held.id, held.object.etag, converterHash);
  if (kept !== undefined) return Number(kept["acknowledged"]);
  forgetProgress(database, held.id);
  return 0;
}

export function readRefused(database: DatabaseSync, held: Claim, from: number, to: number): readonly RefusedRow[] {
  return database
    .prepare("SELECT row, rule, message FROM refused WHERE object_id = ? AND row >= ? AND row < ? ORDER BY row")
    .all(held.id, from, to)
    .map(({ row, rule, message }) => ({ row: Number(row), rule: String(rule), message: String(message) }));
}

/** False when the claim was lost; nothing is kept then. */
export function keepProgress(
  database: DatabaseSync,
  held: Claim,
  converterHash: string,
  acknowledged: number,
  refused: readonly RefusedRow[],
): boolean {
  const isHeld = database
    .prepare("SELECT 1 FROM objects WHERE id = ? AND fence = ? AND state = 'claimed'")
    .get(held.id, held.fencingToken);
  if (isHeld === undefined) return false;
  database
    .prepare(
      `INSERT INTO progress (object_id, etag, converter_hash, acknowledged) VALUES (?, ?, ?, ?)
       ON CONFLICT (object_id) DO UPDATE SET etag = excluded.etag, converter_hash = excluded.converter_hash, acknowledged = excluded.acknowledged`,
    )
    .run(held.id, held.object.etag, converterHash, acknowledged);
  const put = database.prepare("INSERT OR REPLACE INTO refused (object_id, row, rule, message) VALUES (?, ?, ?, ?)");
  for (const { row, rule, message } of refused) put.run(held.id, row, rule, message);
  return true;
}

export function forgetProgress(database: DatabaseSync, id: number): void {
  database.prepare("DELETE FROM progress WHERE object_id = ?").run(id);
  database.prepare("DELETE FROM refused WHERE object_id = ?").run(id);
}

/** A holder whose lease has ended counts as gone, as it does for those who claim. */
export function readClaimStatus(database: DatabaseSync, id: number, fencingToken: number, now: number): ClaimStatus {
  const row = database
    .prepare("SELECT state, lease_until FROM objects WHERE id = ? AND fence = ?")
    .get(id, fencingToken);
  switch (row?.["state"]) {
    case "done":
    case "changed":
      return "delivered";
    case "claimed":
      return Number(row["lease_until"]) >= now ? "held" : "free";
    default:
      return "free";
  }
}
