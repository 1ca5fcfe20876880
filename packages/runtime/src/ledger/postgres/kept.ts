// What the PostgreSQL ledger keeps beside its objects: converters that passed, the columns of files, messages that nobody understood, workers.
import type { ColumnKinds } from "../../contracts/drift.ts";
import type { Ledger } from "../../contracts/ledger.ts";
import { createColumnCache } from "../column-cache.ts";
import { workerOf } from "../columns.ts";
import { type Database, type Query, storable } from "../../postgres/database.ts";

type Kept = Pick<
  Ledger,
  "keepConverter" | "converter" | "setAsideMessage" | "messages" | "report" | "leave" | "workers"
>;

export function keptThings({ query }: Database, now: () => string): Kept {
  return {
    async keepConverter({ hash, text, passedOn }) {
      await query(
        `INSERT INTO $S.converters (hash, text, passed_on, passed_at) VALUES ($1, $2, $3, ${now()}) ON CONFLICT DO NOTHING`,
        [hash, storable(text), passedOn],
      );
    },
    async converter(hash) {
      const [row] = await query("SELECT text, passed_on FROM $S.converters WHERE hash = $1", [hash]);
      return row === undefined ? undefined : { hash, text: String(row["text"]), passedOn: String(row["passed_on"]) };
    },
    async setAsideMessage({ id, body, reason }) {
      await query(
        `INSERT INTO $S.messages (id, body, reason, seen_at) VALUES ($1, $2, $3, ${now()}) ON CONFLICT DO NOTHING`,
        [id, storable(body), storable(reason)],
      );
    },
    async messages() {
      const rows = await query("SELECT id, body, reason FROM $S.messages ORDER BY seen_at, id");
      return rows.map((row) => ({ id: String(row["id"]), body: String(row["body"]), reason: String(row["reason"]) }));
    },
    async report({ owner, host, version, rowsPerSecond }, silentMs) {
      await query(
        `INSERT INTO $S.workers (owner, host, version, rows_per_second, started_at, seen_at, silent_after)
         VALUES ($1, $2, $3, $4, ${now()}, ${now()}, ${now()} + $5)
         ON CONFLICT (owner) DO UPDATE SET rows_per_second = excluded.rows_per_second, seen_at = excluded.seen_at, silent_after = excluded.silent_after`,
        [owner, host, version, rowsPerSecond, silentMs],
      );
    },
    async leave(owner) {
      await query(`DELETE FROM $S.workers WHERE owner = $1 OR silent_after < ${now()}`, [owner]);
    },
    async workers() {
      const rows = await query(
        `SELECT *, (SELECT count(*) FROM $S.objects WHERE state = 'claimed' AND objects.owner = workers.owner) AS held
         FROM $S.workers WHERE silent_after >= ${now()} ORDER BY started_at, owner`,
      );
      return rows.map(workerOf);
    },
  };
}

/** So many columns are remembered at most, over all files. */
const MAX_REMEMBERED = 20_000;

/** The columns of the files so far. */
export interface Columns {
  read(): Promise<readonly ColumnKinds[]>;
  /** In a transaction: remembers the columns of a file; a column that was null throughout keeps the kinds it had. */
  put(inTurn: Query, columns: readonly ColumnKinds[]): Promise<void>;
}

export function columnsOf(query: Query): Columns {
  const cache = createColumnCache();
  const versionNow = async (by: Query): Promise<number> => {
    const [row] = await by("SELECT version FROM $S.columns_version");
    return Number(row?.["version"]);
  };
  return {
    async read() {
      // Before the columns: where they change meanwhile, they are read again next time.
      const version = await versionNow(query);
      const cached = cache.at(version);
      if (cached !== undefined) return cached;
      const rows = await query("SELECT name, kinds FROM $S.columns");
      return cache.keep(
        version,
        rows.map((row): ColumnKinds => [String(row["name"]), String(row["kinds"])]),
      );
    },
    async put(inTurn, columns) {
      await putColumns(inTurn, cache.changes(await versionNow(inTurn), columns));
    },
  };
}

async function putColumns(query: Query, columns: readonly ColumnKinds[]): Promise<void> {
  if (columns.length === 0) return;
  const byName = new Map(columns.map(([name, kinds]) => [storable(name), kinds]));
  await query(
    `INSERT INTO $S.columns (name, kinds)
     SELECT name, kinds FROM unnest($1::text[], $2::text[]) AS new (name, kinds)
     WHERE (SELECT count(*) FROM $S.columns) < $3 OR EXISTS (SELECT 1 FROM $S.columns WHERE columns.name = new.name)
     ORDER BY name
     ON CONFLICT (name) DO UPDATE SET kinds = excluded.kinds WHERE excluded.kinds <> '' AND excluded.kinds <> columns.kinds`,
    [[...byName.keys()], [...byName.values()], MAX_REMEMBERED],
  );
}
