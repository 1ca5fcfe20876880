// Who works on which object of a PostgreSQL ledger: claims are handed out, kept, taken away, and settled.
import type { ClaimStatus } from "../../contracts/deduplicator.ts";
import type { Claim, ClaimRequest, Ledger, Settlement } from "../../contracts/ledger.ts";
import { createMutex } from "../../async/mutex.ts";
import { type Database, type Query, type Row, storable } from "../../postgres/database.ts";
import { backlog } from "./backlog.ts";
import { objectOf, readReplay } from "../columns.ts";
import type { Columns } from "./kept.ts";
import { CLAIMS } from "./locks.ts";
import { due, failedAndDue, failedToRetry } from "./due.ts";
import { forgetProgress, IS_HELD } from "./progress.ts";
import { endDeadScan, isListedByOther } from "./scans.ts";

/** An object over which so many workers died is suspect: it waits for all others, and is then worked on alone. */
const SUSPECT = "takeovers >= 2";

type Claims = Pick<
  Ledger,
  | "claim"
  | "renew"
  | "beginCommit"
  | "claimStatus"
  | "settle"
  | "release"
  | "reclaimDead"
  | "backlog"
  | "anyClaimed"
  | "isSettled"
  | "hasIngested"
>;

/** `now`: the instant as SQL, in milliseconds since the epoch. */
export function claims(database: Database, columns: Columns, now: () => string): Claims {
  const { query, transaction } = database;
  // What an owner may have depends on what it holds: a process claims one at a time.
  const oneByOne = createMutex();
  return {
    claim: (request) => oneByOne(() => claim(database, request, now)),
    async renew(held, leaseMs, { rows, bytes }) {
      const renewed = await query(
        `UPDATE $S.objects SET lease_until = ${now()} + $3, rows = CASE WHEN replay IS NULL THEN $4 ELSE rows END,
           bytes_read = CASE WHEN replay IS NULL THEN $5 ELSE bytes_read END WHERE ${IS_HELD(now())} RETURNING id`,
        [held.id, held.fencingToken, leaseMs, rows, bytes],
      );
      return renewed.length === 1;
    },
    async beginCommit(held, leaseMs) {
      const begun = await query(
        `UPDATE $S.objects SET lease_until = ${now()} + $3, committing_fence = fence WHERE ${IS_HELD(now())} RETURNING id`,
        [held.id, held.fencingToken, leaseMs],
      );
      return begun.length === 1;
    },
    claimStatus: (id, fencingToken) => claimStatus(database, id, fencingToken, now),
    settle: (held, settlement) => transaction(undefined, (inTurn) => settle(inTurn, held, settlement, columns, now())),
    async release(held) {
      await query(
        "UPDATE $S.objects SET state = 'discovered', owner = NULL, lease_until = NULL, attempts = attempts - 1 WHERE id = $1 AND fence = $2 AND state = 'claimed'",
        [held.id, held.fencingToken],
      );
    },
    reclaimDead: (isDead) => transaction(CLAIMS, (inTurn) => reclaimDead(inTurn, isDead, now())),
    backlog: (request) => backlog(query, request, now()),
    anyClaimed: () => anyClaimed(query),
    async isSettled({ bucket, key }, { maxAttempts, retryForMs = 0 }) {
      const [row] = await query(
        `SELECT state NOT IN ('discovered', 'claimed') AND (${failedToRetry(now())}) IS NOT true AS settled FROM $S.objects
         WHERE bucket = $3 AND key = $4`,
        [maxAttempts, retryForMs, bucket, key],
      );
      return row?.["settled"] === true;
    },
    hasIngested: () => hasIngested(query),
  };
}

export async function hasIngested(query: Query): Promise<boolean> {
  const [row] = await query("SELECT sum(objects) > 0 AS has FROM $S.tallies WHERE delivered");
  return row?.["has"] === true;
}

async function anyClaimed(query: Query): Promise<boolean> {
  return (await query("SELECT 1 FROM $S.objects WHERE state = 'claimed' LIMIT 1")).length > 0;
}

