// Deduplication on disk: sessions in a SQLite file, and beside it the keys, each with the session that claimed it.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { StageFailure } from "../contracts/stage-failure.ts";
import { steadyEpochClock } from "../process/steady-clock.ts";
import { BUSY_MS, durably, inTransaction, useWriteAheadLog } from "../sqlite/database.ts";
import {
  type DedupSession,
  type Deduplicator,
  LaterAttempt,
  Preempted,
  type ClaimStatus,
} from "../contracts/deduplicator.ts";
import { isNoKey, KEY_BYTES } from "./key.ts";
import {
  ADD_CHECKSUMS,
  createKeyStore,
  DEFAULT_MEMTABLE_KEYS,
  KEY_TABLES,
  type KeyStore,
  MAX_TRANSACTION_KEYS,
  tidyKeys,
} from "./store/key-store.ts";

export interface SqliteDedupOptions {
  /** Created where there is none. The keys are files in a folder beside it, which has its name and `-runs`. */
  readonly path: string;
  /** What the ledger says of an object under a fencing token: a claim counts once its object is delivered. */
  claimStatus(id: number, fencingToken: number): Promise<ClaimStatus>;
  /** How long a delivered key counts (default seven days, R). */
  readonly windowMs?: number;
  /** Milliseconds since the epoch; default: a clock that does not step while this is open. */
  readonly clock?: () => number;
  /** Memory of the Bloom filters, in MiB (default 128: enough for 100 million keys; with more, more lookups read the disk). */
  readonly filterMiB?: number;
  /** Keys in memory before they are flushed to a sorted run (default 250,000, about 10 MB; at most a million). */
  readonly memtable?: number;
}

const WEEK_MS = 7 * 24 * 3_600_000;
/** Pause before the status of another session's object is asked again. */
const WAIT_MS = 50;
/** "HEDD" in ASCII: tells this file from any other SQLite file. */
const APPLICATION_ID = 0x48454444;
/** How many delivered sessions are remembered. */
const KNOWN_DELIVERED = 10_000;
/** The version of the tables and of the run files. */
const VERSION = 3;
const WITHOUT_CHECKSUMS = 2;

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

interface Store {
  readonly options: SqliteDedupOptions;
  readonly clock: () => number;
  readonly database: DatabaseSync;
  readonly keyStore: KeyStore;
  readonly session: (id: number) => SessionRow | undefined;
  /** Ends a session unless it is sealed; false where it was not open. */
  readonly endSession: (id: number) => boolean;
  /** Sessions whose objects are known to be delivered. */
  readonly delivered: Set<number>;
}

interface SessionRow {
  readonly objectId: number;
  readonly fencingToken: number;
  readonly state: "open" | "sealed" | "over";
}

/** @throws StageFailure `dedup/unreadable` of scope "job". */
export function openDedup(options: SqliteDedupOptions): Deduplicator {
  const { path, windowMs = WEEK_MS, clock = steadyEpochClock() } = options;
  const database = openFile(path);
  const keyStore = guarded(path, () => {
    const folder = `${path}-runs`;
    tidyKeys(database, folder, (clock() - windowMs) / 1000);
    database.prepare("DELETE FROM sessions WHERE started_at < ?").run(clock() - 2 * windowMs);
    return createKeyStore(database, folder, {
      windowMs,
      memtableKeys: options.memtable ?? DEFAULT_MEMTABLE_KEYS,
      filterBytes: (options.filterMiB ?? 128) * 1024 * 1024,
    });
  });
  const end = database.prepare("UPDATE sessions SET state = 'over' WHERE id = ? AND state = 'open'");
  const store: Store = {
    options,
    clock,
    database,
    keyStore,
    session: sessionReader(database),
    endSession: (id) => Number(end.run(id).changes) === 1,
    delivered: new Set(),
  };
  return {
    open: async ({ id, fencingToken }) => guarded(path, () => openSession(store, id, fencingToken)),
    async close() {
      keyStore.close();
      database.close();
    },
  };
}

/** Whether the store at a path has any key, or had one lately. @throws StageFailure `dedup/unreadable` of scope "job". */
export function holdsKeys(path: string): boolean {
  return guarded(path, () => {
    const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
    try {
      return database.prepare("SELECT 1 FROM runs UNION ALL SELECT 1 FROM log LIMIT 1").get() !== undefined;
    } finally {
      database.close();
    }
  });
}

function sessionReader(database: DatabaseSync): Store["session"] {
  const select = database.prepare("SELECT object_id, fence, state FROM sessions WHERE id = ?");
  return (id) => {
    const row = select.get(id);
    if (row === undefined) return undefined;
    const state = row["state"] as SessionRow["state"];
    return { objectId: Number(row["object_id"]), fencingToken: Number(row["fence"]), state };
  };
}

