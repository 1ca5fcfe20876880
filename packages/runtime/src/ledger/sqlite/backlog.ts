// What waits in a SQLite ledger, by the tallies that triggers keep: no more objects are read than are held, or change within a minute.
import type { DatabaseSync } from "node:sqlite";
import type { Backlog, ClaimRequest } from "../../contracts/ledger.ts";
import { backlogOf } from "../columns.ts";
import { due, FAILED_AND_DUE } from "./claims.ts";

const MINUTE_MS = 60_000;

/** What failed and is tried again for sure at this minute; of objects on the last attempts only those that failed first not long ago. */
const SURELY_DUE = `SELECT objects, bytes FROM retry_tallies WHERE attempts < $maxAttempts AND (run <> $run OR ($retries = 1 AND due_minute < $minute))
  UNION ALL SELECT objects, bytes FROM retry_tallies INDEXED BY retry_tallies_first
    WHERE first_minute > $lastMinute AND attempts >= $maxAttempts AND (run <> $run OR ($retries = 1 AND due_minute < $minute))`;

/** Of what becomes due within this minute, or is given up, what is due now. SQLite has no statistics by which it would find these indexes. */
const DUE_ABOUT_NOW = `SELECT id, size FROM objects INDEXED BY objects_due WHERE ${FAILED_AND_DUE} AND run IS $run
      AND not_before >= $minute * ${MINUTE_MS} AND not_before <= $now
  UNION SELECT id, size FROM objects INDEXED BY objects_first_failed WHERE ${FAILED_AND_DUE} AND attempts >= $maxAttempts
      AND first_failed_at > $now - $retryFor AND first_failed_at < ($lastMinute + 1) * ${MINUTE_MS}`;

const BACKLOG = `SELECT open.objects - claimed.objects + sure.objects + perhaps.objects AS objects,
    open.bytes - claimed.bytes + sure.bytes + perhaps.bytes AS bytes,
    claimed.objects AS claimed, (SELECT coalesce(sum(objects), 0) FROM tallies WHERE kind = 'failed') AS failed,
    (SELECT discovered_at FROM objects WHERE state = 'discovered' ORDER BY last_modified, key LIMIT 1) AS oldest,
    (SELECT discovered_at FROM objects ORDER BY id DESC LIMIT 1) AS newest
  FROM (SELECT coalesce(sum(objects), 0) AS objects, coalesce(sum(size), 0) AS bytes FROM tallies WHERE kind = 'open') AS open,
    (SELECT count(*) AS objects, coalesce(sum(size), 0) AS bytes FROM objects WHERE state = 'claimed') AS claimed,
    (SELECT coalesce(sum(objects), 0) AS objects, coalesce(sum(bytes), 0) AS bytes FROM (${SURELY_DUE})) AS sure,
    (SELECT count(*) AS objects, coalesce(sum(size), 0) AS bytes FROM (${DUE_ABOUT_NOW})) AS perhaps`;

export function backlog(database: DatabaseSync, request: ClaimRequest, now: number): Backlog {
  const parameters = due(request, now);
  const row = database.prepare(BACKLOG).get({
    ...parameters,
    minute: Math.floor(now / MINUTE_MS),
    lastMinute: Math.floor((now - (request.retryForMs ?? 0)) / MINUTE_MS),
  });
  return backlogOf(row);
}

/** How many objects wait under another converter, of which nothing is delivered. */
export function waitingUnderOther(database: DatabaseSync, converterHash: string): number {
  const row = database
    .prepare(
      `SELECT (SELECT coalesce(sum(objects), 0) FROM found_tallies WHERE hash <> $hash)
         - (SELECT count(*) FROM objects WHERE state = 'claimed' AND found_hash <> $hash)
         - (SELECT count(*) FROM progress CROSS JOIN objects ON objects.id = object_id
            WHERE state = 'discovered' AND found_hash <> $hash AND progress.etag = objects.etag AND acknowledged > 0) AS n`,
    )
    .get({ hash: converterHash });
  return Number(row?.["n"]);
}
