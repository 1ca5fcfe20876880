// From the ledger's tables to one entry for each object.
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { ObjectInfo } from "../../contracts/object-info.ts";
import type { DriftReport } from "../../contracts/drift.ts";
import { readReplay } from "./replays.ts";
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

/** The columns that make an object, as the rest of the pipeline knows it. */
export function objectOf(row: Row): ObjectInfo {
  const versionId = row["version_id"];
  return {
    bucket: String(row["bucket"]),
    key: String(row["key"]),
    etag: String(row["etag"]),
    size: Number(row["size"]),
    lastModified: Number(row["last_modified"]),
    ...(typeof versionId === "string" ? { versionId } : {}),
  };
}

function entryOf(row: Row, byRule: readonly Row[], newest: Row | undefined, findings: readonly Row[]): LedgerEntry {
  const counts = noRows();
  counts.rows = Number(row["rows"]);
  counts.events = Number(row["events"]);
  counts.ignored = Number(row["ignored"]);
  for (const line of byRule) {
    counts[line["kind"] as "dropped" | "setAside" | "changes"][String(line["rule"])] = Number(line["times"]);
  }
  const code = row["error_code"];
  const state = row["state"] as ObjectState;
  const replay = readReplay(row);
  return {
    ...objectOf(row),
    state,
    discoveredAt: Number(row["discovered_at"]),
    ...(row["started_at"] === null ? {} : { startedAt: Number(row["started_at"]) }),
    ...(row["ended_at"] === null ? {} : { endedAt: Number(row["ended_at"]) }),
    attempts: Number(row["attempts"]),
    counts,
    bytesRead: Number(row["bytes_read"]),
    bytesWritten: Number(row["bytes_written"]),
    ...(typeof row["converter_hash"] === "string" ? { converterHash: row["converter_hash"] } : {}),
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
    ...(state === "changed" && typeof newest?.["etag"] === "string" ? { changedTo: newest["etag"] } : {}),
    ...(replay === undefined ? {} : { replay: replay.scope }),
    findings: findings.map(({ code: finding, message }) => ({ code: String(finding), message: String(message) })),
    ...(typeof row["drift"] === "string" ? { drift: JSON.parse(row["drift"]) as DriftReport } : {}),
  };
}
