// How far a sink has got with an object that is not done: the tables `progress` and `refused` of the SQLite ledger.
import type { DatabaseSync } from "node:sqlite";
import type { RefusedRow } from "../../contracts/sink.ts";
import type { Claim } from "../../contracts/ledger.ts";

/**
 * In a transaction. Row numbers mean the same only within one version of the object, read by one converter: under another it starts again,
 * unless another holder has the object by now.
 */
export function readAcknowledged(database: DatabaseSync, held: Claim, converterHash: string, now: number): number {
  const kept = database
    .prepare("SELECT acknowledged FROM progress WHERE object_id = ? AND etag = ? AND converter_hash = ?")
    .get(held.id, held.object.etag, converterHash);
  if (kept !== undefined) return Number(kept["acknowledged"]);
  if (isHeld(database, held, now)) forgetProgress(database, held.id);
  return 0;
}

export function readRefused(database: DatabaseSync, held: Claim, from: number, to: number): readonly RefusedRow[] {
  return database
    .prepare("SELECT row, rule, message FROM refused WHERE object_id = ? AND row >= ? AND row < ? ORDER BY row")
    .all(held.id, from, to)
    .map(({ row, rule, message }) => ({ row: Number(row), rule: String(rule), message: String(message) }));
}

/** In a transaction. False when the claim was lost; nothing is kept then. */
export function keepProgress(
  database: DatabaseSync,
  held: Claim,
  {
    converterHash,
    acknowledged,
    refused,
  }: {
    readonly converterHash: string;
    readonly acknowledged: number;
    readonly refused: readonly RefusedRow[];
  },
  now: number,
): boolean {
  if (!isHeld(database, held, now)) return false;
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

/** A holder has to show its fencing token, and a lease that has not ended. Parameters: `$id`, `$fence`, `$now`. */
export const IS_HELD = "id = $id AND fence = $fence AND state = 'claimed' AND lease_until >= $now";

/** The parameters of {@link IS_HELD}. `now`: by the clock of leases. */
export function heldBy(
  held: Claim,
  now: number,
): { readonly id: number; readonly fence: number; readonly now: number } {
  return { id: held.id, fence: held.fencingToken, now };
}

function isHeld(database: DatabaseSync, held: Claim, now: number): boolean {
  return database.prepare(`SELECT 1 FROM objects WHERE ${IS_HELD}`).get(heldBy(held, now)) !== undefined;
}