/** Where the order need not be kept, a claim is one statement in which no process waits for another. */
async function claim(
  { query, transaction }: Database,
  request: ClaimRequest,
  now: () => string,
): Promise<Claim | undefined> {
  if (request.keepOrder === true)
    return transaction(CLAIMS, async (inTurn) => {
      await freeEnded(inTurn, now());
      const next = await nextInOrder(inTurn, request, now());
      return next === undefined ? undefined : take(inTurn, request, now(), `next AS (SELECT ${next}::bigint AS id)`);
    });
  const ended = await query(`SELECT 1 FROM $S.objects WHERE state = 'claimed' AND lease_until < ${now()} LIMIT 1`);
  if (ended.length > 0) await transaction(CLAIMS, (inTurn) => freeEnded(inTurn, now()));
  // Whoever works on a suspect works on nothing else, so that a death shows which object it was.
  const trusted = nextOf(request, now(), {
    which: `NOT (${SUSPECT})`,
    unlessHeld: SUSPECT,
    order: "last_modified, key",
  });
  const suspect = nextOf(request, now(), {
    which: SUSPECT,
    unlessHeld: "true",
    order: "lone_deaths, last_modified, key",
  });
  return (await take(query, request, now(), trusted)) ?? (await take(query, request, now(), suspect));
}

/** As a table expression `next`: the id of the object to hand out, which no other process gets meanwhile. */
function nextOf(
  { only, replaysOnly }: ClaimRequest,
  now: string,
  choice: {
    readonly which: string;
    /** The owner must not hold an object of this kind. */
    readonly unlessHeld: string;
    readonly order: string;
  },
): string {
  const { which, unlessHeld, order } = choice;
  const replays = replaysOnly === true ? " AND replay IS NOT NULL" : "";
  const named = `${only === undefined ? "" : " AND bucket = $8 AND key = $9"}${replays}`;
  const first = (condition: string): string =>
    `(SELECT id, lone_deaths, last_modified, key FROM $S.objects WHERE ${condition} AND ${which}${named}
       ORDER BY ${order} LIMIT 1 FOR UPDATE SKIP LOCKED)`;
  return `found AS ${first("state = 'discovered'")}, again AS ${first(failedAndDue(now))}, next AS (
      SELECT id FROM (SELECT * FROM found UNION ALL SELECT * FROM again) AS both_kinds
      WHERE NOT EXISTS (SELECT 1 FROM $S.objects WHERE state = 'claimed' AND owner = $5 AND ${unlessHeld}) ORDER BY ${order} LIMIT 1)`;
}

/** Claims the object that the table expression `next` names. */
async function take(query: Query, request: ClaimRequest, now: string, next: string): Promise<Claim | undefined> {
  const { owner, leaseMs, retryAfterMs = 0, only } = request;
  const [row] = await query(
    `WITH limits AS (SELECT $1::int, $2::bigint, $3::text, $4::boolean), ${next}
     UPDATE $S.objects SET state = 'claimed', fence = fence + 1, owner = $5, run = $3, lease_until = ${now} + $6, attempts = attempts + 1,
       started_at = ${now}, not_before = ${now} + $7::bigint * (1 << least(attempts, 10)), ended_at = CASE WHEN replay IS NULL THEN NULL ELSE ended_at END,
       rows = CASE WHEN replay IS NULL THEN 0 ELSE rows END, bytes_read = CASE WHEN replay IS NULL THEN 0 ELSE bytes_read END
     FROM next WHERE objects.id = next.id RETURNING objects.*,
       (SELECT converter_hash FROM $S.progress WHERE object_id = objects.id AND progress.etag = objects.etag AND acknowledged > 0) AS begun_hash,
       ARRAY(SELECT DISTINCT etag FROM $S.versions WHERE object_id = objects.id AND versions.etag <> objects.etag) AS earlier`,
    [
      ...due(request),
      owner,
      leaseMs,
      retryAfterMs,
      ...(only === undefined || request.keepOrder === true ? [] : [only.bucket, only.key]),
    ],
  );
  return row === undefined ? undefined : claimOf(row);
}

function claimOf(row: Row): Claim {
  const earlier = row["earlier"] as readonly string[];
  const hash: unknown = row["begun_hash"];
  return {
    ...(earlier.length === 0 ? {} : { earlierEtags: earlier }),
    ...(row["committing_fence"] === null ? {} : { mayBeDelivered: true }),
    id: Number(row["id"]),
    object: objectOf(row),
    fencingToken: Number(row["fence"]),
    attempt: Number(row["attempts"]),
    soloCrashes: Number(row["lone_deaths"]),
    ...(typeof hash === "string" ? { converterHash: hash } : {}),
    ...replayOf(row),
  };
}

