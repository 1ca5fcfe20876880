// What the ledger keeps beside its objects: converters that passed, the columns of files, messages that nobody understood.
import type { DatabaseSync } from "node:sqlite";
import type { ColumnKinds } from "../../contracts/drift.ts";
import type { Ledger } from "../../contracts/ledger.ts";
import { createColumnCache } from "../column-cache.ts";

type Kept = Pick<Ledger, "keepConverter" | "converter" | "setAsideMessage" | "messages">;

export function keptThings(database: DatabaseSync, clock: () => number): Kept {
  return {
    async keepConverter({ hash, text, passedOn }) {
      database
        .prepare("INSERT OR IGNORE INTO converters (hash, text, passed_on, passed_at) VALUES (?, ?, ?, ?)")
        .run(hash, text, passedOn, clock());
    },
    async converter(hash) {
      const row = database.prepare("SELECT text, passed_on FROM converters WHERE hash = ?").get(hash);
      return row === undefined ? undefined : { hash, text: String(row["text"]), passedOn: String(row["passed_on"]) };
    },
    async setAsideMessage({ id, body, reason }) {
      database
        .prepare("INSERT OR IGNORE INTO messages (id, body, reason, seen_at) VALUES (?, ?, ?, ?)")
        .run(id, body, reason, clock());
    },
    messages: async () =>
      database
        .prepare("SELECT id, body, reason FROM messages ORDER BY seen_at, id")
        .all()
        .map((row) => ({ id: String(row["id"]), body: String(row["body"]), reason: String(row["reason"]) })),
  };
}

/** So many columns are remembered at most, over all files. */
const MAX_REMEMBERED = 20_000;

/** The columns of the files so far. */
export interface Columns {
  read(): readonly ColumnKinds[];
  /** In a transaction: remembers the columns of a file; a column that was null throughout keeps the kinds it had. */
  put(columns: readonly ColumnKinds[]): void;
}

export function columnsOf(database: DatabaseSync): Columns {
  const cache = createColumnCache();
  const versionNow = (): number => Number(database.prepare("SELECT version FROM columns_version").get()?.["version"]);
  return {
    read() {
      // Before the columns: where they change meanwhile, they are read again next time.
      const version = versionNow();
      const cached = cache.at(version);
      if (cached !== undefined) return cached;
      const rows = database.prepare("SELECT name, kinds FROM columns").all();
      return cache.keep(
        version,
        rows.map((row): ColumnKinds => [String(row["name"]), String(row["kinds"])]),
      );
    },
    put: (columns) => putColumns(database, cache.changes(versionNow(), columns)),
  };
}

function putColumns(database: DatabaseSync, columns: readonly ColumnKinds[]): void {
  if (columns.length === 0) return;
  const put = database.prepare(
    "INSERT INTO columns (name, kinds) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET kinds = excluded.kinds WHERE excluded.kinds <> '' AND excluded.kinds <> kinds",
  );
  const update = database.prepare("UPDATE columns SET kinds = ? WHERE name = ? AND ? <> ''");
  const isFull = Number(database.prepare("SELECT count(*) AS n FROM columns").get()?.["n"]) >= MAX_REMEMBERED;
  for (const [name, kinds] of columns) {
    if (isFull) update.run(kinds, name, kinds);
    else put.run(name, kinds);
  }
}
