// Which done objects of a PostgreSQL ledger are to be replayed, and what they were before.
import type { ReplayScope } from "../../contracts/ledger.ts";
import type { ObjectInfo } from "../../contracts/object-info.ts";
import type { Query } from "../../postgres/database.ts";
import { forgetProgress } from "./progress.ts";

/** In a transaction. */
export async function markReplays(
  query: Query,
  objects: readonly Pick<ObjectInfo, "bucket" | "key" | "etag">[],
  scope: ReplayScope,
): Promise<number> {
  const marked = await query(
    `UPDATE $S.objects SET state = 'discovered', attempts = 0, takeovers = 0, lone_deaths = 0, not_before = 0, first_failed_at = NULL, run = NULL,
       found_hash = NULL, replay = json_build_object('scope', $4::text, 'rows', rows, 'bytesRead', bytes_read, 'endedAt', ended_at)::text
     WHERE (bucket, key, etag) IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[])) AND state = 'done' RETURNING id`,
    [objects.map(({ bucket }) => bucket), objects.map(({ key }) => key), objects.map(({ etag }) => etag), scope],
  );
  await forgetProgress(
    query,
    marked.map((row) => row["id"]),
  );
  return marked.length;
}

export async function countReplays(query: Query): Promise<number> {
  const [row] = await query(
    "SELECT coalesce(sum(objects), 0) AS n FROM $S.tallies WHERE delivered AND kind NOT IN ('done', 'changed')",
  );
  return Number(row?.["n"]);
}
