// From the tables of a PostgreSQL ledger to one entry for each object.
import type { DriftReport } from "../../contracts/drift.ts";
import { noRows, type RowCounts } from "../../contracts/row-counts.ts";
import type { EntryFilter, LedgerEntry, LedgerError } from "../../contracts/ledger.ts";
import type { ObjectState } from "../../contracts/object-states.ts";
import type { Query, Row } from "../../postgres/database.ts";
import { workOf } from "../columns.ts";

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

function entryOf(row: Row): LedgerEntry {
  const json = (name: string): unknown =>
    typeof row[name] === "string" ? (JSON.parse(row[name] as string) as unknown) : undefined;
  const counts = { ...noRows(), ...(json("counts") as Partial<RowCounts> | undefined) };
  const [error, drift] = [json("error"), json("drift")];
  return {
    ...workOf(row, row["newest"]),
    counts: {
      ...counts,
      rows: Number(row["rows"]),
      events: Number(row["events"]),
      ignored: Number(row["ignored"]),
    },
    ...(error === undefined ? {} : { error: error as LedgerError }),
    findings: (row["findings"] ?? []) as LedgerEntry["findings"],
    ...(drift === undefined ? {} : { drift: drift as DriftReport }),
  };
}
