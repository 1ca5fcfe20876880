// The ledger in one SQLite file: claims, leases and outcomes as short transactions that several processes may run at once.
import type { DatabaseSync } from "node:sqlite";
import { StageFailure } from "../../contracts/stage-failure.ts";
import { inTransaction } from "../../sqlite/database.ts";
import { openDatabase } from "./database.ts";
import { discover } from "./discover.ts";
import { objectOf, readEntries } from "./entries.ts";
import { keptThings, putColumns } from "./kept.ts";
import { forgetProgress, keepProgress, readAcknowledged, readRefused, readClaimStatus } from "./progress.ts";
import type { Backlog, Claim, ClaimRequest, Ledger, Settlement, SourceIdentity } from "../../contracts/ledger.ts";

export interface SqliteLedgerOptions {
  /** The clock, in milliseconds since the epoch. */
  readonly clock?: () => number;
}

/** @throws StageFailure of scope "job" when the file is no ledger that this version can use. */
export function openLedger(path: string, options: SqliteLedgerOptions = {}): Ledger {
  const database = openDatabase(path);
  const clock = options.clock ?? Date.now;
  return {
    bind: async (source) => inTransaction(database, () => bind(database, path, source)),
    async source() {
      const known = sourceOf(database);
      const bucket = known.get("bucket");
      return bucket === undefined ? undefined : { bucket, prefix: known.get("prefix") ?? "" };
    },
    discover: async (objects, converterHash) =>
      inTransaction(database, () => discover(database, objects, clock(), converterHash)),
    claim: async (request) => inTransaction(database, () => claim(database, request, clock())),
    renew: async (held, leaseMs, { rows, bytes }) =>
      Number(
        database
          .prepare(
            "UPDATE objects SET lease_until = ?, rows = ?, bytes_read = ? WHERE id = ? AND fence = ? AND state = 'claimed'",
          )
          .run(clock() + leaseMs, rows, bytes, held.id, held.fencingToken).changes,
      ) === 1,
    acknowledged: async (held, converterHash) =>
      inTransaction(database, () => readAcknowledged(database, held, converterHash)),
    refused: async (held, from, to) => readRefused(database, held, from, to),
    acknowledge: async (held, converterHash, acknowledged, refused) =>
      inTransaction(database, () => keepProgress(database, held, converterHash, acknowledged, refused)),
    claimStatus: async (id, fencingToken) => readClaimStatus(database, id, fencingToken, clock()),
    settle: async (held, settlement) => inTransaction(database, () => settle(database, held, settlement, clock())),
    release: async (held) => {
      database
        .prepare(
          "UPDATE objects SET state = 'discovered', owner = NULL, lease_until = NULL, attempts = attempts - 1 WHERE id = ? AND fence = ? AND state = 'claimed'",
        )
        .run(held.id, held.fencingToken);
    },
    waitingUnderOther: async (converterHash) => waitingUnderOther(database, converterHash),
    reclaimDead: async (isDead) => inTransaction(database, () => reclaimDead(database, isDead, clock())),
    backlog: async (request) => backlog(database, request, clock()),
    retry: async (accept) => inTransaction(database, () => retry(database, accept)),
    entries: () => readEntries(database),
    ...keptThings(database, clock),
    close: async () => database.close(),
  };
}

function sourceOf(database: DatabaseSync): ReadonlyMap<string, string> {
  const rows = database.prepare("SELECT name, value FROM source").all();
  return new Map(rows.map((row) => [String(row["name"]), String(row["value"])]));
}

