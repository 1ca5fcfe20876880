// What a PostgreSQL ledger holds in numbers, which triggers keep: its summary.
import type { LedgerSummary } from "../../contracts/ledger.ts";
import type { Query } from "../../postgres/database.ts";
import { summaryOf } from "../summary.ts";

/** In one statement, so that all of it is of one moment. */
export async function readSummary(query: Query): Promise<LedgerSummary> {
  const rows = await query(
    `SELECT kind, NULL AS rule, delivered, day, sum(objects) AS objects, sum(rows) AS rows, sum(events) AS events, sum(ignored) AS ignored,
       sum(bytes_read) AS bytes_read, max(last_at) AS last_at, (SELECT count(*) FROM $S.objects WHERE state = 'claimed') AS claimed
     FROM $S.tallies GROUP BY kind, delivered, day
     UNION ALL SELECT kind, rule, true, day, sum(times), 0, 0, 0, 0, 0, 0 FROM $S.rule_tallies GROUP BY kind, rule, day
     ORDER BY rule NULLS FIRST`,
  );
  return summaryOf(rows);
}
