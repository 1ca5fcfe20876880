// What a SQLite ledger holds in numbers, which triggers keep: its summary, and what waits.
import type { DatabaseSync } from "node:sqlite";
import type { LedgerSummary } from "../../contracts/ledger.ts";
import { summaryOf } from "../summary.ts";

/** In one statement, so that all of it is of one moment. */
export function readSummary(database: DatabaseSync): LedgerSummary {
  const rows = database
    .prepare(
      `SELECT kind, NULL AS rule, delivered, day, objects, rows, events, ignored, bytes_read, last_at,
         (SELECT count(*) FROM objects WHERE state = 'claimed') AS claimed FROM tallies
       UNION ALL SELECT kind, rule, 1, day, times, 0, 0, 0, 0, 0, 0 FROM rule_tallies ORDER BY rule`,
    )
    .all();
  return summaryOf(rows);
}
