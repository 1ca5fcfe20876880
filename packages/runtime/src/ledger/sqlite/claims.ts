// Who works on which object of a SQLite ledger: claims are handed out, kept, taken away, and settled.
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { ClaimStatus } from "../../contracts/deduplicator.ts";
import type { Claim, ClaimRequest, Settlement } from "../../contracts/ledger.ts";
import type { ObjectInfo } from "../../contracts/object-info.ts";
import type { RowCounts } from "../../contracts/row-counts.ts";
import { inTransaction } from "../../sqlite/database.ts";
import type { Clocks } from "./clocks.ts";
import { objectOf, readReplay } from "../columns.ts";
import type { Columns } from "./kept.ts";
import { endDeadScan, isListedByOther } from "./scans.ts";
import { forgetProgress, heldBy, IS_HELD } from "./progress.ts";

/** Failed, and to be tried again some time. */
const FAILED_TO_RETRY =
  "state = 'failed' AND retryable = 1 AND (attempts < $maxAttempts OR first_failed_at + $retryFor > $now)";
export const FAILED_AND_DUE = `${FAILED_TO_RETRY} AND (run IS NOT $run OR ($retries = 1 AND not_before <= $now))`;

type Parameters = Record<string, string | number>;

export function due(request: ClaimRequest, now: number): Parameters {
  return {
    maxAttempts: request.maxAttempts,
    retryFor: request.retryForMs ?? 0,
    run: request.run,
    retries: request.retryAfterMs === undefined ? 0 : 1,
    now,
  };
}

/** An object over which so many workers died is suspect: it waits for all others, and is then worked on alone. */
const SUSPECT_AFTER = 2;

/** In a transaction. */
export function claim(database: DatabaseSync, request: ClaimRequest, clocks: Clocks): Claim | undefined {
  freeEnded(database, clocks);
  const now = clocks.steady();
  const next = nextObject(database, request, now);
  if (next === undefined) return undefined;
  const row = database
    .prepare(
      `UPDATE objects SET state = 'claimed', fence = fence + 1, owner = $owner, run = $run, lease_until = $until, attempts = attempts + 1,
         started_at = $startedAt, not_before = $now + $retryAfter * (1 << min(attempts, 10)),
         ended_at = iif(replay IS NULL, NULL, ended_at), rows = iif(replay IS NULL, 0, rows), bytes_read = iif(replay IS NULL, 0, bytes_read)
       WHERE id = $id RETURNING *`,
    )
    .get({
      owner: request.owner,
      run: request.run,
      until: now + request.leaseMs,
      startedAt: clocks.wall(),
      now,
      retryAfter: request.retryAfterMs ?? 0,
      id: next,
    });
  return row === undefined ? undefined : claimOf(database, row);
}

/** The id of the object to hand out. */
function nextObject(database: DatabaseSync, request: ClaimRequest, now: number): number | undefined {
  return request.keepOrder === true ? nextInOrder(database, request, now) : nextOfAny(database, request, now);
}

/** One object at a time; one that will be tried again holds up those after it until it is due. */
function nextInOrder(database: DatabaseSync, request: ClaimRequest, now: number): number | undefined {
  // Objects are found in the order of their keys: an older one may be still to come.
  if (anyClaimed(database) || isListedByOther(database, request.run, now)) return undefined;
  const first = (condition: string, isDue: string): string =>
    `SELECT * FROM (SELECT id, ${isDue} AS is_due, last_modified, key FROM objects WHERE ${condition} ORDER BY last_modified, key LIMIT 1)`;
  const oldest = database
    .prepare(
      `${first("state = 'discovered'", "1")} UNION ALL ${first(FAILED_TO_RETRY, `(${FAILED_AND_DUE})`)} ORDER BY last_modified, key LIMIT 1`,
    )
    .get(due(request, now));
  return oldest === undefined || Number(oldest["is_due"]) === 0 ? undefined : Number(oldest["id"]);
}

