// The ledger in one SQLite file: claims, leases and outcomes as short transactions that several processes may run at once.
import type { DatabaseSync } from "node:sqlite";
import { StageFailure } from "../../contracts/stage-failure.ts";
import { inTransaction } from "../../sqlite/database.ts";
import { openDatabase } from "./database.ts";
import {
  anyClaimed,
  isObjectSettled,
  beginCommit,
  claim,
  claimStatus,
  hasIngested,
  reclaimDead,
  release,
  renew,
  settle,
} from "./claims.ts";
import { backlog, waitingUnderOther } from "./backlog.ts";
import { openClocks } from "./clocks.ts";
import { discover } from "./discover.ts";
import { readDone } from "./done-objects.ts";
import { countEntries, readEntries } from "./entries.ts";
import { columnsOf, keptThings } from "./kept.ts";
import { patientLedger } from "./patient-ledger.ts";
import { scans } from "./scans.ts";
import { readSummary } from "./tallies.ts";
import { workerReports } from "./workers.ts";
import { keepProgress, readAcknowledged, readRefused } from "./progress.ts";
import { countReplays, markReplays } from "./replays.ts";
import { retryPage } from "./retries.ts";
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
    retry: async (accept, after) => inTransaction(database, () => retryPage(database, accept, after)),
    replay: async (objects, scope) => inTransaction(database, () => markReplays(database, objects, scope)),
    replaysLeft: async () => countReplays(database),
    entries: (filter) => readEntries(database, filter),
    doneObjects: (changed) => readDone(database, changed),
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
