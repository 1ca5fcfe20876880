// From the address of a PostgreSQL server to a schema of it at the newest version, and statements that run in it.
import type { Pool, PoolClient } from "pg";
import { setTimeout as sleep } from "node:timers/promises";
import { StageFailure } from "../contracts/stage-failure.ts";
import { steadyNow } from "../process/steady-clock.ts";
import { placeName, type PostgresPlace } from "./address.ts";
import { isLostConnection, openFailure, statementFailure } from "./failures.ts";

export type { PostgresPlace } from "./address.ts";

export type Row = Readonly<Record<string, unknown>>;

/** The tables that one part of Heddle has in a schema. */
export interface Tables {
  /** The table that says at which version they are. */
  readonly version: string;
  /** Entry n takes them from version n to n + 1. */
  readonly migrations: readonly string[];
}

/** Runs a statement; in its text `$S` is the schema. `bigint`s come as text. */
export type Query = (text: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

export interface Database {
  /** As messages name it; without the password. */
  readonly name: string;
  query: Query;
  /** All of it is recorded, or nothing. `lock`: the work of the same number runs one at a time, over all processes. */
  transaction<T>(lock: number | undefined, work: (query: Query) => Promise<T>): Promise<T>;
  /** A transaction that lasts until it is closed, under these locks; what it asks is asked once. */
  session(locks: readonly number[]): Promise<Session>;
  close(): Promise<void>;
}

/** A transaction of a caller's own. */
export interface Session {
  query: Query;
  commit(): Promise<void>;
  /** Undoes what was not committed. */
  close(): Promise<void>;
}

const CONNECTIONS = 4;
const CONNECT_MS = 10_000;
/** How long statements are repeated while the server restarts, or cannot be reached. */
const REPEAT_MS = 15_000;
const PAUSE_MS = 250;
/** The lock under which a schema is made and migrated. */
const MIGRATE = 0;

/**
 * Opens a schema; makes it and the tables, or migrates them.
 * @throws StageFailure of scope "job": `ledger/no-driver`, `ledger/unreadable`, `ledger/too-new`.
 */
export async function openPostgres(place: PostgresPlace, tables: Tables): Promise<Database> {
  return connect(place, (database) => migrate(database, place.schema, tables));
}

/** Asks something of a database without making a schema. @throws StageFailure as {@link openPostgres}. */
export async function askPostgres<T>(place: PostgresPlace, ask: (query: Query) => Promise<T>): Promise<T> {
  let answer: { readonly value: T } | undefined;
  const database = await connect(place, async ({ query }) => void (answer = { value: await ask(query) }));
  await database.close();
  if (answer === undefined) throw new Error("not asked");
  return answer.value;
}

/** Whether a schema has the tables of a part of Heddle, at whatever version. */
export async function hasTables(place: PostgresPlace, { version }: Tables): Promise<boolean> {
  const found = await askPostgres(place, (query) =>
    query("SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = $2", [place.schema, version]),
  );
  return found.length > 0;
}

async function connect(place: PostgresPlace, begin: (database: Database) => Promise<void>): Promise<Database> {
  const { url, schema } = place;
  const pg = await loadDriver();
  const name = placeName(place);
  const pool = newPool(pg, url, name);
  // A connection that breaks while nobody uses it; the next statement opens another.
  pool.on("error", () => {});
  const database = databaseOf(pool, name, schema);
  try {
    // Asked once: a server that is out of reach at the start is more likely a wrong address than a restart.
    await pool.query("SELECT 1");
    await begin(database);
    return database;
  } catch (error) {
    await pool.end();
    throw openFailure(error instanceof StageFailure && error.code === "ledger/failed" ? error.cause : error, {
      url,
      name,
    });
  }
}

type Driver = Pick<typeof import("pg"), "Pool">;

async function loadDriver(): Promise<Driver> {
  try {
    return (await import("pg")).default;
  } catch (error) {
    throw new StageFailure({
      code: "ledger/no-driver",
      message: "a ledger in PostgreSQL needs the package `pg`, which is not installed",
      hint: "install it beside Heddle: `npm install pg`, or `npm install -g pg` where heddle is installed globally",
      cause: error,
    });
  }
}

function newPool(pg: Driver, url: string, name: string): Pool {
  try {
    return new pg.Pool({ connectionString: url, max: CONNECTIONS, connectionTimeoutMillis: CONNECT_MS });
  } catch (error) {
    throw openFailure(error, { url, name });
  }
}

function databaseOf(pool: Pool, name: string, schema: string): Database {
  const quoted = `"${schema.replaceAll('"', '""')}"`;
  const queryBy =
    (client: Pool | PoolClient): Query =>
    async (text, values = []) =>
      (await client.query<Row>(text.replaceAll("$S", quoted), [...values])).rows;
  return {
    name,
    query: (text, values) => repeated(name, () => queryBy(pool)(text, values)),
    transaction: (lock, work) =>
      repeated(name, async () => {
        const client = await pool.connect();
        // Otherwise a restart of the server would end the process.
        const onError = (): void => {};
        client.on("error", onError);
        let broken: unknown;
        try {
          const query = queryBy(client);
          await query("BEGIN");
          if (lock !== undefined) await query("SELECT pg_advisory_xact_lock(hashtext($1), $2)", [schema, lock]);
          const result = await work(query);
          await query("COMMIT");
          return result;
        } catch (error) {
          broken = error;
          await client.query("ROLLBACK").catch(() => {});
          throw error;
        } finally {
          client.off("error", onError);
          client.release(broken !== undefined && isLostConnection(broken));
        }
      }),
    session: (locks) => beginSession(pool, { name, schema, queryBy, locks }),
    close: () => pool.end(),
  };
}

interface SessionOptions {
  readonly name: string;
  readonly schema: string;
  readonly queryBy: (client: PoolClient) => Query;
  readonly locks: readonly number[];
}

async function beginSession(pool: Pool, { name, schema, queryBy, locks }: SessionOptions): Promise<Session> {
  const client = await pool.connect();
  // Otherwise a restart of the server would end the process.
  client.on("error", () => {});
  const bare = queryBy(client);
  const query: Query = (text, values) =>
    bare(text, values).catch((error: unknown) => {
      throw statementFailure(error, name);
    });
  let isOpen = true;
  const close = async (): Promise<void> => {
    // A connection whose transaction was not ended is closed with it.
    client.release(isOpen);
    isOpen = false;
  };
  try {
    await query("BEGIN");
    for (const lock of locks) await query("SELECT pg_advisory_xact_lock(hashtext($1), $2)", [schema, lock]);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    query,
    async commit() {
      await query("COMMIT");
      isOpen = false;
    },
    close,
  };
}

/** Repeats what a lost connection or another transaction interrupted. Each statement of a ledger may run twice. */
async function repeated<T>(name: string, work: () => Promise<T>): Promise<T> {
  const until = steadyNow() + REPEAT_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isPassing = isLostConnection(error) || isDeadlock(error);
      if (!isPassing || steadyNow() > until) throw statementFailure(error, name);
    }
    await sleep(PAUSE_MS);
  }
}

