// Deduplication in PostgreSQL, for workers on any number of machines: each key with the session that claimed it.
import { setTimeout as sleep } from "node:timers/promises";
import {
  type ClaimStatus,
  type DedupSession,
  type Deduplicator,
  LaterAttempt,
  Preempted,
} from "../contracts/deduplicator.ts";
import {
  askPostgres,
  type Database,
  hasTables,
  instantOf,
  openPostgres,
  type PostgresPlace,
  type Query,
  type Tables,
} from "../postgres/database.ts";
import { steadyNow } from "../process/steady-clock.ts";
import { isNoKey, KEY_BYTES } from "./key.ts";
import { createExpiry, type Expiry } from "./postgres-expiry.ts";

export interface PostgresDedupOptions extends PostgresPlace {
  /** What the ledger says of an object under a fencing token: a claim counts once its object is delivered. */
  claimStatus(id: number, fencingToken: number): Promise<ClaimStatus>;
  /** How long a delivered key counts (default seven days, R). */
  readonly windowMs?: number;
  /** Takes the place of the database's clock; in milliseconds since the epoch. */
  readonly clock?: () => number;
}

const WEEK_MS = 7 * 24 * 3_600_000;
/** Pause before the status of another session's object is asked again. */
const WAIT_MS = 50;
/** A transaction claims at most so many keys. */
const MAX_KEYS = 5_000;
const TIDY_MS = 3_600_000;
/** The lock under which sessions are opened. */
const SESSIONS = 10;

const PARTITIONS = Array.from({ length: 16 }, (_, i) => `keys_${i}`);

const TABLES: Tables = {
  version: "heddle_dedup",
  migrations: [
    `
    CREATE TABLE $S.sessions (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      object_id bigint NOT NULL,
      fence bigint NOT NULL,
      state text NOT NULL CHECK (state IN ('open', 'sealed', 'over')),
      started_at bigint NOT NULL
    );
    CREATE INDEX sessions_by_object ON $S.sessions (object_id);
    CREATE TABLE $S.keys (key bytea PRIMARY KEY, session bigint NOT NULL, seen bigint NOT NULL) PARTITION BY HASH (key);
    ${PARTITIONS.map((name, i) => `CREATE TABLE $S.${name} PARTITION OF $S.keys FOR VALUES WITH (MODULUS ${PARTITIONS.length}, REMAINDER ${i});`).join("\n")}
    CREATE INDEX keys_by_age ON $S.keys USING brin (seen);
    `,
    // Expired keys are found page by page: no statement ever asked for an age.
    "DROP INDEX $S.keys_by_age;",
  ],
};

interface Store {
  readonly options: PostgresDedupOptions;
  readonly database: Database;
  readonly now: () => string;
  readonly windowMs: number;
  readonly expiry: Expiry;
  /** When old sessions were deleted last, by the steady clock. */
  tidiedAt: number;
}

/**
 * Opens the keys; makes or migrates their tables, which may be in the schema of the ledger. The package `pg` has to be installed.
 * @throws StageFailure of scope "job": `ledger/no-driver`, `ledger/unreadable`, `ledger/too-new`.
 */
export async function openPostgresDedup(options: PostgresDedupOptions): Promise<Deduplicator> {
  const database = await openPostgres(options, TABLES);
  const { windowMs = WEEK_MS, clock } = options;
  const now = instantOf(clock);
  const expiry = createExpiry(database, { tables: PARTITIONS, now, windowMs });
  const store: Store = { options, database, now, windowMs, expiry, tidiedAt: -Infinity };
  return {
    open: async ({ id, fencingToken }) => sessionWithKeys(() => beginSession(store, id, fencingToken)),
    close: database.close,
  };
}

/** A session that begins with its first key: where no converter maps an `insert_id`, none does, and no object waits for the database. */
function sessionWithKeys(begin: () => Promise<DedupSession>): DedupSession {
  let session: DedupSession | undefined;
  return {
    async duplicates(keys, signal) {
      session ??= hasKey(keys) ? await begin() : undefined;
      return session?.duplicates(keys, signal) ?? Array.from({ length: keys.length / KEY_BYTES }, () => false);
    },
    seal: async () => session?.seal(),
  };
}

function hasKey(keys: Uint8Array): boolean {
  for (let at = 0; at < keys.length; at += KEY_BYTES) if (!isNoKey(keys, at)) return true;
  return false;
}

