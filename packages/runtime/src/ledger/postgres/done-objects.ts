// The done objects of a PostgreSQL ledger, page by page.
import type { DoneFilter, DoneObject } from "../../contracts/ledger.ts";
import { sum } from "../../contracts/row-counts.ts";
import type { Query, Row } from "../../postgres/database.ts";
import { DONE_PAGE } from "../pages.ts";
import { objectOf } from "../columns.ts";

/** In the order in which they were found. Each page is read for itself: nothing is held up, and what changes meanwhile may be seen. */
export async function* readDone(query: Query, { since, until }: DoneFilter = {}): AsyncGenerator<DoneObject> {
  const [end] = await query("SELECT max(id) AS id FROM $S.objects");
  const last = Number(end?.["id"] ?? 0);
  for (let from = 0; from < last; from += DONE_PAGE) {
    const rows = await query(
      `SELECT id, bucket, key, etag, version_id, size, last_modified, ended_at, rows, events, counts, bytes_read, converter_hash FROM $S.objects
       WHERE id > $1 AND id <= $2 AND state = 'done' AND last_modified >= $3 AND last_modified < $4 ORDER BY id`,
      [from, from + DONE_PAGE, since ?? Number.MIN_SAFE_INTEGER, until ?? Number.MAX_SAFE_INTEGER],
    );
    for (const row of rows) yield doneOf(row);
  }
}

function doneOf(row: Row): DoneObject {
  const counts = typeof row["counts"] === "string" ? (JSON.parse(row["counts"]) as CountsText) : {};
  return {
    ...objectOf(row),
    endedAt: Number(row["ended_at"]),
    rows: Number(row["rows"]),
    events: Number(row["events"]),
    setAside: sum(counts.setAside ?? {}),
    bytesRead: Number(row["bytes_read"]),
    converterHash: String(row["converter_hash"] ?? ""),
  };
}

interface CountsText {
  readonly setAside?: Readonly<Record<string, number>>;
}
