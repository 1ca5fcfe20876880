// What waits in a PostgreSQL ledger, by the tallies that triggers keep: no more objects are read than are held, or change within a minute.
import type { Backlog, ClaimRequest } from "../../contracts/ledger.ts";
import { backlogOf } from "../columns.ts";
import type { Query } from "../../postgres/database.ts";
import { due, failedAndDue } from "./due.ts";

const MINUTE_MS = 60_000;
/** The minute of now, and that of the last instant at which what failed first is given up now. */
const MINUTE = "clock.now / 60000";
const LAST_MINUTE = "(clock.now - $2::bigint) / 60000";

/** What failed and is tried again for sure at this minute; of objects on the last attempts only those that failed first not long ago. */
const SURELY_DUE = `SELECT objects, bytes FROM $S.retry_tallies WHERE attempts < $1 AND (run <> $3 OR ($4 AND due_minute < ${MINUTE}))
  UNION ALL SELECT objects, bytes FROM $S.retry_tallies
    WHERE first_minute > ${LAST_MINUTE} AND attempts >= $1 AND (run <> $3 OR ($4 AND due_minute < ${MINUTE}))`;

/** Of what becomes due within this minute, or is given up, what is due now. */
const DUE_ABOUT_NOW = `SELECT id, size FROM $S.objects WHERE ${failedAndDue("clock.now")} AND run = $3
      AND not_before >= ${MINUTE} * ${MINUTE_MS} AND not_before <= clock.now
  UNION SELECT id, size FROM $S.objects WHERE ${failedAndDue("clock.now")} AND attempts >= $1
      AND first_failed_at > clock.now - $2::bigint AND first_failed_at < (${LAST_MINUTE} + 1) * ${MINUTE_MS}`;

/** `now`: the instant as SQL. */
export async function backlog(query: Query, request: ClaimRequest, now: string): Promise<Backlog> {
  const [row] = await query(
    // One instant for all of it.
    `WITH clock AS MATERIALIZED (SELECT ${now} AS now)
     SELECT open.objects - claimed.objects + sure.objects + perhaps.objects AS objects,
       open.bytes - claimed.bytes + sure.bytes + perhaps.bytes AS bytes,
       claimed.objects AS claimed, (SELECT coalesce(sum(objects), 0) FROM $S.tallies WHERE kind = 'failed') AS failed,
       (SELECT discovered_at FROM $S.objects WHERE state = 'discovered' ORDER BY last_modified, key LIMIT 1) AS oldest,
       (SELECT discovered_at FROM $S.objects ORDER BY id DESC LIMIT 1) AS newest
     FROM (SELECT coalesce(sum(objects), 0) AS objects, coalesce(sum(size), 0) AS bytes FROM $S.tallies WHERE kind = 'open') AS open,
       (SELECT count(*) AS objects, coalesce(sum(size), 0) AS bytes FROM $S.objects WHERE state = 'claimed') AS claimed,
       clock,
       LATERAL (SELECT coalesce(sum(objects), 0) AS objects, coalesce(sum(bytes), 0) AS bytes FROM (${SURELY_DUE}) AS groups) AS sure,
       LATERAL (SELECT count(*) AS objects, coalesce(sum(size), 0) AS bytes FROM (${DUE_ABOUT_NOW}) AS due) AS perhaps`,
    due(request),
  );
  return backlogOf(row);
}

/** How many objects wait under another converter, of which nothing is delivered. */
export async function waitingUnderOther(query: Query, converterHash: string): Promise<number> {
  const [row] = await query(
    `SELECT (SELECT coalesce(sum(objects), 0) FROM $S.found_tallies WHERE hash <> $1)
       - (SELECT count(*) FROM $S.objects WHERE state = 'claimed' AND found_hash <> $1)
       - (SELECT count(*) FROM $S.progress JOIN $S.objects ON objects.id = object_id
          WHERE state = 'discovered' AND found_hash <> $1 AND progress.etag = objects.etag AND acknowledged > 0) AS n`,
    [converterHash],
  );
  return Number(row?.["n"]);
}