async function beginSession(store: Store, id: number, fencingToken: number): Promise<DedupSession> {
  await tidy(store);
  return openSession(store, id, fencingToken);
}

/** Whether a schema has keys, or had; asking makes nothing. @throws StageFailure as {@link openPostgresDedup}. */
export function hasPostgresKeys(place: PostgresPlace): Promise<boolean> {
  return hasTables(place, TABLES);
}

/** Whether a schema has any key; asking makes nothing. @throws StageFailure as {@link openPostgresDedup}. */
export async function holdsPostgresKeys(place: PostgresPlace): Promise<boolean> {
  if (!(await hasPostgresKeys(place))) return false;
  return (await askPostgres(place, (query) => query("SELECT 1 FROM $S.keys LIMIT 1"))).length > 0;
}

/** Deletes the sessions whose keys have all expired, once an hour. */
async function tidy(store: Store): Promise<void> {
  const { database, now, windowMs } = store;
  if (steadyNow() - store.tidiedAt < TIDY_MS) return;
  store.tidiedAt = steadyNow();
  for (let more = true; more;) {
    const gone = await database.query(
      `DELETE FROM $S.sessions WHERE id IN (
         SELECT id FROM $S.sessions WHERE started_at < ${now()} - $1::bigint ORDER BY id LIMIT ${MAX_KEYS}) RETURNING id`,
      [2 * windowMs],
    );
    more = gone.length === MAX_KEYS;
  }
}

interface OwnSession {
  readonly id: number;
  readonly objectId: number;
}

/** Begins a session for an object; its earlier ones end. @throws LaterAttempt where a later holder of the object has one. */
async function openSession(store: Store, objectId: number, fencingToken: number): Promise<DedupSession> {
  const { database, now } = store;
  const own = await database.transaction(SESSIONS, async (query): Promise<OwnSession> => {
    const later = await query("SELECT 1 FROM $S.sessions WHERE object_id = $1 AND fence > $2 LIMIT 1", [
      objectId,
      fencingToken,
    ]);
    if (later.length > 0) throw new LaterAttempt();
    // A sealed one counts for as long as the ledger says that its attempt is delivered, as while an object is replayed.
    await query("UPDATE $S.sessions SET state = 'over' WHERE object_id = $1 AND state = 'open'", [objectId]);
    const [made] = await query(
      `INSERT INTO $S.sessions (object_id, fence, state, started_at) VALUES ($1, $2, 'open', ${now()}) RETURNING id`,
      [objectId, fencingToken],
    );
    return { id: Number(made?.["id"]), objectId };
  });
  return {
    duplicates: (keys, signal) => findDuplicates(store, own, keys, signal),
    async seal() {
      const sealed = await database.query(
        "UPDATE $S.sessions SET state = 'sealed' WHERE id = $1 AND state IN ('open', 'sealed') RETURNING id",
        [own.id],
      );
      if (sealed.length === 0) throw new Preempted();
    },
  };
}

/** What is known of other sessions for good. */
interface Known {
  readonly free: Set<number>;
  readonly delivered: Set<number>;
}

async function findDuplicates(
  store: Store,
  own: OwnSession,
  keys: Uint8Array,
  signal: AbortSignal,
): Promise<readonly boolean[]> {
  const duplicate = Array.from({ length: keys.length / KEY_BYTES }, () => false);
  /** The first row of each key; its others are duplicates of that one. */
  const rows = new Map<string, number>();
  for (let i = 0; i < duplicate.length; i += 1) {
    if (isNoKey(keys, i * KEY_BYTES)) continue;
    const key = Buffer.from(keys.subarray(i * KEY_BYTES, (i + 1) * KEY_BYTES)).toString("hex");
    if (rows.has(key)) duplicate[i] = true;
    else rows.set(key, i);
  }
  const known: Known = { free: new Set(), delivered: new Set() };
  // In one order, so that no two transactions wait for each other.
  for (let left = [...rows.keys()].toSorted(); left.length > 0;) {
    const part = left.slice(0, MAX_KEYS);
    const claimed = await store.database.transaction(undefined, (query) => claimKeys(store, query, own, part, known));
    for (const key of claimed.duplicates) duplicate[rows.get(key) ?? 0] = true;
    left = [...claimed.blocked.keys(), ...claimed.gone, ...left.slice(MAX_KEYS)];
    for (const session of new Set(claimed.blocked.values())) {
      signal.throwIfAborted();
      await resolveConflict(store, own, session, known, signal);
    }
  }
  await store.expiry.step(rows.size);
  return duplicate;
}

