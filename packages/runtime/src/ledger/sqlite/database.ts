// From a path to an open SQLite ledger at the newest schema, or a failure that says what the file is instead.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { LEDGER_CODES } from "../../codes/ledger.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";
import { BUSY_MS, inTransaction, useWriteAheadLog } from "../../sqlite/database.ts";
import { APPLICATION_ID, MIGRATIONS } from "./schema.ts";

/**
 * Opens the database, creating it and its folder where there is none.
 * @throws StageFailure of scope "job": `ledger/unreadable`, `ledger/foreign`, `ledger/too-new`.
 */
export function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    database = new DatabaseSync(path, { timeout: BUSY_MS });
    useWriteAheadLog(database);
    database.exec("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    migrate(database, path);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof StageFailure) throw error;
    throw failure(
      "ledger/unreadable",
      `cannot open the ledger ${path}: ${(error as Error).message}`,
      "check the path and its permissions, or restore the file from a backup",
      error,
    );
  }
}

function migrate(database: DatabaseSync, path: string): void {
  inTransaction(database, () => {
    const pragma = (name: string): number => Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
    const version = pragma("user_version");
    const tables = Number(database.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.["n"]);
    if (tables > 0 && pragma("application_id") !== APPLICATION_ID) {
      throw failure(
        "ledger/foreign",
        `${path} is a database, but not a ledger`,
        "set `ledger` in the source file to another file",
      );
    }
    if (version > MIGRATIONS.length) {
      throw failure(
        "ledger/too-new",
        `the ledger ${path} was written by a newer version (schema ${version}, this one knows ${MIGRATIONS.length})`,
        "use that version or a later one",
      );
    }
    if (version === MIGRATIONS.length) return;
    for (const migration of MIGRATIONS.slice(version)) database.exec(migration);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

type LedgerCode = keyof typeof LEDGER_CODES;

function failure(code: LedgerCode, message: string, hint: string, cause?: unknown): StageFailure {
  return new StageFailure({ code, message, hint, ...(cause === undefined ? {} : { cause }) });
}
