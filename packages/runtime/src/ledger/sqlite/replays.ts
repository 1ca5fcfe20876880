// Which done objects of a SQLite ledger are to be replayed, and what they were before.
import type { DatabaseSync } from "node:sqlite";
import type { ReplayScope } from "../../contracts/ledger.ts";
import type { ObjectInfo } from "../../contracts/object-info.ts";
import { forgetProgress } from "./progress.ts";

/** In a transaction. */
export function markReplays(
  database: DatabaseSync,
  objects: readonly Pick<ObjectInfo, "bucket" | "key" | "etag">[],
  scope: ReplayScope,
): number {
  const mark = database.prepare(
    `UPDATE objects SET state = 'discovered', attempts = 0, takeovers = 0, lone_deaths = 0, not_before = 0, first_failed_at = NULL, run = NULL,
       found_hash = NULL,
       replay = json_object('scope', ?, 'rows', rows, 'bytesRead', bytes_read, 'endedAt', ended_at)
     WHERE bucket = ? AND key = ? AND etag = ? AND state = 'done' RETURNING id`,
  );
  let marked = 0;
  for (const { bucket, key, etag } of objects) {
    const row = mark.get(scope, bucket, key, etag);
    if (row === undefined) continue;
    forgetProgress(database, Number(row["id"]));
    marked += 1;
  }
  return marked;
}

export function countReplays(database: DatabaseSync): number {
  const row = database
    .prepare(
      "SELECT coalesce(sum(objects), 0) AS n FROM tallies WHERE delivered = 1 AND kind NOT IN ('done', 'changed')",
    )
    .get();
  return Number(row?.["n"]);
}