interface Claimed {
  readonly duplicates: readonly string[];
  /** Keys that were there and went, since they had expired: they are free now. */
  readonly gone: readonly string[];
  /** Keys that sessions hold whose outcomes are not known. */
  readonly blocked: ReadonlyMap<string, number>;
}

/** In a transaction: claims keys, or finds them delivered. @throws Preempted where the session has ended. */
async function claimKeys(
  { now, windowMs }: Store,
  query: Query,
  own: OwnSession,
  keys: readonly string[],
  known: Known,
): Promise<Claimed> {
  const [mine] = await query("SELECT state FROM $S.sessions WHERE id = $1 FOR SHARE", [own.id]);
  if (mine?.["state"] !== "open") throw new Preempted();
  const asBytes = (some: readonly string[]): readonly Buffer[] => some.map((key) => Buffer.from(key, "hex"));
  const got = await query(
    `INSERT INTO $S.keys (key, session, seen) SELECT key, $2::bigint, ${now()} FROM unnest($1::bytea[]) AS new (key)
     ON CONFLICT DO NOTHING RETURNING encode(key, 'hex') AS key`,
    [asBytes(keys), own.id],
  );
  const fresh = new Set(got.map((row) => row["key"]));
  const missed = keys.filter((key) => !fresh.has(key));
  if (missed.length === 0) return { duplicates: [], gone: [], blocked: new Map() };
  // Locked first and judged afterwards: what is read together with a lock may be older than what the lock waited for.
  const held = await query(
    `SELECT encode(key, 'hex') AS key, session, seen <= ${now()} - $2::bigint AS is_old FROM $S.keys
     WHERE key = ANY ($1::bytea[]) ORDER BY keys.key FOR UPDATE`,
    [asBytes(missed), windowMs],
  );
  const sessions = await query("SELECT id, object_id, state FROM $S.sessions WHERE id = ANY ($1::bigint[])", [
    [...new Set(held.map((row) => row["session"]))],
  ]);
  const byId = new Map(sessions.map((row) => [Number(row["id"]), row]));
  const [taken, duplicates, blocked] = [[] as string[], [] as string[], new Map<string, number>()];
  for (const { key, session, is_old: isOld } of held) {
    const [name, id] = [String(key), Number(session)];
    const other = byId.get(id);
    const isFree = other === undefined || Number(other["object_id"]) === own.objectId || other["state"] === "over";
    if (isOld === true) taken.push(name);
    else if (id === own.id || known.delivered.has(id)) duplicates.push(name);
    else if (isFree || known.free.has(id)) taken.push(name);
    else blocked.set(name, id);
  }
  await query(`UPDATE $S.keys SET session = $2, seen = ${now()} WHERE key = ANY ($1::bytea[])`, [
    asBytes(taken),
    own.id,
  ]);
  const found = new Set(held.map((row) => row["key"]));
  return { duplicates, blocked, gone: missed.filter((key) => !found.has(key)) };
}

/** Asks the ledger what became of the object of another session; preempts the session or waits where that is still open. */
async function resolveConflict(
  { database: { query }, options }: Store,
  { objectId }: OwnSession,
  session: number,
  { free, delivered }: Known,
  signal: AbortSignal,
): Promise<void> {
  const [other] = await query("SELECT object_id, fence FROM $S.sessions WHERE id = $1", [session]);
  const otherObject = Number(other?.["object_id"]);
  const status = other === undefined ? "free" : await options.claimStatus(otherObject, Number(other["fence"]));
  const end = async (): Promise<boolean> =>
    (await query("UPDATE $S.sessions SET state = 'over' WHERE id = $1 AND state = 'open' RETURNING id", [session]))
      .length > 0;
  if (status === "free") {
    await end();
    free.add(session);
  } else if (status === "delivered") delivered.add(session);
  // The object found first never waits for a later one that it can preempt, so no two wait for each other.
  else if (!(objectId < otherObject && (await end())))
    await sleep(WAIT_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
}
