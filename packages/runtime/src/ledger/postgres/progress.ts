// How far a sink has got with an object that is not done: the tables `progress` and `refused` of the PostgreSQL ledger.
import type { Claim, Ledger } from "../../contracts/ledger.ts";
import { type Database, type Query, storable } from "../../postgres/database.ts";

/** What every holder has to show: its fencing token, and a lease that has not ended. Parameters: `$1` the id, `$2` the token. */
export const IS_HELD = (now: string): string =>
  `id = $1 AND fence = $2 AND state = 'claimed' AND lease_until >= ${now}`;

/** The lock under which progress is kept. */
const PROGRESS = 2;

export function progress(
  { query, transaction }: Database,
  now: () => string,
): Pick<Ledger, "acknowledged" | "refused" | "acknowledge"> {
  const isHeld = async (inTurn: Query, held: Claim): Promise<boolean> =>
    (await inTurn(`SELECT 1 FROM $S.objects WHERE ${IS_HELD(now())} FOR UPDATE`, [held.id, held.fencingToken])).length >
    0;
  return {
    // Row numbers mean the same only within one version of the object, read by one converter: under another it starts again.
    acknowledged: (held, converterHash) =>
      transaction(PROGRESS, async (inTurn) => {
        const [kept] = await inTurn(
          "SELECT acknowledged FROM $S.progress WHERE object_id = $1 AND etag = $2 AND converter_hash = $3",
          [held.id, held.object.etag, converterHash],
        );
        if (kept !== undefined) return Number(kept["acknowledged"]);
        if (await isHeld(inTurn, held)) await forgetProgress(inTurn, [held.id]);
        return 0;
      }),
    async refused(held, from, to) {
      const rows = await query(
        "SELECT row, rule, message FROM $S.refused WHERE object_id = $1 AND row >= $2 AND row < $3 ORDER BY row",
        [held.id, from, to],
      );
      return rows.map(({ row, rule, message }) => ({
        row: Number(row),
        rule: String(rule),
        message: String(message),
      }));
    },
    acknowledge: (held, converterHash, acknowledged, refused) =>
      transaction(PROGRESS, async (inTurn) => {
        if (!(await isHeld(inTurn, held))) return false;
        await inTurn(
          `INSERT INTO $S.progress (object_id, etag, converter_hash, acknowledged) VALUES ($1, $2, $3, $4)
           ON CONFLICT (object_id) DO UPDATE SET etag = excluded.etag, converter_hash = excluded.converter_hash, acknowledged = excluded.acknowledged`,
          [held.id, held.object.etag, converterHash, acknowledged],
        );
        for (const { row, rule, message } of refused) {
          await inTurn(
            `INSERT INTO $S.refused (object_id, row, rule, message) VALUES ($1, $2, $3, $4)
             ON CONFLICT (object_id, row) DO UPDATE SET rule = excluded.rule, message = excluded.message`,
            [held.id, row, rule, storable(message)],
          );
        }
        return true;
      }),
  };
}

/** `ids`: of objects. */
export async function forgetProgress(query: Query, ids: readonly unknown[]): Promise<void> {
  await query("DELETE FROM $S.progress WHERE object_id = ANY ($1)", [ids]);
  await query("DELETE FROM $S.refused WHERE object_id = ANY ($1)", [ids]);
}
