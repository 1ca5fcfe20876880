// The ledger in a schema of PostgreSQL: for workers on any number of machines. All instants are the database's.
import type { Ledger, SourceIdentity } from "../../contracts/ledger.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";
import { waitingUnderOther } from "./backlog.ts";
import { claims, hasIngested } from "./claims.ts";
import {
  type Database,
  hasTables,
  instantOf,
  openPostgres,
  type PostgresPlace,
  type Query,
} from "../../postgres/database.ts";
import { discover } from "./discover.ts";
import { readDone } from "./done-objects.ts";
import { countEntries, readEntries } from "./entries.ts";
import { columnsOf, keptThings } from "./kept.ts";
import { BINDING, DISCOVERY } from "./locks.ts";
import { countReplays, markReplays } from "./replays.ts";
import { retryPage } from "./retries.ts";
import { progress } from "./progress.ts";
import { scans } from "./scans.ts";
import { LEDGER_TABLES } from "./schema.ts";
import { readSummary } from "./tallies.ts";

export interface PostgresLedgerOptions extends PostgresPlace {
  /** Takes the place of the database's clock; in milliseconds since the epoch. */
  readonly clock?: () => number;
}

/**
 * Opens the ledger; makes or migrates its schema. The package `pg` has to be installed.
 * @throws StageFailure of scope "job": `ledger/no-driver`, `ledger/unreadable`, `ledger/too-new`.
 */
export async function openPostgresLedger(options: PostgresLedgerOptions): Promise<Ledger> {
  const database = await openPostgres(options, LEDGER_TABLES);
  const now = instantOf(options.clock);
  const { query, transaction } = database;
  const columns = columnsOf(query);
  return {
    bind: (source) => transaction(BINDING, (inTurn) => bind(inTurn, database, source)),
    async source() {
      const known = await sourceOf(query);
      const bucket = known.get("bucket");
      return bucket === undefined ? undefined : { bucket, prefix: known.get("prefix") ?? "" };
    },
    discover: (objects, converterHash) =>
      transaction(DISCOVERY, (inTurn) => discover(inTurn, objects, now(), converterHash)),
    ...scans(database, now),
    ...claims(database, columns, now),
    columns: columns.read,
    ...progress(database, now),
    waitingUnderOther: (converterHash) => waitingUnderOther(query, converterHash),
    summary: () => readSummary(query),
    replay: (objects, scope) => transaction(DISCOVERY, (inTurn) => markReplays(inTurn, objects, scope)),
    replaysLeft: () => countReplays(query),
    retry: (accept, after) => transaction(DISCOVERY, (inTurn) => retryPage(inTurn, accept, after)),
    entries: (filter) => readEntries(query, filter),
    doneObjects: (changed) => readDone(query, changed),
    countEntries: (filter) => countEntries(query, filter),
    ...keptThings(database, now),
    close: database.close,
  };
}

/** Whether a schema holds a ledger; asking makes nothing. @throws StageFailure as {@link openPostgresLedger}. */
export function hasPostgresLedger(place: PostgresPlace): Promise<boolean> {
  return hasTables(place, LEDGER_TABLES);
}

async function sourceOf(query: Query): Promise<ReadonlyMap<string, string>> {
  const rows = await query("SELECT name, value FROM $S.source");
  return new Map(rows.map((row) => [String(row["name"]), String(row["value"])]));
}

async function bind(query: Query, { name }: Database, source: SourceIdentity): Promise<void> {
  const wanted: Record<string, string> = {
    bucket: source.bucket,
    prefix: source.prefix,
    region: source.region,
    roleArn: source.roleArn ?? "",
  };
  const known = await sourceOf(query);
  const different = Object.keys(wanted).filter((key) => known.has(key) && known.get(key) !== wanted[key]);
  if (different.length > 0 && (await hasIngested(query))) {
    const changes = different.map((key) => `${key} is "${wanted[key]}", was "${known.get(key)}"`).join("; ");
    throw new StageFailure({
      code: "ledger/other-source",
      message: `the ledger ${name} belongs to another source: ${changes}`,
      hint: "bucket, prefix, region and role of a source that has ingested cannot change: name another schema for a new source",
    });
  }
  await query(
    `INSERT INTO $S.source (name, value) SELECT * FROM unnest($1::text[], $2::text[])
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    [Object.keys(wanted), Object.values(wanted)],
  );
}