/** Whoever works on a suspect works on nothing else, so that a death shows which object it was. */
function nextOfAny(database: DatabaseSync, request: ClaimRequest, now: number): number | undefined {
  const { owner, only } = request;
  const suspect = `takeovers >= ${SUSPECT_AFTER}`;
  const held = database
    .prepare(
      `SELECT count(*) AS objects, coalesce(sum(${suspect}), 0) AS suspects FROM objects WHERE state = 'claimed' AND owner = ?`,
    )
    .get(owner);
  if (Number(held?.["suspects"]) > 0) return undefined;
  const replays = request.replaysOnly === true ? " AND replay IS NOT NULL" : "";
  const named = `${only === undefined ? "" : " AND bucket = $bucket AND key = $key"}${replays}`;
  const parameters = { ...due(request, now), ...(only === undefined ? {} : { bucket: only.bucket, key: only.key }) };
  const first = (which: string, order: string): number | undefined => {
    const of = (condition: string): string =>
      `SELECT * FROM (SELECT id, lone_deaths, last_modified, key FROM objects WHERE ${condition} AND ${which}${named} ORDER BY ${order} LIMIT 1)`;
    const found = database
      .prepare(`${of("state = 'discovered'")} UNION ALL ${of(FAILED_AND_DUE)} ORDER BY ${order} LIMIT 1`)
      .get(parameters);
    return found === undefined ? undefined : Number(found["id"]);
  };
  const trusted = first(`NOT (${suspect})`, "last_modified, key");
  if (trusted !== undefined || Number(held?.["objects"]) > 0) return trusted;
  return first(suspect, "lone_deaths, last_modified, key");
}

function claimOf(database: DatabaseSync, row: Record<string, SQLOutputValue>): Claim {
  const id = Number(row["id"]);
  const etag = String(row["etag"]);
  const begun = database
    .prepare("SELECT converter_hash FROM progress WHERE object_id = ? AND etag = ? AND acknowledged > 0")
    .get(id, etag);
  const hash = begun?.["converter_hash"];
  const earlier = database
    .prepare("SELECT DISTINCT etag FROM versions WHERE object_id = ? AND etag <> ?")
    .all(id, etag)
    .map((version) => String(version["etag"]));
  return {
    ...(earlier.length === 0 ? {} : { earlierEtags: earlier }),
    ...(row["committing_fence"] === null ? {} : { mayBeDelivered: true }),
    id,
    object: objectOf(row),
    fencingToken: Number(row["fence"]),
    attempt: Number(row["attempts"]),
    soloCrashes: Number(row["lone_deaths"]),
    ...(typeof hash === "string" ? { converterHash: hash } : {}),
    ...replayOf(row),
  };
}

function replayOf(row: Record<string, SQLOutputValue>): Pick<Claim, "replay"> {
  const replay = readReplay(row);
  return replay === undefined
    ? {}
    : { replay: { scope: replay.scope, converterHash: String(row["converter_hash"] ?? "") } };
}

export function renew(
  database: DatabaseSync,
  held: Claim,
  leaseMs: number,
  { rows, bytes }: { readonly rows: number; readonly bytes: number },
  now: number,
): boolean {
  const renewed = database
    .prepare(`UPDATE objects SET lease_until = $until, rows = iif(replay IS NULL, $rows, rows),
         bytes_read = iif(replay IS NULL, $bytes, bytes_read) WHERE ${IS_HELD}`)
    .run({ ...heldBy(held, now), until: now + leaseMs, rows, bytes });
  return Number(renewed.changes) === 1;
}

export function beginCommit(database: DatabaseSync, held: Claim, leaseMs: number, now: number): boolean {
  const begun = database
    .prepare(`UPDATE objects SET lease_until = $until, committing_fence = fence WHERE ${IS_HELD}`)
    .run({ ...heldBy(held, now), until: now + leaseMs });
  return Number(begun.changes) === 1;
}

export function release(database: DatabaseSync, held: Claim): void {
  database
    .prepare(
      "UPDATE objects SET state = 'discovered', owner = NULL, lease_until = NULL, attempts = attempts - 1 WHERE id = ? AND fence = ? AND state = 'claimed'",
    )
    .run(held.id, held.fencingToken);
}

