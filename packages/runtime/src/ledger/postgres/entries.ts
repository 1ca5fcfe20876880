// From the tables of a PostgreSQL ledger to one entry for each object.
import type { ObjectInfo } from "../../contracts/object-info.ts";
import type { DriftReport } from "../../contracts/drift.ts";
import { noRows, type RowCounts } from "../../contracts/row-counts.ts";
import type { EntryFilter, LedgerEntry, LedgerError } from "../../contracts/ledger.ts";
import type { ObjectState } from "../../contracts/object-states.ts";
import type { Query, Row } from "../../postgres/database.ts";
import { readReplay } from "./replays.ts";

/** The first page is small: most who ask want the newest alone. */
const FIRST_PAGE = 50;
const PAGE = 500;

/** The objects that the filter lets through, page by page: those not settled yet first, then the most recently settled. */
export async function* readEntries(query: Query, filter: EntryFilter = {}): AsyncGenerator<LedgerEntry> {
  // The expressions of the indexes objects_by_end and objects_failed, so that nothing needs sorting.
  const end = filter.state === "failed" ? "ended_at" : "coalesce(ended_at, 9007199254740991)";
  const { where, values } = conditionOf(filter, 3);
  for (let [after, page]: [readonly unknown[], number] = [[null, null], FIRST_PAGE]; ; page = PAGE) {
    const rows = await query(
      `SELECT objects.*, ${end} AS place,
         (SELECT etag FROM $S.versions WHERE object_id = objects.id ORDER BY seen_at DESC LIMIT 1) AS newest,
         (SELECT json_agg(json_build_object('code', code, 'message', message) ORDER BY found_at) FROM $S.findings WHERE object_id = objects.id) AS findings
       FROM $S.objects WHERE ($1::bigint IS NULL OR (${end}, id) < ($1, $2::bigint)) AND ${where} ORDER BY ${end} DESC, id DESC LIMIT ${page}`,
      [...after, ...values],
    );
    for (const row of rows) yield entryOf(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < page) return;
    after = [last["place"], last["id"]];
  }
}

export async function countEntries(query: Query, filter: EntryFilter): Promise<number> {
  const { where, values } = conditionOf(filter, 1);
  const [row] = await query(`SELECT count(*) AS n FROM $S.objects WHERE ${where}`, values);
  return Number(row?.["n"]);
}

/** `first`: the number of its first parameter. */
function conditionOf(
  { state, since, errors }: EntryFilter,
  first: number,
): { readonly where: string; readonly values: readonly number[] } {
  const at = state === "failed" ? "ended_at" : "coalesce(ended_at, discovered_at)";
  const conditions = [
    ...(state === undefined ? [] : [`state = '${state satisfies ObjectState}'`]),
    ...(since === undefined ? [] : [`${at} >= $${first}::bigint`]),
    ...(errors === true ? ["error IS NOT NULL"] : []),
  ];
  return { where: conditions.join(" AND ") || "true", values: since === undefined ? [] : [since] };
}

/** The columns that make an object, as the rest of the job knows it. */
export function objectOf(row: Row): ObjectInfo {
  const versionId: unknown = row["version_id"];
  return {
    bucket: String(row["bucket"]),
    key: String(row["key"]),
    etag: String(row["etag"]),
    size: Number(row["size"]),
    lastModified: Number(row["last_modified"]),
    ...(typeof versionId === "string" ? { versionId } : {}),
  };
}

function entryOf(row: Row): LedgerEntry {
  const json = (name: string): unknown =>
    typeof row[name] === "string" ? (JSON.parse(row[name] as string) as unknown) : undefined;
  const counts = { ...noRows(), ...(json("counts") as Partial<RowCounts> | undefined) };
  const [error, drift] = [json("error"), json("drift")];
  const state = row["state"] as ObjectState;
  const replay = readReplay(row);
  return {
    ...objectOf(row),
    state,
    discoveredAt: Number(row["discovered_at"]),
    ...(row["started_at"] === null ? {} : { startedAt: Number(row["started_at"]) }),
    ...(row["ended_at"] === null ? {} : { endedAt: Number(row["ended_at"]) }),
    attempts: Number(row["attempts"]),
    counts: {
      ...counts,
      rows: Number(row["rows"]),
      events: Number(row["events"]),
      ignored: Number(row["ignored"]),
    },
    bytesRead: Number(row["bytes_read"]),
    bytesWritten: Number(row["bytes_written"]),
    ...(typeof row["converter_hash"] === "string" ? { converterHash: row["converter_hash"] } : {}),
    ...(error === undefined ? {} : { error: error as LedgerError }),
    ...(state === "changed" && typeof row["newest"] === "string" ? { changedTo: row["newest"] } : {}),
    findings: (row["findings"] ?? []) as LedgerEntry["findings"],
    ...(drift === undefined ? {} : { drift: drift as DriftReport }),
    ...(replay === undefined ? {} : { replay: replay.scope }),
  };
}
