// The ledger in one SQLite file: claims, leases and outcomes as short transactions that several processes may run at once.
import type { DatabaseSync } from "node:sqlite";
import { StageFailure } from "../../contracts/stage-failure.ts";
import { inTransaction } from "../../sqlite/database.ts";
import { openDatabase } from "./database.ts";
import {
  anyClaimed,
  isObjectSettled,
  backlog,
  beginCommit,
  claim,
  claimStatus,
  hasIngested,
  reclaimDead,
  release,
  renew,
  settle,
} from "./claims.ts";
import { openClocks } from "./clocks.ts";
import { discover } from "./discover.ts";
import { countEntries, readEntries } from "./entries.ts";
import { columnsOf, keptThings } from "./kept.ts";
import { patientLedger } from "./patient-ledger.ts";
import { scans } from "./scans.ts";
import { readSummary } from "./tallies.ts";
import { workerReports } from "./workers.ts";
import { keepProgress, readAcknowledged, readRefused } from "./progress.ts";
import { countReplays, markReplays } from "./replays.ts";
import type { Ledger, SourceIdentity } from "../../contracts/ledger.ts";

export interface SqliteLedgerOptions {
  /** Takes the place of the time of day and of the steady clock of leases; in milliseconds since the epoch. */
  readonly clock?: () => number;
}

/** @throws StageFailure of scope "job" when the file is no ledger that this version can use. */
export function openLedger(path: string, { clock }: SqliteLedgerOptions = {}): Ledger {
  const database = openDatabase(path);
  const clocks = clock === undefined ? openClocks(database) : { wall: clock, steady: clock };
  const { wall, steady } = clocks;
  const columns = columnsOf(database);
  return patientLedger(database, path, {
    bind: async (source) => inTransaction(database, () => bind(database, path, source)),
    async source() {
      const known = sourceOf(database);
      const bucket = known.get("bucket");
      return bucket === undefined ? undefined : { bucket, prefix: known.get("prefix") ?? "" };
    },
    discover: async (objects, converterHash) =>
      inTransaction(database, () => discover(database, objects, wall(), converterHash)),
    claim: async (request) => inTransaction(database, () => claim(database, request, clocks)),
    renew: async (held, leaseMs, progress) => renew(database, held, leaseMs, progress, steady()),
    beginCommit: async (held, leaseMs) => beginCommit(database, held, leaseMs, steady()),
    acknowledged: async (held, converterHash) =>
      inTransaction(database, () => readAcknowledged(database, held, converterHash, steady())),
    refused: async (held, from, to) => readRefused(database, held, from, to),
    acknowledge: async (held, converterHash, acknowledged, refused) =>
      inTransaction(database, () => keepProgress(database, held, { converterHash, acknowledged, refused }, steady())),
    claimStatus: async (id, fencingToken) => claimStatus(database, id, fencingToken, clocks),
    settle: async (held, settlement) =>
      inTransaction(database, () => settle(database, held, settlement, { clocks, columns })),
    columns: async () => columns.read(),
    release: async (held) => release(database, held),
    waitingUnderOther: async (converterHash) => waitingUnderOther(database, converterHash),
    reclaimDead: async (isDead) => inTransaction(database, () => reclaimDead(database, isDead, wall())),
    backlog: async (request) => backlog(database, request, steady()),
    summary: async () => readSummary(database),
    anyClaimed: async () => anyClaimed(database),
    isSettled: async (object, limits) => isObjectSettled(database, object, limits, clocks.steady()),
    hasIngested: async () => hasIngested(database),
    retry: async (accept) => inTransaction(database, () => retry(database, accept)),
    replay: async (objects, scope) => inTransaction(database, () => markReplays(database, objects, scope)),
    replaysLeft: async () => countReplays(database),
    entries: (filter) => readEntries(database, filter),
    countEntries: async (filter) => countEntries(database, filter),
    ...keptThings(database, wall),
    ...scans(database, clocks),
    ...workerReports(database, clocks),
    close: async () => database.close(),
  });
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
  if (different.length > 0 && hasIngested(database)) {
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

function waitingUnderOther(database: DatabaseSync, converterHash: string): number {
  const { n } = database
    .prepare(
      `SELECT count(*) AS n FROM objects WHERE state = 'discovered' AND found_hash <> ?
         AND NOT EXISTS (SELECT 1 FROM progress WHERE object_id = objects.id AND progress.etag = objects.etag AND acknowledged > 0)`,
    )
    .get(converterHash) as { n: number };
  return n;
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