function replayOf(row: Row): Pick<Claim, "replay"> {
  const replay = readReplay(row);
  return replay === undefined
    ? {}
    : { replay: { scope: replay.scope, converterHash: String(row["converter_hash"] ?? "") } };
}

/** One object at a time; one that will be tried again holds up those after it until it is due. */
async function nextInOrder(query: Query, request: ClaimRequest, now: string): Promise<number | undefined> {
  // Objects are found in the order of their keys: an older one may be still to come.
  if ((await anyClaimed(query)) || (await isListedByOther(query, request.run, now))) return undefined;
  const first = (condition: string, isDue: string): string =>
    `(SELECT id, ${isDue} AS is_due, last_modified, key FROM $S.objects WHERE ${condition} ORDER BY last_modified, key LIMIT 1)`;
  const [oldest] = await query(
    `${first("state = 'discovered'", "true")} UNION ALL ${first(failedToRetry(now), `(${failedAndDue(now)})`)} ORDER BY last_modified, key LIMIT 1`,
    due(request),
  );
  return oldest?.["is_due"] === true ? Number(oldest["id"]) : undefined;
}

async function settle(
  query: Query,
  held: Claim,
  settlement: Settlement,
  columns: Columns,
  now: string,
): Promise<boolean> {
  const { outcome, counts, error, withdrawn, drift } = settlement;
  if (outcome !== "done" && error?.retryable !== true && (await keepDelivered(query, held, settlement, now)))
    return true;
  const [settled] = await query(
    `UPDATE $S.objects SET state = $3, owner = NULL, lease_until = NULL, ended_at = ${now}, ${unlessDelivered("rows", "$4")}, ${unlessDelivered("events", "$5")},
       ${unlessDelivered("ignored", "$6")}, ${unlessDelivered("bytes_read", "$7")}, ${unlessDelivered("bytes_written", "$8")},
       ${unlessDelivered("converter_hash", "$9")}, error = $10, retryable = $11, drift = $12, ${unlessDelivered("counts", "$13")},
       committing_fence = CASE WHEN $14 THEN NULL ELSE committing_fence END,
       delivered_fence = CASE WHEN $3 = 'done' THEN fence ELSE delivered_fence END,
       replay = CASE WHEN $3 = 'done' THEN NULL ELSE replay END,
       first_failed_at = CASE WHEN $3 = 'failed' THEN coalesce(first_failed_at, ${now}) END
     WHERE ${IS_HELD(now)} RETURNING run, started_at`,
    [
      held.id,
      held.fencingToken,
      outcome,
      counts.rows,
      counts.events,
      counts.ignored,
      settlement.bytesRead,
      settlement.bytesWritten,
      settlement.converterHash,
      errorText(settlement),
      error?.retryable === true,
      drift === undefined ? null : storable(JSON.stringify(drift)),
      JSON.stringify({ dropped: counts.dropped, setAside: counts.setAside, changes: counts.changes }),
      outcome === "done" || withdrawn === true,
    ],
  );
  if (settled === undefined) {
    // Its answer may have got lost.
    const note = "SELECT 1 FROM $S.attempts WHERE object_id = $1 AND fence = $2 AND outcome = $3";
    return (await query(note, [held.id, held.fencingToken, outcome])).length > 0;
  }
  if (settlement.columns !== undefined) await columns.put(query, settlement.columns);
  if (outcome === "done") await forgetProgress(query, [held.id]);
  await noteAttempt(query, held, settlement, settled, now);
  return true;
}

/** A replay that has not begun its commit leaves what was delivered before. */
function unlessDelivered(column: string, value: string): string {
  return `${column} = CASE WHEN $3 <> 'done' AND replay IS NOT NULL AND committing_fence IS NULL THEN ${column} ELSE ${value} END`;
}

function errorText({ error }: Settlement): string | null {
  return error === undefined ? null : storable(JSON.stringify(error));
}

async function noteAttempt(
  query: Query,
  held: Claim,
  settlement: Settlement,
  settled: Row,
  now: string,
): Promise<void> {
  const { outcome, counts } = settlement;
  await query(
    `INSERT INTO $S.attempts (object_id, fence, run, started_at, ended_at, outcome, rows, events, error) VALUES ($1, $2, $3, $4, ${now}, $5, $6, $7, $8)`,
    [
      held.id,
      held.fencingToken,
      settled["run"],
      settled["started_at"],
      outcome,
      counts.rows,
      outcome === "done" ? counts.events : 0,
      errorText(settlement),
    ],
  );
}