function isDeadlock(error: unknown): boolean {
  return (error as { readonly code?: string }).code === "40P01";
}

async function migrate(database: Database, schema: string, { version: table, migrations }: Tables): Promise<void> {
  await database.transaction(MIGRATE, async (query) => {
    const [known] = await query("SELECT 1 FROM pg_namespace WHERE nspname = $1", [schema]);
    if (known === undefined) await query("CREATE SCHEMA $S");
    await query(`CREATE TABLE IF NOT EXISTS $S.${table} (version integer NOT NULL)`);
    const [row] = await query(`SELECT version FROM $S.${table}`);
    const version = Number(row?.["version"] ?? 0);
    if (version > migrations.length) {
      throw new StageFailure({
        code: "ledger/too-new",
        message: `the ledger ${database.name} was written by a newer version (schema ${version}, this one knows ${migrations.length})`,
        hint: "use that version or a later one",
      });
    }
    if (version === migrations.length) return;
    for (const migration of migrations.slice(version)) await query(migration);
    await query(`DELETE FROM $S.${table}`);
    await query(`INSERT INTO $S.${table} (version) VALUES ($1)`, [migrations.length]);
  });
}

/** An instant as SQL, in milliseconds since the epoch: the database's, unless a clock takes its place. */
export function instantOf(clock: (() => number) | undefined): () => string {
  return () => (clock === undefined ? "(extract(epoch FROM clock_timestamp()) * 1000)::bigint" : `${clock()}::bigint`);
}

/** PostgreSQL's text has no NUL. */
export function storable(text: string): string {
  return text.replaceAll("\u0000", "\ufffd");
}
