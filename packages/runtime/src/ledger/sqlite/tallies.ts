// What a SQLite ledger holds in numbers, which triggers keep: its summary, and what waits.
import type { DatabaseSync } from "node:sqlite";
import type { LedgerSummary } from "../../contracts/ledger.ts";
import { type RuleTally, summaryOf, type Tally } from "../summary.ts";

/** In one statement, so that all of it is of one moment. */
export function readSummary(database: DatabaseSync): LedgerSummary {
  const rows = database
    .prepare(
      `SELECT kind, NULL AS rule, delivered, day, objects, rows, events, ignored, bytes_read, last_at,
         (SELECT count(*) FROM objects WHERE state = 'claimed') AS claimed FROM tallies
       UNION ALL SELECT kind, rule, 1, day, times, 0, 0, 0, 0, 0, 0 FROM rule_tallies ORDER BY rule`,
    )
    .all();
  const tallies: Tally[] = [];
  const rules: RuleTally[] = [];
  for (const row of rows) {
    const number = (name: string): number => Number(row[name]);
    const [day, objects] = [number("day"), number("objects")];
    if (row["rule"] !== null)
      rules.push({ day, kind: row["kind"] as RuleTally["kind"], rule: String(row["rule"]), times: objects });
    else
      tallies.push({
        kind: row["kind"] as Tally["kind"],
        isDelivered: row["delivered"] === 1,
        day,
        objects,
        rows: number("rows"),
        events: number("events"),
        ignored: number("ignored"),
        bytesRead: number("bytes_read"),
        lastAt: number("last_at"),
      });
  }
  return summaryOf(tallies, rules, Number(rows[0]?.["claimed"] ?? 0));
}