/** Begins a session for an object; its earlier ones end. @throws LaterAttempt where a later holder of the object has one. */
function openSession(store: Store, objectId: number, fencingToken: number): DedupSession {
  const { database, clock, options } = store;
  const id = inTransaction(database, () => {
    const later = database.prepare("SELECT 1 FROM sessions WHERE object_id = ? AND fence > ? LIMIT 1");
    if (later.get(objectId, fencingToken) !== undefined) throw new LaterAttempt();
    // A sealed one counts for as long as the ledger says that its attempt is delivered, as while an object is replayed.
    database.prepare("UPDATE sessions SET state = 'over' WHERE object_id = ? AND state = 'open'").run(objectId);
    const made = database
      .prepare("INSERT INTO sessions (object_id, fence, state, started_at) VALUES (?, ?, 'open', ?)")
      .run(objectId, fencingToken, clock());
    return Number(made.lastInsertRowid);
  });
  return {
    duplicates: async (keys, signal) => {
      try {
        return await findDuplicates(store, { id, objectId }, keys, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        return guarded(options.path, () => {
          throw error;
        });
      }
    },
    async seal() {
      guarded(options.path, () => seal(database, id));
    },
  };
}

interface OwnSession {
  readonly id: number;
  readonly objectId: number;
}

async function findDuplicates(
  store: Store,
  own: OwnSession,
  keys: Uint8Array,
  signal: AbortSignal,
): Promise<readonly boolean[]> {
  const duplicate = Array.from({ length: keys.length / KEY_BYTES }, () => false);
  const free = new Set<number>();
  for (let at = 0; at < duplicate.length;) {
    const stopped = claimKeys(store, own, { keys, at, free, duplicate });
    at = stopped.at;
    await store.keyStore.maintain(stopped.claimed, store.clock());
    if (stopped.blockedBy === undefined) continue;
    signal.throwIfAborted();
    await resolveConflict(store, own, stopped.blockedBy, free, signal);
  }
  return duplicate;
}

interface Lookup {
  readonly keys: Uint8Array;
  /** The key to begin with. */
  readonly at: number;
  /** Other sessions that are known to have delivered nothing. */
  readonly free: ReadonlySet<number>;
  /** Where the answers go, one for each key. */
  readonly duplicate: boolean[];
}

/** In one transaction: claims keys, or finds them delivered, up to one that a session holds whose outcome is not known. */
function claimKeys(
  store: Store,
  { id, objectId }: OwnSession,
  { keys, at, free, duplicate }: Lookup,
): { readonly at: number; readonly claimed: number; readonly blockedBy?: number } {
  const end = Math.min(duplicate.length, at + MAX_TRANSACTION_KEYS);
  return store.keyStore.change(id, store.clock(), ({ holder, claim }) => {
    if (store.session(id)?.state !== "open") throw new Preempted();
    let claimed = 0;
    const taken = new Map<number, boolean>();
    /** Ends another session whose claims do not count. */
    const takeFrom = (session: number): boolean => {
      const other = store.session(session);
      const isFree = other === undefined || other.objectId === objectId || other.state === "over" || free.has(session);
      if (isFree) store.endSession(session);
      taken.set(session, isFree);
      return isFree;
    };
    for (let i = at; i < end; i += 1) {
      if (isNoKey(keys, i * KEY_BYTES)) continue;
      const session = holder(keys, i * KEY_BYTES);
      if (session === 0 || (session !== id && (taken.get(session) ?? takeFrom(session)))) {
        claim();
        claimed += 1;
      } else if (session === id || store.delivered.has(session)) duplicate[i] = true;
      else return { at: i, claimed, blockedBy: session };
    }
    return { at: end, claimed };
  });
}

/** Asks the ledger what became of the object of another session; preempts the session or waits where that is still open. */
async function resolveConflict(
  store: Store,
  { objectId }: OwnSession,
  session: number,
  free: Set<number>,
  signal: AbortSignal,
): Promise<void> {
  const other = store.session(session);
  const status = other === undefined ? "free" : await store.options.claimStatus(other.objectId, other.fencingToken);
  if (status === "free" || other === undefined) free.add(session);
  else if (status === "delivered") rememberDelivered(store, session);
  // The object found first never waits for a later one that it can preempt, so no two wait for each other.
  else if (!(objectId < other.objectId && store.endSession(session)))
    await sleep(WAIT_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
}

function rememberDelivered({ delivered }: Store, session: number): void {
  if (delivered.size >= KNOWN_DELIVERED) delivered.clear();
  delivered.add(session);
}

/** From now on nobody preempts the session. */
function seal(database: DatabaseSync, id: number): void {
  durably(database, () => {
    const sealed = database.prepare("UPDATE sessions SET state = 'sealed' WHERE id = ? AND state = 'open'").run(id);
    if (Number(sealed.changes) !== 1) throw new Preempted();
  });
}

function openFile(path: string): DatabaseSync {
  return guarded(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    const database = new DatabaseSync(path, { timeout: BUSY_MS });
    try {
      const pragma = (name: string): number => Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
      const isNew = database.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
      if (!isNew && pragma("application_id") !== APPLICATION_ID) throw new Error("it is another kind of database");
      if (!isNew && ![VERSION, WITHOUT_CHECKSUMS].includes(pragma("user_version")))
        throw new Error("another version of Heddle wrote it");
      useWriteAheadLog(database);
      database.exec("PRAGMA synchronous = NORMAL");
      inTransaction(database, () => {
        if (pragma("user_version") === WITHOUT_CHECKSUMS) database.exec(ADD_CHECKSUMS);
        database.exec(
          `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}; ${SESSIONS}; ${KEY_TABLES}`,
        );
      });
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
      message: `cannot use the deduplication store ${path}: ${(error as Error).message}`,
      hint: "check the disk and its permissions; without these files, duplicates of earlier deliveries are not found",
    });
  }
}
