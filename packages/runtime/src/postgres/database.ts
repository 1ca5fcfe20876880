// From the address of a PostgreSQL server to a schema of it at the newest version, and statements that run in it.
import type { Pool, PoolClient } from "pg";
import { setTimeout as sleep } from "node:timers/promises";
import type { LEDGER_CODES } from "../codes/ledger.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import { steadyNow } from "../process/steady-clock.ts";

export interface PostgresPlace {
  /** As in `postgres://user:password@host:5432/database`. */
  readonly url: string;
  /** Belongs to one source alone; created where it is missing. */
  readonly schema: string;
}

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
  close(): Promise<void>;
}

const CONNECTIONS = 4;
const CONNECT_MS = 10_000;
/** How long statements are repeated while the server restarts, or cannot be reached. */
const REPEAT_MS = 15_000;
const PAUSE_MS = 250;
/** The lock under which a schema is made and migrated. */
const MIGRATE = 0;

/** @throws StageFailure of scope "job": `ledger/no-driver`, `ledger/unreadable`, `ledger/too-new`. */
export async function openPostgres({ url, schema }: PostgresPlace, tables: Tables): Promise<Database> {
  const { default: pg } = await import("pg").catch((error: unknown) => {
    throw failure(
      "ledger/no-driver",
      "the package `pg` is not installed",
      "install it beside Heddle: npm install pg",
      error,
    );
  });
  const name = `${nameOf(url)}, schema "${schema}"`;
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS, connectionTimeoutMillis: CONNECT_MS });
  // A connection that breaks while nobody uses it; the next statement opens another.
  pool.on("error", () => {});
  const database = databaseOf(pool, name, schema);
  try {
    // Asked once: a server that is out of reach at the start is more likely a wrong address than a restart.
    await pool.query("SELECT 1");
    await migrate(database, schema, tables);
    return database;
  } catch (error) {
    await pool.end();
    if (error instanceof StageFailure) throw error;
    const hint = "check the address, the network, and that the user may create the schema";
    throw failure("ledger/unreadable", `cannot open the ledger ${name}: ${(error as Error).message}`, hint, error);
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
    query: (text, values) => repeated(() => queryBy(pool)(text, values)),
    transaction: (lock, work) =>
      repeated(async () => {
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
    close: () => pool.end(),
  };
}

/** Repeats what a lost connection or another transaction interrupted. Each statement of a ledger may run twice. */
async function repeated<T>(work: () => Promise<T>): Promise<T> {
  const until = steadyNow() + REPEAT_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isPassing = isLostConnection(error) || isDeadlock(error);
      if (!isPassing || steadyNow() > until) throw error;
    }
    await sleep(PAUSE_MS);
  }
}

/** The server goes down, starts up, or is out of reach. */
function isLostConnection(error: unknown): boolean {
  const { code = "", message = "" } = error as { readonly code?: string; readonly message?: string };
  return (
    /^(08|57P0[123]$|ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN)/.test(code) ||
    /^(Connection terminated|Client has encountered a connection error)/.test(message)
  );
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
      throw failure(
        "ledger/too-new",
        `the ledger ${database.name} was written by a newer version (schema ${version}, this one knows ${migrations.length})`,
        "use that version or a later one",
      );
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

/** The server and the database of an address. */
function nameOf(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? "of PostgreSQL" : `postgres://${parsed.host}${parsed.pathname}`;
}

type LedgerCode = keyof typeof LEDGER_CODES;

function failure(code: LedgerCode, message: string, hint: string, cause?: unknown): StageFailure {
  return new StageFailure({ code, message, hint, ...(cause === undefined ? {} : { cause }) });
}

/** PostgreSQL's text has no NUL. */
export function storable(text: string): string {
  return text.replaceAll("\u0000", "\ufffd");
}