/** In a transaction. */
export function settle(
  database: DatabaseSync,
  held: Claim,
  settlement: Settlement,
  { clocks, columns }: { readonly clocks: Clocks; readonly columns: Columns },
): boolean {
  const { outcome, counts, error, withdrawn } = settlement;
  if (outcome !== "done" && error?.retryable !== true && keepDelivered(database, held, settlement, clocks)) return true;
  const endedAt = clocks.wall();
  const keeps = outcome !== "done" && isDelivered(database, held);
  const settled = database
    .prepare(
      `UPDATE objects SET state = $state, owner = NULL, lease_until = NULL, ended_at = $endedAt,
         rows = iif($keeps, rows, $rows), events = iif($keeps, events, $events), ignored = iif($keeps, ignored, $ignored),
         bytes_read = iif($keeps, bytes_read, $read), bytes_written = iif($keeps, bytes_written, $written),
         converter_hash = iif($keeps, converter_hash, $hash), error_code = $code, error_message = $message, error_hint = $hint,
         error_row = $row, retryable = $retryable, drift = $drift,
         committing_fence = CASE WHEN $isCertain = 1 THEN NULL ELSE committing_fence END,
         delivered_fence = CASE WHEN $state = 'done' THEN fence ELSE delivered_fence END,
         replay = CASE WHEN $state = 'done' THEN NULL ELSE replay END,
         first_failed_at = CASE WHEN $state = 'failed' THEN coalesce(first_failed_at, $now) END
       WHERE ${IS_HELD} RETURNING run, started_at`,
    )
    .get({
      ...heldBy(held, clocks.steady()),
      state: outcome,
      endedAt,
      rows: counts.rows,
      events: counts.events,
      ignored: counts.ignored,
      read: settlement.bytesRead,
      written: settlement.bytesWritten,
      hash: settlement.converterHash,
      code: error?.code ?? null,
      message: error?.message ?? null,
      hint: error?.hint ?? null,
      row: error?.row ?? null,
      retryable: error?.retryable === true ? 1 : 0,
      drift: settlement.drift === undefined ? null : JSON.stringify(settlement.drift),
      keeps: keeps ? 1 : 0,
      isCertain: outcome === "done" || withdrawn === true ? 1 : 0,
    });
  if (settled === undefined) return isSettled(database, held, outcome);
  if (settlement.columns !== undefined) columns.put(settlement.columns);
  if (outcome === "done") forgetProgress(database, held.id);
  if (!keeps) putCounts(database, held.id, counts);
  noteAttempt(database, held, settlement, settled, endedAt);
  return true;
}

/** A replay that has not begun its commit leaves what was delivered before. */
function isDelivered(database: DatabaseSync, { id, fencingToken }: Claim): boolean {
  const row = database
    .prepare("SELECT 1 FROM objects WHERE id = ? AND fence = ? AND replay IS NOT NULL AND committing_fence IS NULL")
    .get(id, fencingToken);
  return row !== undefined;
}

function putCounts(database: DatabaseSync, id: number, counts: RowCounts): void {
  database.prepare("DELETE FROM counts WHERE object_id = ?").run(id);
  const put = database.prepare("INSERT INTO counts (object_id, kind, rule, times) VALUES (?, ?, ?, ?)");
  for (const kind of ["dropped", "setAside", "changes"] as const) {
    for (const [rule, times] of Object.entries(counts[kind])) put.run(id, kind, rule, times);
  }
}

