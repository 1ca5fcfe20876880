// A ledger in SQLite as one that is copied, or that a copy is made in.
import type { DatabaseSync, SQLInputValue, SQLOutputValue } from "node:sqlite";
import type { LedgerError } from "../../contracts/ledger.ts";
import { noRows, type RowCounts } from "../../contracts/row-counts.ts";
import { isDeadProcess } from "../../process/owner.ts";
import {
  COPY_BATCH,
  type CopyRow,
  type CopySource,
  type CopyTable,
  type CopyTarget,
  type CopyValue,
} from "../copy-tables.ts";
import { freeEnded, reclaimDead } from "./claims.ts";
import { openClocks } from "./clocks.ts";
import { openDatabase } from "./database.ts";

type Row = Record<string, SQLOutputValue>;

/** @throws StageFailure of scope "job" where it cannot be opened. */
export function copyFromSqlite(path: string): CopySource {
  const database = openLocked(path);
  let inUse: readonly string[];
  try {
    inUse = findUsers(database);
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    inUse,
    async *rows(table) {
      const read = READ[table.name] ?? ((row: Row): Row => row);
      const counts = database.prepare("SELECT kind, rule, times FROM counts WHERE object_id = ? ORDER BY kind, rule");
      let batch: CopyRow[] = [];
      for (const row of database.prepare(FROM[table.name] ?? `SELECT * FROM ${table.name}`).iterate()) {
        const byRule = table.name === "objects" ? counts.all(row["id"] ?? null) : [];
        batch.push(rowOf(table, read(row, byRule)));
        if (batch.length < COPY_BATCH) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    },
    count: async (table) => count(database, table),
    async close() {
      if (database.isTransaction) database.exec("COMMIT");
      database.close();
    },
  };
}

/** Frees what nobody holds any more; then what is still held, and by whom it is used. */
function findUsers(database: DatabaseSync): readonly string[] {
  const clocks = openClocks(database);
  freeEnded(database, clocks);
  reclaimDead(database, isDeadProcess, clocks.wall());
  const users = database
    .prepare("SELECT owner, host FROM workers WHERE silent_after >= ? ORDER BY owner")
    .all(clocks.steady());
  const held = database.prepare("SELECT key FROM objects WHERE state = 'claimed' ORDER BY key").all();
  return [
    ...users.filter((row) => !isDeadProcess(String(row["owner"]))).map((row) => `a worker on ${String(row["host"])}`),
    ...held.map((row) => `a worker holds "${String(row["key"])}"`),
  ];
}

/** Makes the file where there is none. @throws StageFailure of scope "job" where it cannot be opened. */
export function copyToSqlite(path: string): CopyTarget {
  const database = openLocked(path);
  const addCount = database.prepare("INSERT INTO counts (object_id, kind, rule, times) VALUES (?, ?, ?, ?)");
  return {
    async put(table, rows) {
      const write = WRITE[table.name] ?? ((row: CopyRow): CopyRow => row);
      // All rows of a table have the same columns.
      const columns = Object.keys(write(rows[0] ?? {}));
      const insert = database.prepare(
        `INSERT INTO ${table.name} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
      );
      for (const row of rows) {
        insert.run(...Object.values(write(row)).map(stored));
        if (table.name === "objects") for (const count of countsOf(row)) addCount.run(...count);
      }
    },
    count: async (table) => count(database, table),
    commit: async () => database.exec("COMMIT"),
    async close() {
      if (database.isTransaction) database.exec("ROLLBACK");
      database.close();
    },
  };
}

/** Nobody writes the file until the transaction ends. */
function openLocked(path: string): DatabaseSync {
  const database = openDatabase(path);
  try {
    database.exec("BEGIN IMMEDIATE");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function count(database: DatabaseSync, { name }: CopyTable): number {
  return Number(database.prepare(`SELECT count(*) AS n FROM ${name}`).get()?.["n"]);
}

/** Where SQLite looks up what PostgreSQL keeps in the row. */
const FROM: Readonly<Record<string, string>> = {
  name_order: "SELECT name_order.*, key FROM name_order JOIN objects ON objects.id = object_id",
};

const READ: Readonly<Record<string, (row: Row, byRule: readonly Row[]) => Row>> = {
  objects(row, byRule) {
    const { dropped, setAside, changes } = noRows();
    const counts = { dropped, setAside, changes };
    for (const { kind, rule, times } of byRule) counts[kind as keyof typeof counts][String(rule)] = Number(times);
    return { ...row, counts: JSON.stringify(counts), error: errorText(row), retryable: row["retryable"] ?? 0 };
  },
  attempts: (row) => ({ ...row, error: errorText(row) }),
};

function errorText({ error_code: code, error_message: message, error_hint: hint, error_row: at, retryable }: Row) {
  if (typeof code !== "string") return null;
  return JSON.stringify({
    code,
    message: String(message ?? ""),
    hint: String(hint ?? ""),
    retryable: retryable === 1,
    ...(typeof at === "number" ? { row: at } : {}),
  } satisfies LedgerError);
}

const WRITE: Readonly<Record<string, (row: CopyRow) => CopyRow>> = {
  objects({ counts: _, error, ...row }) {
    const { code, message, hint, row: at } = errorOf(error);
    return { ...row, error_code: code, error_message: message, error_hint: hint, error_row: at };
  },
  attempts({ error, ...row }) {
    const { code, message, row: at } = errorOf(error);
    return { ...row, error_code: code, error_message: message, error_row: at };
  },
  name_order: ({ key: _, ...row }) => row,
};

function errorOf(text: CopyValue | undefined) {
  if (typeof text !== "string") return { code: null, message: null, hint: null, row: null };
  const { code, message, hint, row = null } = JSON.parse(text) as LedgerError;
  return { code, message, hint, row };
}

function countsOf({ id, counts }: CopyRow): readonly [number, string, string, number][] {
  if (typeof counts !== "string") return [];
  const byKind = Object.entries(JSON.parse(counts) as Pick<RowCounts, "dropped" | "setAside" | "changes">);
  return byKind.flatMap(([kind, byRule]) =>
    Object.entries(byRule).map(([rule, times]): [number, string, string, number] => [Number(id), kind, rule, times]),
  );
}

function rowOf({ columns }: CopyTable, row: Row): CopyRow {
  return Object.fromEntries(
    Object.entries(columns).map(([column, type]): [string, CopyValue] => {
      const value = (row[column] ?? null) as CopyValue;
      return [column, type === "boolean" ? value === 1 : value];
    }),
  );
}

function stored(value: CopyValue): SQLInputValue {
  return typeof value === "boolean" ? Number(value) : value;
}
