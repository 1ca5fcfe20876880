// Deduplication on disk: sessions in one SQLite file, and keys beside it, each with the attempt at an object that claimed it.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { StageFailure } from "../contracts/stage-failure.ts";
import { BUSY_MS, inTransaction, useWriteAheadLog } from "../sqlite/database.ts";
import { type DedupSession, type Deduplicator, Preempted, type ClaimStatus } from "../contracts/deduplicator.ts";
import { isNoKey, KEY_BYTES } from "./key.ts";
import { createKeyStore, durably, KEY_TABLES, MOST_AT_ONCE, RECENT_KEYS, tidyKeys } from "./store/key-store.ts";

export interface SqliteDedupOptions {
  /** Made where there is none; the keys lie in files in a folder beside it, which bears its name and `-runs`. */
  readonly path: string;
  /** What the ledger says of an object under a fencing token: a key counts only once its object is delivered. */
  claimStatus(id: number, fencingToken: number): Promise<ClaimStatus>;
  /** How long a delivered key counts (default seven days, R). */
  readonly windowMs?: number;
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  /** What tells new keys from known ones without a look at the disk may take so many MiB (default 128: enough for 100 million keys; beyond, there are more looks). */
  readonly filterMiB?: number;
  /** Keys gathered in memory before they are written in order (default a quarter of a million, 10 MB; at most a million). */
  readonly memtable?: number;
}

const WEEK_MS = 7 * 24 * 3_600_000;
const WAIT_MS = 50;
/** "HEDD" in ASCII: tells this file from any other SQLite file. */
const APPLICATION_ID = 0x48454444;
const KNOWN_DELIVERED = 10_000;
/** Of the tables in the file. */
const VERSION = 2;

const SESSIONS = `
  CREATE TABLE IF NOT EXISTS sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
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
  const database = openFile(options.path);
  const delivered = new Set<number>();
  const keyStore = guarded(options.path, () => {
    const folder = `${options.path}-runs`;
    tidyKeys(database, folder, (clock() - windowMs) / 1000);
    database.prepare("DELETE FROM sessions WHERE started_at < ?").run(clock() - 2 * windowMs);
    return createKeyStore(database, folder, {
      windowMs,
      memtable: options.memtable ?? RECENT_KEYS,
      filterBytes: (options.filterMiB ?? 128) * 1024 * 1024,
    });
  });

  const sessionOf = database.prepare("SELECT object_id, fence, state FROM sessions WHERE id = ?");
  const endSession = database.prepare("UPDATE sessions SET state = 'over' WHERE id = ? AND state = 'open'");

  const remember = (session: number): void => {
    if (delivered.size >= KNOWN_DELIVERED) delivered.clear();
    delivered.add(session);
  };

  const open = (objectId: number, fencingToken: number): DedupSession => {
    const id = inTransaction(database, () => {
      database.prepare("UPDATE sessions SET state = 'over' WHERE object_id = ?").run(objectId);
      const made = database
        .prepare("INSERT INTO sessions (object_id, fence, state, started_at) VALUES (?, ?, 'open', ?)")
        .run(objectId, fencingToken, clock());
      return Number(made.lastInsertRowid);
    });

    /** Decides on keys from the `at`-th on; says where it stopped, and the session whose claim it has to know the status of there. */
    const decide = (
      keys: Uint8Array,
      at: number,
      free: ReadonlySet<number>,
      duplicate: boolean[],
    ): { at: number; claimed: number; session?: number } => {
      const end = Math.min(duplicate.length, at + MOST_AT_ONCE);
      return keyStore.change(id, clock(), ({ holder, claim }) => {
        if (sessionOf.get(id)?.["state"] !== "open") throw new Preempted();
        let claimed = 0;
        const taken = new Map<number, boolean>();
        /** Ends another session if its keys are free. */
        const takeFrom = (session: number): boolean => {
          const other = sessionOf.get(session);
          const isFree =
            other === undefined || other["object_id"] === objectId || other["state"] === "over" || free.has(session);
          if (isFree) endSession.run(session);
          taken.set(session, isFree);
          return isFree;
        };
        for (let i = at; i < end; i += 1) {
          if (isNoKey(keys, i * KEY_BYTES)) continue;
          const session = holder(keys, i * KEY_BYTES);
          if (session === 0 || (session !== id && (taken.get(session) ?? takeFrom(session)))) {
            claim();
            claimed += 1;
          } else if (session === id || delivered.has(session)) duplicate[i] = true;
          else return { at: i, claimed, session };
        }
        return { at: end, claimed };
      });
    };

    const duplicates = async (keys: Uint8Array, signal: AbortSignal): Promise<readonly boolean[]> => {
      const duplicate = Array.from({ length: keys.length / KEY_BYTES }, () => false);
      const free = new Set<number>();
      for (let at = 0; at < duplicate.length;) {
        const stopped = decide(keys, at, free, duplicate);
        at = stopped.at;
        await keyStore.tend(stopped.claimed, clock());
        if (stopped.session === undefined) continue;
        signal.throwIfAborted();
        const other = sessionOf.get(stopped.session);
        const otherId = Number(other?.["object_id"]);
        const claimStatus = other === undefined ? "free" : await options.claimStatus(otherId, Number(other["fence"]));
        if (claimStatus === "delivered") remember(stopped.session);
        if (claimStatus === "free") free.add(stopped.session);
        // The object found first never waits for a later one that can still be overtaken, so no two wait for each other.
        const overtakes =
          claimStatus === "held" && objectId < otherId && Number(endSession.run(stopped.session).changes) === 1;
        if (claimStatus === "held" && !overtakes) {
          await sleep(WAIT_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
        }
      }
      return duplicate;
    };

    return {
      duplicates: async (keys, signal) => {
        try {
          return await duplicates(keys, signal);
        } catch (error) {
          if (signal.aborted) throw error;
          return guarded(options.path, () => {
            throw error;
          });
        }
      },
      async seal() {
        guarded(options.path, () =>
          durably(database, () => {
            const sealed = database
              .prepare("UPDATE sessions SET state = 'sealed' WHERE id = ? AND state = 'open'")
              .run(id);
            if (Number(sealed.changes) !== 1) throw new Preempted();
          }),
        );
      },
    };
  };

  return {
    open: async ({ id, fencingToken }) => guarded(options.path, () => open(id, fencingToken)),
    async close() {
      keyStore.close();
      database.close();
    },
  };
}

function openFile(path: string): DatabaseSync {
  return guarded(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    const database = new DatabaseSync(path, { timeout: BUSY_MS });
    try {
      const pragma = (name: string): number => Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
      if (database.prepare("SELECT 1 FROM sqlite_schema").get() !== undefined) {
        if (pragma("application_id") !== APPLICATION_ID) throw new Error("it is a database of another kind");
        if (pragma("user_version") !== VERSION) throw new Error("it was written by another version of this program");
      }
      useWriteAheadLog(database);
      database.exec("PRAGMA synchronous = NORMAL");
      inTransaction(database, () =>
        database.exec(
          `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}; ${SESSIONS}; ${KEY_TABLES}`,
        ),
      );
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Preempted || error instanceof StageFailure) throw error;
    throw new StageFailure({
      code: "dedup/unreadable",
      cause: error,
      message: `the file of keys ${path} cannot be used: ${(error as Error).message}`,
      hint: "look at the disk and its permissions; without the file, duplicates of what was delivered before are not found",
    });
  }
}