function bind(database: DatabaseSync, path: string, source: SourceIdentity): void {
  const wanted: Record<string, string> = {
    bucket: source.bucket,
    prefix: source.prefix,
    region: source.region,
    roleArn: source.roleArn ?? "",
  };
  const known = sourceOf(database);
  const different = Object.keys(wanted).filter((name) => known.has(name) && known.get(name) !== wanted[name]);
  const hasIngested =
    database.prepare("SELECT 1 FROM objects WHERE state IN ('done', 'changed') LIMIT 1").get() !== undefined;
  if (different.length > 0 && hasIngested) {
    const changes = different.map((name) => `${name} is "${wanted[name]}", was "${known.get(name)}"`).join("; ");
    throw new StageFailure({
      code: "ledger/other-source",
      message: `the ledger ${path} belongs to another source: ${changes}`,
      hint: "bucket, prefix, region and role of a source that has ingested cannot change: name another `ledger` for a new source",
    });
  }
  const put = database.prepare(
    "INSERT INTO source (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  );
  for (const [name, value] of Object.entries(wanted)) put.run(name, value);
}

const FAILED_AND_DUE = `state = 'failed' AND retryable = 1 AND (attempts < $maxAttempts OR first_failed_at + $retryFor > $now)
  AND (run IS NOT $run OR ($retries = 1 AND not_before <= $now))`;

function due(request: ClaimRequest, now: number): Record<string, string | number> {
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

function claim(database: DatabaseSync, request: ClaimRequest, now: number): Claim | undefined {
  const silent = database
    .prepare(
      "SELECT id, (SELECT count(*) FROM objects AS o WHERE o.state = 'claimed' AND o.owner = objects.owner) AS held FROM objects WHERE state = 'claimed' AND lease_until < ?",
    )
    .all(now);
  for (const { id, held } of silent) free(database, Number(id), held === 1, "lease-ended", now);
  const oldest = nextObject(database, request, now);
  if (oldest === undefined) return undefined;
  const retryAfter = request.retryAfterMs ?? 0;
  const row = database
    .prepare(
      `UPDATE objects SET state = 'claimed', fence = fence + 1, owner = $owner, run = $run, lease_until = $until, attempts = attempts + 1,
         started_at = $now, ended_at = NULL, not_before = $now + $retryAfter * (1 << min(attempts, 10)), rows = 0, bytes_read = 0
       WHERE id = $id RETURNING *`,
    )
    .get({
      owner: request.owner,
      run: request.run,
      until: now + request.leaseMs,
      now,
      retryAfter,
      id: oldest,
    });
  if (row === undefined) return undefined;
  const begun = database
    .prepare("SELECT converter_hash FROM progress WHERE object_id = ? AND etag = ? AND acknowledged > 0")
    .get(Number(row["id"]), String(row["etag"]));
  const hash = begun?.["converter_hash"];
  const earlier = database
    .prepare("SELECT DISTINCT etag FROM versions WHERE object_id = ? AND etag <> ?")
    .all(Number(row["id"]), String(row["etag"]))
    .map(({ etag }) => String(etag));
  return {
    ...(earlier.length === 0 ? {} : { earlierEtags: earlier }),
    id: Number(row["id"]),
    object: objectOf(row),
    fencingToken: Number(row["fence"]),
    attempt: Number(row["attempts"]),
    soloCrashes: Number(row["lone_deaths"]),
    ...(typeof hash === "string" ? { converterHash: hash } : {}),
  };
}

/**
 * The id of the object to hand out. Whoever works on a suspect works on nothing else, so that a death shows which object it was.
 * Where the order has to be kept there is one worker anyway.
 */
function nextObject(database: DatabaseSync, request: ClaimRequest, now: number): number | undefined {
  const suspect = request.keepOrder === true ? "0" : `takeovers >= ${SUSPECT_AFTER}`;
  const held = database
    .prepare(
      `SELECT count(*) AS objects, coalesce(sum(${suspect}), 0) AS suspects FROM objects WHERE state = 'claimed' AND owner = ?`,
    )
    .get(request.owner);
  if (Number(held?.["suspects"]) > 0) return undefined;
  const first = (which: string, order: string): number | undefined => {
    const of = (condition: string): string =>
      `SELECT * FROM (SELECT id, lone_deaths, last_modified, key FROM objects WHERE ${condition} AND ${which} ORDER BY ${order} LIMIT 1)`;
    const found = database
      .prepare(`${of("state = 'discovered'")} UNION ALL ${of(FAILED_AND_DUE)} ORDER BY ${order} LIMIT 1`)
      .get(due(request, now));
    return found === undefined ? undefined : Number(found["id"]);
  };
  const trusted = first(`NOT (${suspect})`, "last_modified, key");
  if (trusted !== undefined || request.keepOrder === true || Number(held?.["objects"]) > 0) return trusted;
  return first(suspect, "lone_deaths, last_modified, key");
}

function waitingUnderOther(database: DatabaseSync, converterHash: string): number {
  const { n } = database
    .prepare(
      `SELECT count(*) AS n FROM objects WHERE state = 'discovered' AND found_hash <> ?
         AND NOT EXISTS (SELECT 1 FROM progress WHERE object_id = objects.id AND progress.etag = objects.etag AND acknowledged > 0)`,
    )
    .get(converterHash) as { n: number };
  return n;
}

function settle(database: DatabaseSync, held: Claim, settlement: Settlement, now: number): boolean {
  const { outcome, counts, error } = settlement;
  const settled = database
    .prepare(
      `UPDATE objects SET state = $state, owner = NULL, lease_until = NULL, ended_at = $now, rows = $rows, events = $events, ignored = $ignored,
         bytes_read = $read, bytes_written = $written, converter_hash = $hash, error_code = $code, error_message = $message, error_hint = $hint,
         error_row = $row, retryable = $retryable, drift = $drift,
         first_failed_at = CASE WHEN $state = 'failed' THEN coalesce(first_failed_at, $now) END
       WHERE id = $id AND fence = $fence AND state = 'claimed' RETURNING run, started_at`,
    )
    .get({
      state: outcome,
      now,
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
      id: held.id,
      fence: held.fencingToken,
    });
  if (settled === undefined) return false;
  if (settlement.columns !== undefined) putColumns(database, settlement.columns);
  if (outcome === "done") forgetProgress(database, held.id);
  database.prepare("DELETE FROM counts WHERE object_id = ?").run(held.id);
  const put = database.prepare("INSERT INTO counts (object_id, kind, rule, times) VALUES (?, ?, ?, ?)");
  for (const kind of ["dropped", "setAside", "changes"] as const) {
    for (const [rule, times] of Object.entries(counts[kind])) put.run(held.id, kind, rule, times);
  }
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
      now,
      outcome,
      counts.rows,
      outcome === "done" ? counts.events : 0,
      error?.code ?? null,
      error?.message ?? null,
      error?.row ?? null,
    );
  return true;
}

function reclaimDead(database: DatabaseSync, isDead: (owner: string) => boolean, now: number): number {
  const owners = database
    .prepare("SELECT DISTINCT owner FROM objects WHERE state = 'claimed'")
    .all()
    .map((row) => String(row["owner"]));
  let freed = 0;
  for (const owner of owners.filter(isDead)) {
    const held = database.prepare("SELECT id FROM objects WHERE state = 'claimed' AND owner = ?").all(owner);
    const isLone = held.length === 1;
    for (const { id } of held) free(database, Number(id), isLone, "worker-died", now);
    freed += held.length;
  }
  return freed;
}

/** Takes a claim from its holder. */
function free(database: DatabaseSync, id: number, isLone: boolean, why: string, now: number): void {
  database
    .prepare(
      `INSERT INTO attempts (object_id, fence, run, started_at, ended_at, outcome, rows, events)
       SELECT id, fence, run, started_at, ?, ?, rows, 0 FROM objects WHERE id = ?`,
    )
    .run(now, why, id);
  database
    .prepare(
      `UPDATE objects SET state = 'discovered', owner = NULL, lease_until = NULL, attempts = attempts - 1, takeovers = takeovers + 1,
         lone_deaths = lone_deaths + ? WHERE id = ?`,
    )
    .run(isLone ? 1 : 0, id);
}

function backlog(database: DatabaseSync, request: ClaimRequest, now: number): Backlog {
  const waiting = database
    .prepare(
      `SELECT count(*) AS objects, coalesce(sum(size), 0) AS bytes FROM objects WHERE state = 'discovered' OR (${FAILED_AND_DUE})`,
    )
    .get(due(request, now));
  const claimed = database.prepare("SELECT count(*) AS n FROM objects WHERE state = 'claimed'").get();
  const failed = database.prepare("SELECT count(*) AS n FROM objects WHERE state = 'failed'").get();
  return {
    objects: Number(waiting?.["objects"]),
    bytes: Number(waiting?.["bytes"]),
    claimed: Number(claimed?.["n"]),
    failed: Number(failed?.["n"]),
  };
}

function retry(database: DatabaseSync, accept: (key: string) => boolean): readonly string[] {
  const failed = database.prepare("SELECT id, key FROM objects WHERE state IN ('failed', 'gone') ORDER BY key").all();
  const again = database.prepare(
    "UPDATE objects SET state = 'discovered', attempts = 0, takeovers = 0, lone_deaths = 0, not_before = 0, first_failed_at = NULL, run = NULL, found_hash = NULL WHERE id = ?",
  );
  const keys: string[] = [];
  for (const row of failed) {
    const key = String(row["key"]);
    if (!accept(key)) continue;
    again.run(Number(row["id"]));
    keys.push(key);
  }
  return keys;
}
