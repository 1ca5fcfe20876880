// Deduplication on disk: keys in one SQLite file, each with the attempt at an object that claimed it.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { StageFailure } from "../failure.ts";
import { inTransaction } from "../ledger/database.ts";
import { type DedupSession, type Deduplicator, Overtaken, type Standing } from "./dedup.ts";
import { createKeyStore, RECENT_KEYS } from "./key-store.ts";

export interface SqliteDedupOptions {
  /** Made where there is none. */
  readonly path: string;
  /** What the ledger says of an object under a fence: a key counts only once its object is delivered. */
  standing(id: number, fence: number): Promise<Standing>;
  /** How long a delivered key counts (default seven days, R). */
  readonly windowMs?: number;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  /** Pages of the file kept in memory, in MiB (default 64): all the memory it takes, however many keys there are. */
  readonly cacheMiB?: number;
  /** Keys that are gathered before they are merged into the large tables (default a million). */
  readonly recentKeys?: number;
}

const WEEK_MS = 7 * 24 * 3_600_000;
const WAIT_MS = 50;
/** "HEDD" in ASCII: tells this file from any other SQLite file. */
const APPLICATION_ID = 0x48454444;
const KNOWN_DELIVERED = 10_000;
/** The longer the log, the more keys meet on a page before it is written back (128 MiB). */
const WAL_PAGES = 32_768;

const SESSIONS = `
  CREATE TABLE IF NOT EXISTS sessions (
    id INTEGER PRIMARY KEY,
    object_id INTEGER NOT NULL,
    fence INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'sealed', 'over')),
    started_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS sessions_by_object ON sessions (object_id);
`;

/** @throws StageFailure `dedup/unreadable` of scope "job". */
export function openDedup(options: SqliteDedupOptions): Deduplicator {
  const { windowMs = WEEK_MS, clock = Date.now } = options;
  const database = openFile(options.path, options.cacheMiB ?? 64);
  const delivered = new Set<number>();
  const keyStore = createKeyStore(database, windowMs, options.recentKeys ?? RECENT_KEYS);
  tidy(database, Math.floor(clock() / windowMs), clock() - 2 * windowMs);

  const sessionOf = database.prepare("SELECT object_id, fence, state FROM sessions WHERE id = ?");
  const endSession = database.prepare("UPDATE sessions SET state = 'over' WHERE id = ? AND state = 'open'");

  const remember = (session: number): void => {
    if (delivered.size >= KNOWN_DELIVERED) delivered.clear();
    delivered.add(session);
  };

  const open = (objectId: number, fence: number): DedupSession => {
    const id = inTransaction(database, () => {
      database.prepare("UPDATE sessions SET state = 'over' WHERE object_id = ?").run(objectId);
      const made = database.prepare("INSERT INTO sessions (object_id, fence, state, started_at) VALUES (?, ?, 'open', ?)").run(objectId, fence, clock());
      return Number(made.lastInsertRowid);
    });

    /** Decides on keys from `at` on; returns where it cannot go on before the standing of another session is known. */
    const decide = (keys: readonly (Uint8Array | undefined)[], at: number, free: ReadonlySet<number>, duplicate: boolean[]): { at: number; session: number } | undefined => {
      const now = clock();
      keyStore.begin(now);
      return inTransaction(database, () => {
        if (sessionOf.get(id)?.["state"] !== "open") throw new Overtaken();
        const seen = Math.floor(now / 1000);
        for (let i = at; i < keys.length; i += 1) {
          const key = keys[i];
          if (key === undefined) continue;
          const found = keyStore.claimOrFind(key, id, seen);
          if (found === undefined) continue;
          if (found.session === id) {
            duplicate[i] = true;
            continue;
          }
          const other = sessionOf.get(found.session);
          const isOwn = other?.["object_id"] === objectId;
          const isFree = other === undefined || isOwn || other["state"] === "over" || free.has(found.session);
          if (!isFree && !delivered.has(found.session)) return { at: i, session: found.session };
          if (!isFree) {
            duplicate[i] = true;
            continue;
          }
          endSession.run(found.session);
          keyStore.take(found, key, id, seen);
        }
        return undefined;
      });
    };

    return {
      async duplicates(keys, signal) {
        const duplicate = keys.map(() => false);
        const free = new Set<number>();
        let stopped = decide(keys, 0, free, duplicate);
        while (stopped !== undefined) {
          signal.throwIfAborted();
          const other = sessionOf.get(stopped.session);
          const otherId = Number(other?.["object_id"]);
          const standing = other === undefined ? "free" : await options.standing(otherId, Number(other["fence"]));
          if (standing === "delivered") remember(stopped.session);
          if (standing === "free") free.add(stopped.session);
          // The object found first never waits for a later one that can still be overtaken, so no two wait for each other.
          const overtakes = standing === "held" && objectId < otherId && Number(endSession.run(stopped.session).changes) === 1;
          if (standing === "held" && !overtakes) {
            await sleep(WAIT_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
          }
          stopped = decide(keys, stopped.at, free, duplicate);
        }
        keyStore.merge();
        return duplicate;
      },
      async seal() {
        // One durable commit puts all that was written before it on the disk, too.
        database.exec("PRAGMA synchronous = FULL");
        try {
          const sealed = database.prepare("UPDATE sessions SET state = 'sealed' WHERE id = ? AND state = 'open'").run(id);
          if (Number(sealed.changes) !== 1) throw new Overtaken();
        } finally {
          database.exec("PRAGMA synchronous = NORMAL");
        }
      },
    };
  };

  return {
    open: async ({ id, fence }) => guarded(options.path, () => open(id, fence)),
    close: async () => database.close(),
  };
}

/** Drops the weeks in which no key can count any more. */
function tidy(database: DatabaseSync, week: number, before: number): void {
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB 'keys_[0-9]*'").all();
  for (const { name } of names) if (Number(String(name).slice("keys_".length)) < week - 1) database.exec(`DROP TABLE ${String(name)}`);
  database.prepare("DELETE FROM sessions WHERE started_at < ?").run(before);
}

function openFile(path: string, cacheMiB: number): DatabaseSync {
  return guarded(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    const database = new DatabaseSync(path, { timeout: 30_000 });
    const foreign = (): boolean => database.prepare("SELECT 1 FROM sqlite_schema").get() !== undefined && Number(database.prepare("PRAGMA application_id").get()?.["application_id"]) !== APPLICATION_ID;
    if (foreign()) {
      database.close();
      throw new Error("it is a database of another kind");
    }
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA cache_size = ${-1024 * cacheMiB}; PRAGMA wal_autocheckpoint = ${WAL_PAGES}`);
    database.exec(SESSIONS);
    return database;
  });
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Overtaken || error instanceof StageFailure) throw error;
    throw new StageFailure({
      code: "dedup/unreadable", scope: "job", retryable: true, cause: error,
      message: `the file of keys ${path} cannot be used: ${(error as Error).message}`,
      hint: "look at the disk and its permissions; without the file, duplicates of what was delivered before are not found",
    });
  }
}
