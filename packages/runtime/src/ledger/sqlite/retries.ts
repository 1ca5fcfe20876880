// Failed and gone objects of a SQLite ledger that are tried again by hand, page by page.
import type { DatabaseSync } from "node:sqlite";
import type { RetriedPage, RetryPlace } from "../../contracts/ledger.ts";
import { RETRY_PAGE } from "../pages.ts";

/** In a transaction. */
export function retryPage(
  database: DatabaseSync,
  accept: (key: string) => boolean,
  after: RetryPlace = { key: "", id: 0 },
): RetriedPage {
  const page = database
    .prepare(
      `SELECT id, key FROM objects INDEXED BY objects_to_reset WHERE state IN ('failed', 'gone') AND (key, id) > (?, ?) ORDER BY key, id LIMIT ${RETRY_PAGE}`,
    )
    .all(after.key, after.id)
    .map((row) => ({ id: Number(row["id"]), key: String(row["key"]) }));
  const again = database.prepare(
    "UPDATE objects SET state = 'discovered', attempts = 0, takeovers = 0, lone_deaths = 0, not_before = 0, first_failed_at = NULL, run = NULL, found_hash = NULL WHERE id = ?",
  );
  const keys: string[] = [];
  for (const { id, key } of page) {
    if (!accept(key)) continue;
    again.run(id);
    keys.push(key);
  }
  const next = page.length < RETRY_PAGE ? undefined : page.at(-1);
  return { keys, ...(next === undefined ? {} : { next }) };
}
