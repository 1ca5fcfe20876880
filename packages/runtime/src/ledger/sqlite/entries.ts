// From the ledger's tables to one entry for each object.
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { DriftReport } from "../../contracts/drift.ts";
import { workOf } from "../columns.ts";
import { noRows } from "../../contracts/row-counts.ts";
import type { EntryFilter, LedgerEntry } from "../../contracts/ledger.ts";
import type { ObjectState } from "../../contracts/object-states.ts";

/** The objects that the filter lets through, as they are at this moment: those not settled yet first, then the most recently settled. */
export async function* readEntries(database: DatabaseSync, filter: EntryFilter = {}): AsyncGenerator<LedgerEntry> {
  // Spelled as in the indexes objects_by_end and objects_failed, so that nothing needs sorting.
  const end = filter.state === "failed" ? "ended_at" : "coalesce(ended_at, 9007199254740991)";
  const { where, values } = conditionOf(filter);
  const all = database.prepare(`SELECT * FROM objects WHERE ${where} ORDER BY ${end} DESC, id DESC`);
  const counts = database.prepare("SELECT kind, rule, times FROM counts WHERE object_id = ? ORDER BY rule");
  const newest = database.prepare("SELECT etag FROM versions WHERE object_id = ? ORDER BY seen_at DESC LIMIT 1");
  const findings = database.prepare("SELECT code, message FROM findings WHERE object_id = ? ORDER BY found_at");
  for (const row of all.iterate(...values)) {
    const id = Number(row["id"]);
    yield entryOf(row, counts.all(id), newest.get(id), findings.all(id));
  }
}

export function countEntries(database: DatabaseSync, filter: EntryFilter): number {
  const { where, values } = conditionOf(filter);
  return Number(database.prepare(`SELECT count(*) AS n FROM objects WHERE ${where}`).get(...values)?.["n"]);
}

function conditionOf({ state, since, errors }: EntryFilter): { readonly where: string; readonly values: number[] } {
  const conditions = [
    ...(state === undefined ? [] : [`state = '${state satisfies ObjectState}'`]),
    ...(since === undefined ? [] : [`${state === "failed" ? "ended_at" : "coalesce(ended_at, discovered_at)"} >= ?`]),
    ...(errors === true ? ["error_code IS NOT NULL"] : []),
  ];
  return { where: conditions.join(" AND ") || "true", values: since === undefined ? [] : [since] };
}

type Row = Record<string, SQLOutputValue>;

function entryOf(row: Row, byRule: readonly Row[], newest: Row | undefined, findings: readonly Row[]): LedgerEntry {
  const counts = noRows();
  counts.rows = Number(row["rows"]);
  counts.events = Number(row["events"]);
  counts.ignored = Number(row["ignored"]);
  for (const line of byRule) {
    counts[line["kind"] as "dropped" | "setAside" | "changes"][String(line["rule"])] = Number(line["times"]);
  }
  const code = row["error_code"];
  return {
    ...workOf(row, newest?.["etag"]),
    counts,
    ...(typeof code === "string"
      ? {
          error: {
            code,
            message: String(row["error_message"] ?? ""),
            hint: String(row["error_hint"] ?? ""),
            retryable: row["retryable"] === 1,
            ...(row["error_row"] === null ? {} : { row: Number(row["error_row"]) }),
          },
        }
      : {}),
    findings: findings.map(({ code: finding, message }) => ({ code: String(finding), message: String(message) })),
    ...(typeof row["drift"] === "string" ? { drift: JSON.parse(row["drift"]) as DriftReport } : {}),
  };
}
