// The ledger in a schema of PostgreSQL: for workers on any number of machines. All instants are the database's.
import type { Ledger, SourceIdentity } from "../../contracts/ledger.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";
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
import { countEntries, readEntries } from "./entries.ts";
import { columnsOf, keptThings } from "./kept.ts";
import { BINDING, DISCOVERY } from "./locks.ts";
import { countReplays, markReplays } from "./replays.ts";
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
    async waitingUnderOther(converterHash) {
      const [row] = await query(
        `SELECT count(*) AS n FROM $S.objects WHERE state = 'discovered' AND found_hash <> $1
           AND NOT EXISTS (SELECT 1 FROM $S.progress WHERE object_id = objects.id AND progress.etag = objects.etag AND acknowledged > 0)`,
        [converterHash],
      );
      return Number(row?.["n"]);
    },
    summary: () => readSummary(query),
    replay: (objects, scope) => transaction(DISCOVERY, (inTurn) => markReplays(inTurn, objects, scope)),
    replaysLeft: () => countReplays(query),
    retry: (accept) => transaction(DISCOVERY, (inTurn) => retry(inTurn, accept)),
    entries: (filter) => readEntries(query, filter),
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

async function retry(query: Query, accept: (key: string) => boolean): Promise<readonly string[]> {
  const failed = await query(
    "SELECT id, key FROM $S.objects WHERE state IN ('failed', 'gone') ORDER BY key FOR UPDATE",
  );
  const again = failed.filter((row) => accept(String(row["key"])));
  await query(
    `UPDATE $S.objects SET state = 'discovered', attempts = 0, takeovers = 0, lone_deaths = 0, not_before = 0, first_failed_at = NULL, run = NULL,
       found_hash = NULL WHERE id = ANY ($1)`,
    [again.map((row) => row["id"])],
  );
  return again.map((row) => String(row["key"]));
}