/** A replay that comes to nothing before its commit leaves the object done as it was, with the error. False: it is no such replay. */
async function keepDelivered(query: Query, held: Claim, settlement: Settlement, now: string): Promise<boolean> {
  const [row] = await query(
    `SELECT * FROM $S.objects WHERE ${IS_HELD(now)} AND replay IS NOT NULL AND committing_fence IS NULL FOR UPDATE`,
    [held.id, held.fencingToken],
  );
  const replay = row === undefined ? undefined : readReplay(row);
  if (row === undefined || replay === undefined) return false;
  await query(
    `UPDATE $S.objects SET state = 'done', owner = NULL, lease_until = NULL, ended_at = $2, rows = $3, bytes_read = $4, replay = NULL,
       first_failed_at = NULL, error = $5, retryable = false WHERE id = $1`,
    [held.id, replay.endedAt, replay.rows, replay.bytesRead, errorText(settlement)],
  );
  await noteAttempt(query, held, settlement, row, now);
  return true;
}

async function claimStatus(
  { query, transaction }: Database,
  id: number,
  fencingToken: number,
  now: () => string,
): Promise<ClaimStatus> {
  const [row] = await query(
    `SELECT state, lease_until >= ${now()} AS is_held, fence = $2 AS is_latest,
       delivered_fence = $2 AND (replay IS NOT NULL OR state IN ('done', 'changed')) AS is_delivered
     FROM $S.objects WHERE id = $1 AND (fence = $2 OR delivered_fence = $2)`,
    [id, fencingToken],
  );
  // What was delivered before a replay stays so until the replay replaces it.
  if (row?.["is_delivered"] === true) return "delivered";
  if (row?.["is_latest"] !== true) return "free";
  switch (row?.["state"]) {
    case "done":
    case "changed":
      return "delivered";
    case "claimed":
      if (row["is_held"] === true) return "held";
      // It may have been renewed since: whether it has ended is decided under the lock of its row.
      await transaction(CLAIMS, (inTurn) => freeEnded(inTurn, now()));
      return claimStatus({ query, transaction } as Database, id, fencingToken, now);
    default:
      return "free";
  }
}

/** Takes the claims away whose leases have ended. */
export async function freeEnded(query: Query, now: string): Promise<void> {
  await free(query, `lease_until < ${now}`, "lease-ended", now);
}

/** Takes the claims of dead processes away; returns how many there were. */
export async function reclaimDead(query: Query, isDead: (owner: string) => boolean, now: string): Promise<number> {
  await endDeadScan(query, isDead);
  const owners = await query("SELECT DISTINCT owner FROM $S.objects WHERE state = 'claimed'");
  const dead = owners.map((row) => String(row["owner"])).filter(isDead);
  return dead.length === 0 ? 0 : free(query, "owner = ANY ($1)", "worker-died", now, [dead]);
}

/** Takes claims from their holders, under the locks of their rows: a renewal that was under way counts. Returns how many. */
async function free(
  query: Query,
  condition: string,
  why: "lease-ended" | "worker-died",
  now: string,
  values: readonly unknown[] = [],
): Promise<number> {
  const freed = await query(
    `WITH taken AS (
       SELECT id, (SELECT count(*) FROM $S.objects AS other WHERE other.state = 'claimed' AND other.owner = objects.owner) = 1 AS is_lone
       FROM $S.objects WHERE state = 'claimed' AND ${condition} ORDER BY id FOR UPDATE
     ), freed AS (
       UPDATE $S.objects SET state = 'discovered', owner = NULL, lease_until = NULL, attempts = attempts - 1, takeovers = takeovers + 1,
         lone_deaths = lone_deaths + taken.is_lone::int
       FROM taken WHERE objects.id = taken.id
       RETURNING objects.id, fence, run, started_at, rows
     )
     INSERT INTO $S.attempts (object_id, fence, run, started_at, ended_at, outcome, rows, events)
     SELECT id, fence, run, started_at, ${now}, '${why}', rows, 0 FROM freed RETURNING object_id`,
    values,
  );
  return freed.length;
}
