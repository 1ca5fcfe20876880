// Failed and gone objects of a PostgreSQL ledger that are tried again by hand, page by page.
import type { RetriedPage, RetryPlace } from "../../contracts/ledger.ts";
import type { Query } from "../../postgres/database.ts";
import { RETRY_PAGE } from "../pages.ts";

const CAN_BE = "state IN ('failed', 'gone')";

/** In a transaction. */
export async function retryPage(
  query: Query,
  accept: (key: string) => boolean,
  after: RetryPlace = { key: "", id: 0 },
): Promise<RetriedPage> {
  const rows = await query(
    `SELECT id, key FROM $S.objects WHERE ${CAN_BE} AND (key, id) > ($1, $2::bigint) ORDER BY key, id LIMIT ${RETRY_PAGE}`,
    [after.key, after.id],
  );
  const page = rows.map((row) => ({ id: Number(row["id"]), key: String(row["key"]) }));
  const wanted = page.filter(({ key }) => accept(key)).map(({ id }) => id);
  const again = new Set(wanted.length === 0 ? [] : await tryAgain(query, wanted));
  const keys = page.filter(({ id }) => again.has(id)).map(({ key }) => key);
  const next = page.length < RETRY_PAGE ? undefined : page.at(-1);
  return { keys, ...(next === undefined ? {} : { next }) };
}

/** The ids of those that nobody claimed meanwhile. */
async function tryAgain(query: Query, ids: readonly number[]): Promise<readonly number[]> {
  const rows = await query(
    `UPDATE $S.objects SET state = 'discovered', attempts = 0, takeovers = 0, lone_deaths = 0, not_before = 0, first_failed_at = NULL, run = NULL,
       found_hash = NULL WHERE id = ANY ($1) AND ${CAN_BE} RETURNING id`,
    [ids],
  );
  return rows.map((row) => Number(row["id"]));
}