function noteAttempt(
  database: DatabaseSync,
  held: Claim,
  { outcome, counts, error }: Settlement,
  settled: Record<string, SQLOutputValue>,
  endedAt: number,
): void {
  database
    .prepare(
      `INSERT INTO attempts (object_id, fence, run, started_at, ended_at, outcome, rows, events, error_code, error_message, error_row)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      held.id,
      held.fencingToken,
      String(settled["run"]),
      Number(settled["started_at"]),
      endedAt,
      outcome,
      counts.rows,
      outcome === "done" ? counts.events : 0,
      error?.code ?? null,
      error?.message ?? null,
      error?.row ?? null,
    );
}

/** A replay that comes to nothing before its commit leaves the object done as it was, with the error. False: it is no such replay. */
function keepDelivered(database: DatabaseSync, held: Claim, settlement: Settlement, clocks: Clocks): boolean {
  const { error } = settlement;
  const row = database
    .prepare(`SELECT * FROM objects WHERE ${IS_HELD} AND replay IS NOT NULL AND committing_fence IS NULL`)
    .get(heldBy(held, clocks.steady()));
  const replay = row === undefined ? undefined : readReplay(row);
  if (row === undefined || replay === undefined) return false;
  database
    .prepare(
      `UPDATE objects SET state = 'done', owner = NULL, lease_until = NULL, ended_at = ?, rows = ?, bytes_read = ?, replay = NULL,
         first_failed_at = NULL, error_code = ?, error_message = ?, error_hint = ?, error_row = ?, retryable = 0 WHERE id = ?`,
    )
    .run(
      replay.endedAt,
      replay.rows,
      replay.bytesRead,
      error?.code ?? null,
      error?.message ?? null,
      error?.hint ?? null,
      error?.row ?? null,
      held.id,
    );
  noteAttempt(database, held, settlement, row, clocks.wall());
  return true;
}

/** Whether this attempt was settled so before. */
function isSettled(database: DatabaseSync, held: Claim, outcome: string): boolean {
  const note = database.prepare("SELECT 1 FROM attempts WHERE object_id = ? AND fence = ? AND outcome = ?");
  return note.get(held.id, held.fencingToken, outcome) !== undefined;
}

export function claimStatus(database: DatabaseSync, id: number, fencingToken: number, clocks: Clocks): ClaimStatus {
  const select = database.prepare(
    "SELECT state, fence, lease_until, delivered_fence, replay FROM objects WHERE id = ? AND ? IN (fence, delivered_fence)",
  );
  const row = select.get(id, fencingToken);
  // What was delivered before a replay stays so until the replay replaces it.
  if (row?.["delivered_fence"] === fencingToken && isStillDelivered(row)) return "delivered";
  if (row?.["fence"] !== fencingToken) return "free";
  switch (row?.["state"]) {
    case "done":
    case "changed":
      return "delivered";
    case "claimed":
      if (Number(row["lease_until"]) >= clocks.steady()) return "held";
      // It may have been renewed since: whether it has ended is decided where nobody else writes.
      inTransaction(database, () => freeEnded(database, clocks));
      return claimStatus(database, id, fencingToken, clocks);
    default:
      return "free";
  }
}

function isStillDelivered({ replay, state }: Record<string, SQLOutputValue>): boolean {
  return replay !== null || state === "done" || state === "changed";
}

/** In a transaction: takes the claims away whose leases have ended. */
export function freeEnded(database: DatabaseSync, clocks: Clocks): void {
  const ended = database
    .prepare(
      "SELECT id, (SELECT count(*) FROM objects AS o WHERE o.state = 'claimed' AND o.owner = objects.owner) AS held FROM objects WHERE state = 'claimed' AND lease_until < ?",
    )
    .all(clocks.steady());
  for (const { id, held } of ended) free(database, Number(id), held === 1, "lease-ended", clocks.wall());
}

/** In a transaction. */
export function reclaimDead(database: DatabaseSync, isDead: (owner: string) => boolean, endedAt: number): number {
  endDeadScan(database, isDead);
  const owners = database
    .prepare("SELECT DISTINCT owner FROM objects WHERE state = 'claimed'")
    .all()
    .map((row) => String(row["owner"]));
  let freed = 0;
  for (const owner of owners.filter(isDead)) {
    const held = database.prepare("SELECT id FROM objects WHERE state = 'claimed' AND owner = ?").all(owner);
    const isLone = held.length === 1;
    for (const { id } of held) free(database, Number(id), isLone, "worker-died", endedAt);
    freed += held.length;
  }
  return freed;
}

/** Takes a claim from its holder. */
function free(database: DatabaseSync, id: number, isLone: boolean, why: string, endedAt: number): void {
  database
    .prepare(
      `INSERT INTO attempts (object_id, fence, run, started_at, ended_at, outcome, rows, events)
       SELECT id, fence, run, started_at, ?, ?, rows, 0 FROM objects WHERE id = ?`,
    )
    .run(endedAt, why, id);
  database
    .prepare(
      `UPDATE objects SET state = 'discovered', owner = NULL, lease_until = NULL, attempts = attempts - 1, takeovers = takeovers + 1,
         lone_deaths = lone_deaths + ? WHERE id = ?`,
    )
    .run(isLone ? 1 : 0, id);
}

export function anyClaimed(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM objects WHERE state = 'claimed' LIMIT 1").get() !== undefined;
}

export function isObjectSettled(
  database: DatabaseSync,
  { bucket, key }: Pick<ObjectInfo, "bucket" | "key">,
  { maxAttempts, retryForMs = 0 }: Pick<ClaimRequest, "maxAttempts" | "retryForMs">,
  now: number,
): boolean {
  const row = database
    .prepare(
      `SELECT state NOT IN ('discovered', 'claimed') AND (${FAILED_TO_RETRY}) IS NOT 1 AS settled FROM objects
       WHERE bucket = $bucket AND key = $key`,
    )
    .get({ bucket, key, maxAttempts, retryFor: retryForMs, now });
  return row?.["settled"] === 1;
}

export function hasIngested(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM tallies WHERE delivered = 1 AND objects > 0 LIMIT 1").get() !== undefined;
}
