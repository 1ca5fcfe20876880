// A log-structured merge tree for claimed keys: new ones in a memtable and a write-ahead log, all others in sorted runs on disk.
import type { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { durably, inTransaction } from "../../sqlite/database.ts";
import { isDeadProcess } from "../../process/owner.ts";
import { COMPACTION_TABLE, type Compactor, createCompactor } from "./compactor.ts";
import { type Manifest, MANIFEST_TABLE, openManifest } from "./manifest.ts";
import { createMemtable, MAX_MEMTABLE_KEYS, type Memtable } from "./memtable.ts";
import { readWord, SEEN, SESSION } from "./record.ts";
import { createRunWriter } from "./sorted-run.ts";
import { type ClaimBuffer, createClaimBuffer, LOG_TABLE, openLog, type WriteAheadLog } from "./write-ahead-log.ts";

/** The keys, while a transaction lasts. */
export interface KeyTransaction {
  /** The session that last claimed the key at a byte of `keys`; 0 where none did within the window. */
  holder(keys: Uint8Array, at: number): number;
  /** Gives the key that was looked up last to the session. */
  claim(): void;
}

export interface KeyStore {
  /** Runs `work` in a transaction: all that it claims for the session is kept, or nothing. `now`: milliseconds since the epoch. */
  change<T>(session: number, now: number, work: (keys: KeyTransaction) => T): T;
  /** Called after each transaction, outside of it, with how many keys it claimed: flushes and compacts, a slice at a time. */
  maintain(claimed: number, now: number): Promise<void>;
  close(): void;
}

export interface KeyStoreOptions {
  /** How long a claim counts, in milliseconds. */
  readonly windowMs: number;
  /** Claims in the memtable before it is flushed to a sorted run. */
  readonly memtableKeys: number;
  /** The memory that the filters of all runs may take. */
  readonly filterBytes: number;
}

/** About 9 MB. With the keys of one more batch it stays below a power of two, at which the memtable would double. */
export const DEFAULT_MEMTABLE_KEYS = 250_000;
/** A transaction claims at most so many keys. */
export const MAX_TRANSACTION_KEYS = 2 ** 16;

/** `next_run` numbers runs; `flushed` is the last row of the log that is in a run; `version` grows with each change of the manifest. */
export const KEY_TABLES = `
  CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY CHECK (one = 1), next_run INTEGER NOT NULL, flushed INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO state (one, next_run, flushed, version) VALUES (1, 1, 0, 0);
  ${LOG_TABLE}
  ${COMPACTION_TABLE}
  ${MANIFEST_TABLE}
`;

/** From the tables of the version before, whose files have no checksums, to those of today. */
export const ADD_CHECKSUMS = "ALTER TABLE runs ADD COLUMN head_sum INTEGER; ALTER TABLE log ADD COLUMN sum INTEGER;";

/** Records compacted for each new key: several times what it takes to keep up. */
const COMPACTED_PER_KEY = 32;
const SLICE = 50_000;

interface Store {
  readonly database: DatabaseSync;
  readonly windowMs: number;
  readonly memtableKeys: number;
  readonly manifest: Manifest;
  readonly memtable: Memtable;
  readonly log: WriteAheadLog;
  /** Of the transaction under way. */
  readonly claims: ClaimBuffer;
  readonly compactor: Compactor;
  readonly newestState: () => DatabaseState;
  /** The state of the database that memtable and manifest reflect. */
  applied: DatabaseState;
}

interface DatabaseState {
  /** The last row of the log. */
  readonly log: number;
  /** The last row of the log that is in a sorted run. */
  readonly flushed: number;
  /** The version of the manifest. */
  readonly version: number;
}

/**
 * Keys are digests: in a B-tree each lands on another page, and a large table writes a page for each. Sorted runs are written
 * sequentially, once a level, and Bloom filters spare almost all reads for new keys. Processes share a store through the database:
 * each replays what the others logged, and files are never changed.
 */
export function createKeyStore(database: DatabaseSync, folder: string, options: KeyStoreOptions): KeyStore {
  const memtableKeys = Math.min(options.memtableKeys, MAX_MEMTABLE_KEYS / 2);
  const manifest = openManifest(database, folder, options.filterBytes);
  const compactor = createCompactor(database, manifest, (work) => transaction(store, work));
  const store: Store = {
    database,
    windowMs: options.windowMs,
    memtableKeys,
    manifest,
    memtable: createMemtable(memtableKeys),
    log: openLog(database),
    claims: createClaimBuffer(),
    compactor,
    newestState: stateReader(database),
    applied: { log: 0, flushed: 0, version: -1 },
  };
  return {
    change: (session, now, work) => change(store, session, now, work),
    async maintain(claimed, now) {
      if (store.memtable.size >= memtableKeys) flush(store, now);
      compactor.start(now, expiryAt(store, now));
      compactor.step(claimed * COMPACTED_PER_KEY);
      // Short-lived processes leave runs that none of them lives to compact: one of them has to.
      while (compactor.isRunning && compactor.isBehind) {
        compactor.step(SLICE);
        await nextTurn();
      }
    },
    close() {
      compactor.close();
      manifest.close();
    },
  };
}

function stateReader(database: DatabaseSync): () => DatabaseState {
  const select = database.prepare("SELECT flushed, version, (SELECT max(id) FROM log) AS last FROM state");
  return () => {
    const row = select.get();
    return { log: Number(row?.["last"] ?? 0), flushed: Number(row?.["flushed"]), version: Number(row?.["version"]) };
  };
}

/** Claims seen then or before no longer count; in seconds since the epoch. */
function expiryAt({ windowMs }: Store, now: number): number {
  return (now - windowMs) / 1000;
}

function transaction<T>(store: Store, work: () => T): T {
  store.claims.clear();
  try {
    return inTransaction(store.database, () => {
      catchUp(store);
      return work();
    });
  } catch (error) {
    // The memtable has claims that were rolled back: it is rebuilt from the log.
    if (!store.claims.isEmpty) store.applied = { ...store.applied, flushed: -1 };
    throw error;
  }
}

/** In a transaction: applies what other processes did. */
function catchUp(store: Store): void {
  const { manifest, memtable, log, compactor, applied } = store;
  const newest = store.newestState();
  if (newest.version !== applied.version) {
    manifest.reload();
    compactor.checkInputs();
  }
  if (newest.flushed !== applied.flushed) memtable.clear();
  const from = newest.flushed === applied.flushed ? applied.log : newest.flushed;
  if (newest.log > from) log.replay(from, memtable);
  store.applied = { ...newest, log: Math.max(from, newest.log) };
}

function change<T>(store: Store, session: number, now: number, work: (keys: KeyTransaction) => T): T {
  const { claims, compactor, log } = store;
  return transaction(store, () => {
    const seen = Math.floor(now / 1000);
    const result = work(keyTransaction(store, session, seen, expiryAt(store, now)));
    if (!claims.isEmpty) store.applied = { ...store.applied, log: log.append(session, seen, claims.bytes()) };
    compactor.touch(now);
    return result;
  });
}

function keyTransaction(
  { memtable, manifest, claims }: Store,
  session: number,
  seen: number,
  expiry: number,
): KeyTransaction {
  let [k0, k1, k2, k3] = [0, 0, 0, 0];
  const holderIn = (records: Uint32Array, at: number): number =>
    (records[at + SEEN] as number) > expiry ? (records[at + SESSION] as number) : 0;
  return {
    holder(keys, offset) {
      k0 = readWord(keys, offset);
      k1 = readWord(keys, offset + 4);
      k2 = readWord(keys, offset + 8);
      k3 = readWord(keys, offset + 12);
      const at = memtable.find(k0, k1, k2, k3);
      if (at !== -1) return holderIn(memtable.records, at);
      for (const { run } of manifest.runs) {
        const place = run.find(k0, k1, k2, k3);
        if (place !== -1) return holderIn(run.records, place);
      }
      return 0;
    },
    claim() {
      memtable.put(k0, k1, k2, k3, session, seen);
      claims.add(k0, k1, k2, k3);
    },
  };
}

/** Writes the memtable to a sorted run of level 0, and truncates the log. */
function flush(store: Store, now: number): void {
  const { database, manifest, memtable, memtableKeys, log } = store;
  let written: number | undefined;
  try {
    transaction(store, () => {
      // Another process may have flushed it.
      if (memtable.size < memtableKeys) return;
      const id = manifest.nextId();
      written = id;
      const writer = createRunWriter(manifest.path(id), memtable.size);
      const expiry = expiryAt(store, now);
      for (const at of memtable.sorted())
        if ((memtable.records[at + SEEN] as number) > expiry) writer.add(memtable.records, at);
      manifest.add(id, 0, writer.finish());
      database.prepare("UPDATE state SET flushed = ?, version = version + 1").run(store.applied.log);
      log.truncate();
    });
  } catch (error) {
    if (written !== undefined) manifest.deleteFile(written);
    throw error;
  }
  if (written !== undefined) transaction(store, () => {});
}

/** When a store is opened: deletes expired runs, and what dead processes left. `expiry`: in seconds since the epoch. */
export function tidyKeys(database: DatabaseSync, folder: string, expiry: number): void {
  const manifest = openManifest(database, folder, 0);
  const expired = database
    .prepare("SELECT id FROM runs WHERE newest <= ?")
    .all(expiry)
    .map(({ id }) => Number(id));
  if (expired.length > 0) {
    durably(database, () => {
      manifest.remove(expired);
      database.exec("UPDATE state SET version = version + 1");
    });
  }
  inTransaction(database, () => {
    const compaction = database.prepare("SELECT output, owner FROM merging").get();
    const isDead = compaction !== undefined && isDeadProcess(String(compaction["owner"]));
    if (isDead) database.exec("DELETE FROM merging");
    manifest.deleteOthers(compaction === undefined || isDead ? undefined : Number(compaction["output"]));
  });
}
