// A ledger in PostgreSQL as one that is copied, or that a copy is made in.
import { isDeadProcess } from "../../process/owner.ts";
import type { PostgresPlace } from "../../postgres/address.ts";
import { instantOf, openPostgres, type Query, type Row, type Session, storable } from "../../postgres/database.ts";
import {
  COPY_BATCH,
  type CopyRow,
  type CopySource,
  type CopyTable,
  type CopyTarget,
  type CopyValue,
} from "../copy-tables.ts";
import { CLAIMS, DISCOVERY } from "./locks.ts";
import { freeEnded, reclaimDead } from "./claims.ts";
import { LEDGER_TABLES } from "./schema.ts";

/** @throws StageFailure of scope "job" where it cannot be opened. */
export async function copyFromPostgres(place: PostgresPlace): Promise<CopySource> {
  const { session, close } = await openLocked(place);
  const { query } = session;
  const inUse = await findUsers(query).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    inUse,
    async *rows(table) {
      await query(`DECLARE rows_to_copy NO SCROLL CURSOR FOR SELECT ${columnsOf(table)} FROM ${nameOf(table)}`);
      for (;;) {
        const batch = await query(`FETCH ${COPY_BATCH} FROM rows_to_copy`);
        if (batch.length === 0) break;
        yield batch.map((row) => rowOf(table, row));
      }
      await query("CLOSE rows_to_copy");
    },
    count: (table) => count(session, table),
    async close() {
      await session.commit();
      await close();
    },
  };
}

/** Frees what nobody holds any more; then what is still held, and by whom it is used. */
async function findUsers(query: Query): Promise<readonly string[]> {
  const now = instantOf(undefined)();
  await freeEnded(query, now);
  await reclaimDead(query, isDeadProcess, now);
  const users = await query(`SELECT owner, host FROM $S.workers WHERE silent_after >= ${now} ORDER BY owner`);
  const held = await query("SELECT key FROM $S.objects WHERE state = 'claimed' ORDER BY key");
  return [
    ...users.filter((row) => !isDeadProcess(String(row["owner"]))).map((row) => `a worker on ${String(row["host"])}`),
    ...held.map((row) => `a worker holds "${String(row["key"])}"`),
  ];
}

/** Makes the schema where there is none. @throws StageFailure of scope "job" where it cannot be opened. */
export async function copyToPostgres(place: PostgresPlace): Promise<CopyTarget> {
  const { session, close } = await openLocked(place);
  const { query } = session;
  return {
    async put(table, rows) {
      const lists = Object.entries(table.columns).map(([column, type]) => ({
        list: rows.map((row) => stored(row[column] ?? null)),
        type,
      }));
      await query(
        `INSERT INTO ${nameOf(table)} (${columnsOf(table)}) OVERRIDING SYSTEM VALUE
         SELECT * FROM unnest(${lists.map(({ type }, i) => `$${i + 1}::${type}[]`).join(", ")})`,
        lists.map(({ list }) => list),
      );
    },
    count: (table) => count(session, table),
    async commit() {
      // The next object gets an id after those that were copied.
      await query(
        `SELECT setval(pg_get_serial_sequence('$S.objects', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM $S.objects), false)`,
      );
      await session.commit();
    },
    close,
  };
}

/** Nobody finds, claims or frees objects until the session ends. */
async function openLocked(place: PostgresPlace): Promise<{ readonly session: Session; close(): Promise<void> }> {
  const database = await openPostgres(place, LEDGER_TABLES);
  try {
    const session = await database.session([DISCOVERY, CLAIMS]);
    const close = async (): Promise<void> => {
      await session.close();
      await database.close();
    };
    return { session, close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

const nameOf = ({ name }: CopyTable): string => `$S.${name}`;
const columnsOf = ({ columns }: CopyTable): string => Object.keys(columns).join(", ");

async function count({ query }: Session, table: CopyTable): Promise<number> {
  return Number((await query(`SELECT count(*) AS n FROM ${nameOf(table)}`))[0]?.["n"]);
}

function rowOf({ columns }: CopyTable, row: Row): CopyRow {
  return Object.fromEntries(
    Object.entries(columns).map(([column, type]): [string, CopyValue] => {
      const value = (row[column] ?? null) as CopyValue;
      return [column, type === "bigint" && value !== null ? Number(value) : value];
    }),
  );
}

function stored(value: CopyValue): CopyValue {
  return typeof value === "string" ? storable(value) : value;
}
