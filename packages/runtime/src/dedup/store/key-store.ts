// Where keys lie: new claims in memory and in a log, all others in sorted runs on the disk, merged bit by bit into larger ones.
import type { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { inTransaction } from "../../sqlite/database.ts";
import { isDeadProcess, ownerOfThisProcess } from "../../process/owner.ts";
import { KEY_BYTES } from "../key.ts";
import { type Merge, mergeRuns } from "./compaction.ts";
import { MOST_RECENT_KEYS, memtable } from "./memtable.ts";
import { createRun } from "./sorted-run.ts";
import { RUNS, runSet } from "./manifest.ts";
import { putWord, SEEN, SESSION, wordAt } from "./record.ts";

/** The keys, while a transaction lasts. */
export interface OpenKeys {
  /** The session that claimed the key at a byte of `keys` last; 0 where none did, or too long ago. */
  holder(keys: Uint8Array, at: number): number;
  /** Gives the key that was asked for last to the session. */
  claim(): void;
}

export interface KeyStore {
  /** Runs `work` in a transaction: what it claims for the session is kept, or nothing of it. `now`: milliseconds since the epoch. */
  change<T>(session: number, now: number, work: (keys: OpenKeys) => T): T;
  /** After each transaction that claimed so many keys, outside of it: writes runs and merges them, a piece at a time. */
  tend(claimed: number, now: number): Promise<void>;
  close(): void;
}

export interface KeyStoreOptions {
  readonly windowMs: number;
  /** Claims gathered in memory before they become a run. */
  readonly memtable: number;
  /** What the filters of the runs may take of the memory. */
  readonly filterBytes: number;
}

/** So many keys take about 9 MB: with those of a batch, not more than a power of two, at which the table would be made twice as large. */
export const RECENT_KEYS = 250_000;
/** A transaction claims at most so many keys. */
export const MOST_AT_ONCE = 2 ** 16;

/** `next_run` counts runs; `flushed` is the last row of the log that is in a run; `version` grows when the list of runs changes. */
export const KEY_TABLES = `
  CREATE TABLE IF NOT EXISTS state (one INTEGER PRIMARY KEY CHECK (one = 1), next_run INTEGER NOT NULL, flushed INTEGER NOT NULL, version INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO state (one, next_run, flushed, version) VALUES (1, 1, 0, 0);
  CREATE TABLE IF NOT EXISTS log (id INTEGER PRIMARY KEY AUTOINCREMENT, session INTEGER NOT NULL, seen INTEGER NOT NULL, keys BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS merging (output INTEGER PRIMARY KEY, owner TEXT NOT NULL, touched_at INTEGER NOT NULL) STRICT;
  ${RUNS}
`;

/** So many runs of a level become one of the next: each key is written once a level, and few runs have to be asked. */
const FAN_IN = 4;
/** Records merged for each new key: several times what is needed to keep up. */
const MERGED_PER_KEY = 32;
const SLICE = 50_000;
const TOO_MANY = 4 * FAN_IN;
/** A merge that nobody has touched for so long is taken over. */
const STALE_MS = 60_000;
const TOUCH_MS = 10_000;
const RETRY_MS = 1000;

/**
 * Keys are digests, so in a tree each falls on another page, and a large table writes a page for each. Sorted runs are written
 * in order, as often as there are levels; a filter spares almost all reads for keys that are new. Several processes share a store:
 * the log tells each what the others claimed, and files are never changed.
 */
export function createKeyStore(database: DatabaseSync, folder: string, options: KeyStoreOptions): KeyStore {
  const { windowMs } = options;
  const mostRecent = Math.min(options.memtable, MOST_RECENT_KEYS / 2);
  const set = runSet(database, folder, options.filterBytes);
  const recent = memtable(mostRecent);
  const stateNow = database.prepare("SELECT flushed, version, (SELECT max(id) FROM log) AS last FROM state");
  const logAfter = database.prepare("SELECT id, session, seen, keys FROM log WHERE id > ? ORDER BY id");
  const append = database.prepare("INSERT INTO log (session, seen, keys) VALUES (?, ?, ?)");
  const touch = database.prepare("UPDATE merging SET touched_at = ? WHERE output = ?");
  /** What of the database is known here: the log up to a row, since another row was flushed, and a list of runs. */
  let known = { log: 0, flushed: 0, version: -1 };
  let merge:
    | {
        readonly output: number;
        readonly level: number;
        readonly inputs: readonly number[];
        readonly work: Merge;
        touchedAt: number;
      }
    | undefined;
  let mergeAfter = 0;
  /** The keys of the claims of a transaction, for the log. */
  let staged = new Uint8Array(1024 * KEY_BYTES);
  let claimed = 0;

  const oldestAt = (now: number): number => (now - windowMs) / 1000;

  const abandonMerge = (): void => {
    if (merge === undefined) return;
    merge.work.discard();
    set.deleteFile(merge.output);
    merge = undefined;
  };

  /** In a transaction: takes notice of what other processes did. */
  const catchUp = (): void => {
    const now = stateNow.get();
    const [flushed, version, last] = [Number(now?.["flushed"]), Number(now?.["version"]), Number(now?.["last"] ?? 0)];
    if (version !== known.version) {
      set.reload();
      if (merge !== undefined && !merge.inputs.every((id) => set.runs.some((run) => run.id === id))) abandonMerge();
    }
    if (flushed !== known.flushed) recent.clear();
    const from = flushed === known.flushed ? known.log : flushed;
    if (last > from)
      for (const row of logAfter.iterate(from))
        load(row["keys"] as Uint8Array, Number(row["session"]), Number(row["seen"]));
    known = { log: Math.max(from, last), flushed, version };
  };
  const load = (keys: Uint8Array, session: number, seen: number): void => {
    for (let at = 0; at < keys.length; at += KEY_BYTES)
      recent.put(wordAt(keys, at), wordAt(keys, at + 4), wordAt(keys, at + 8), wordAt(keys, at + 12), session, seen);
  };
  const transaction = <T>(work: () => T): T => {
    claimed = 0;
    try {
      return inTransaction(database, () => {
        catchUp();
        return work();
      });
    } catch (error) {
      // Memory holds claims that the database does not: all of it is read again.
      if (claimed > 0) known = { ...known, flushed: -1 };
      throw error;
    }
  };

  const flush = (now: number): void => {
    let written: number | undefined;
    try {
      transaction(() => {
        if (recent.size < mostRecent) return;
        const id = set.nextId();
        written = id;
        const writer = createRun(set.path(id), recent.size);
        const oldest = oldestAt(now);
        for (const at of recent.sorted())
          if ((recent.records[at + SEEN] as number) > oldest) writer.add(recent.records, at);
        set.add(id, 0, writer.finish());
        database.prepare("UPDATE state SET flushed = ?, version = version + 1").run(known.log);
        database.exec("DELETE FROM log");
      });
    } catch (error) {
      if (written !== undefined) set.deleteFile(written);
      throw error;
    }
    if (written !== undefined) transaction(() => {});
  };

  const runsOf = (level: number): typeof set.runs => set.runs.filter((run) => run.level === level);
  /** The lowest level that has enough runs. */
  const fullLevel = (): number | undefined => set.runs.find(({ level }) => runsOf(level).length >= FAN_IN)?.level;

  const startMerge = (now: number): void => {
    if (merge !== undefined || now < mergeAfter || fullLevel() === undefined) return;
    const begun = transaction(() => {
      const other = database.prepare("SELECT output, owner, touched_at FROM merging").get();
      if (other !== undefined) {
        const isAtWork = !isDeadProcess(String(other["owner"])) && Number(other["touched_at"]) > now - STALE_MS;
        if (isAtWork) return undefined;
        database.exec("DELETE FROM merging");
        set.deleteFile(Number(other["output"]));
      }
      const level = fullLevel();
      if (level === undefined) return undefined;
      const output = set.nextId();
      database
        .prepare("INSERT INTO merging (output, owner, touched_at) VALUES (?, ?, ?)")
        .run(output, ownerOfThisProcess(), now);
      return { level, output };
    });
    if (begun === undefined) {
      mergeAfter = now + RETRY_MS;
      return;
    }
    const inputs = runsOf(begun.level);
    const writer = createRun(
      set.path(begun.output),
      inputs.reduce((total, { run }) => total + run.facts.keys, 0),
    );
    merge = {
      ...begun,
      inputs: inputs.map(({ id }) => id),
      work: mergeRuns(
        inputs.map(({ run }) => run),
        writer,
        oldestAt(now),
      ),
      touchedAt: now,
    };
  };

  const endMerge = (): void => {
    if (merge === undefined) return;
    const { output, level, inputs, work } = merge;
    const facts = work.finish();
    merge = undefined;
    let isMine = false;
    try {
      // The old files are deleted at once, so the database must have forgotten them for good.
      isMine = durably(database, () => {
        if (Number(database.prepare("DELETE FROM merging WHERE output = ?").run(output).changes) !== 1) return false;
        set.remove(inputs);
        if (facts.keys > 0) set.add(output, level + 1, facts);
        database.exec("UPDATE state SET version = version + 1");
        return true;
      });
    } finally {
      if (!isMine || facts.keys === 0) set.deleteFile(output);
    }
    if (!isMine) return;
    transaction(() => {});
    for (const id of inputs) set.deleteFile(id);
  };

  const mergeStep = (records: number): void => {
    if (merge?.work.step(records) === true) endMerge();
  };

  return {
    change(session, now, work) {
      return transaction(() => {
        const oldest = oldestAt(now);
        const seen = Math.floor(now / 1000);
        let [k0, k1, k2, k3] = [0, 0, 0, 0];
        const result = work({
          holder(keys, offset) {
            k0 = wordAt(keys, offset);
            k1 = wordAt(keys, offset + 4);
            k2 = wordAt(keys, offset + 8);
            k3 = wordAt(keys, offset + 12);
            const at = recent.find(k0, k1, k2, k3);
            if (at !== -1)
              return (recent.records[at + SEEN] as number) > oldest ? (recent.records[at + SESSION] as number) : 0;
            for (const { run } of set.runs) {
              const place = run.find(k0, k1, k2, k3);
              if (place !== -1)
                return (run.records[place + SEEN] as number) > oldest ? (run.records[place + SESSION] as number) : 0;
            }
            return 0;
          },
          claim() {
            recent.put(k0, k1, k2, k3, session, seen);
            if (claimed === staged.length) {
              const longer = new Uint8Array(2 * staged.length);
              longer.set(staged);
              staged = longer;
            }
            putWord(staged, claimed, k0);
            putWord(staged, claimed + 4, k1);
            putWord(staged, claimed + 8, k2);
            putWord(staged, claimed + 12, k3);
            claimed += KEY_BYTES;
          },
        });
        if (claimed > 0) known.log = Number(append.run(session, seen, staged.subarray(0, claimed)).lastInsertRowid);
        if (merge !== undefined && now - merge.touchedAt > TOUCH_MS) {
          touch.run(now, merge.output);
          merge.touchedAt = now;
        }
        return result;
      });
    },
    async tend(keys, now) {
      if (recent.size >= mostRecent) flush(now);
      startMerge(now);
      mergeStep(keys * MERGED_PER_KEY);
      // Short-lived processes may leave runs behind that none of them had the time to merge: one has to take it.
      while (merge !== undefined && set.runs.some(({ level }) => runsOf(level).length > TOO_MANY)) {
        mergeStep(SLICE);
        await nextTurn();
      }
    },
    close() {
      if (merge !== undefined) database.prepare("DELETE FROM merging WHERE output = ?").run(merge.output);
      abandonMerge();
      set.close();
    },
  };
}

/** When a store is opened: drops what counts no more, and what a process that died left behind. `oldest`: in seconds since the epoch. */
export function tidyKeys(database: DatabaseSync, folder: string, oldest: number): void {
  const set = runSet(database, folder, 0);
  const expired = database
    .prepare("SELECT id FROM runs WHERE newest <= ?")
    .all(oldest)
    .map(({ id }) => Number(id));
  if (expired.length > 0) {
    durably(database, () => {
      set.remove(expired);
      database.exec("UPDATE state SET version = version + 1");
    });
  }
  inTransaction(database, () => {
    const merging = database.prepare("SELECT output, owner FROM merging").get();
    const isDead = merging !== undefined && isDeadProcess(String(merging["owner"]));
    if (isDead) database.exec("DELETE FROM merging");
    set.deleteOthers(merging === undefined || isDead ? undefined : Number(merging["output"]));
  });
}

/** A transaction that is on the disk when this returns, with all that came before it. */
export function durably<T>(database: DatabaseSync, work: () => T): T {
  database.exec("PRAGMA synchronous = FULL");
  try {
    return inTransaction(database, work);
  } finally {
    database.exec("PRAGMA synchronous = NORMAL");
  }
}
