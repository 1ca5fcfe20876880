// Where keys lie in the file: new ones in a small table that stays in memory, all others in a table for each week, merged in order of the keys.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { inTransaction } from "../ledger/database.ts";

/** A key that a session claimed, as it stands in its table. */
export interface Found {
  readonly session: number;
  readonly table: KeyTable;
}

export interface KeyStore {
  /** Before each transaction: the instant, in milliseconds since the epoch, that decides which keys count. */
  begin(now: number): void;
  /** Claims a key that nobody has, or nobody has any more; otherwise says who has it. */
  claimOrFind(key: Uint8Array, session: number, seen: number): Found | undefined;
  /** Gives a key that was found to another session. */
  take(found: Found, key: Uint8Array, session: number, seen: number): void;
  /** Moves a slice of the new keys on, when there are many; between transactions. */
  merge(): void;
}

export interface KeyTable {
  readonly get: StatementSync;
  readonly insert: StatementSync;
  readonly take: StatementSync;
}

/** So many new keys take about 30 MB: they fit into the cache, so claiming one touches no page on the disk. */
export const RECENT_KEYS = 1_000_000;
/** Keys moved at once, at most a tenth of them; more than come in meanwhile. */
const SLICE = 5000;
const LOWEST = new Uint8Array(0);

/**
 * Keys are digests, so each falls on another page of a large table. Claimed one by one they would each write a page; merged a
 * million at a time, in order, many meet on a page, and the pages are written in their order.
 */
export function createKeyStore(database: DatabaseSync, windowMs: number, mostRecent: number): KeyStore {
  const recent = keyTable(database, "keys_recent");
  const count = database.prepare("SELECT count(*) AS n FROM keys_recent");
  const end = database.prepare(`SELECT key FROM keys_recent WHERE key > ? ORDER BY key LIMIT 1 OFFSET ${Math.min(SLICE, Math.ceil(mostRecent / 10)) - 1}`);
  const last = database.prepare("SELECT max(key) AS key FROM keys_recent");
  const forget = database.prepare("DELETE FROM keys_recent WHERE key > ? AND key <= ?");
  let weeks: { readonly week: number; readonly current: KeyTable; readonly previous: KeyTable; readonly move: StatementSync } | undefined;
  let recentKeys = Number(count.get()?.["n"]);
  let oldest = 0;
  /** Where the merge that is under way stands; undefined: none is. */
  let merged: Uint8Array | undefined;

  const weeksAt = (now: number): NonNullable<typeof weeks> => {
    const week = Math.floor(now / windowMs);
    if (weeks?.week === week) return weeks;
    const current = keyTable(database, `keys_${week}`);
    const move = database.prepare(
      `INSERT INTO keys_${week} (key, session, seen) SELECT key, session, seen FROM keys_recent WHERE key > ? AND key <= ?
       ON CONFLICT (key) DO UPDATE SET session = excluded.session, seen = excluded.seen`,
    );
    weeks = { week, current, previous: keyTable(database, `keys_${week - 1}`), move };
    return weeks;
  };

  return {
    begin(now) {
      oldest = (now - windowMs) / 1000;
      weeksAt(now);
    },
    claimOrFind(key, session, seen) {
      let expired: KeyTable | undefined;
      for (const table of weeks === undefined ? [recent] : [recent, weeks.current, weeks.previous]) {
        const row = table.get.get(key);
        if (row === undefined) continue;
        if (Number(row["seen"]) > oldest) return { session: Number(row["session"]), table };
        expired ??= table;
      }
      if (expired === undefined || expired === weeks?.previous) {
        recent.insert.run(key, session, seen);
        recentKeys += 1;
      } else expired.take.run(session, seen, key);
      return undefined;
    },
    take({ table }, key, session, seen) {
      // A table that is dropped with its week cannot keep a new claim.
      if (table !== weeks?.previous) table.take.run(session, seen, key);
      else {
        recent.insert.run(key, session, seen);
        recentKeys += 1;
      }
    },
    merge() {
      if (merged === undefined && recentKeys < mostRecent) return;
      const from = merged ?? LOWEST;
      merged = inTransaction(database, () => {
        const to = end.get(from)?.["key"] ?? last.get()?.["key"];
        if (!(to instanceof Uint8Array) || weeks === undefined) return undefined;
        weeks.move.run(from, to);
        recentKeys -= Number(forget.run(from, to).changes);
        return Buffer.compare(to, from) > 0 ? to : undefined;
      });
      if (merged === undefined) recentKeys = Number(count.get()?.["n"]);
    },
  };
}

function keyTable(database: DatabaseSync, name: string): KeyTable {
  database.exec(`CREATE TABLE IF NOT EXISTS ${name} (key BLOB PRIMARY KEY, session INTEGER NOT NULL, seen INTEGER NOT NULL) STRICT, WITHOUT ROWID`);
  return {
    get: database.prepare(`SELECT session, seen FROM ${name} WHERE key = ?`),
    insert: database.prepare(`INSERT OR REPLACE INTO ${name} (key, session, seen) VALUES (?, ?, ?)`),
    take: database.prepare(`UPDATE ${name} SET session = ?, seen = ? WHERE key = ?`),
  };
}
