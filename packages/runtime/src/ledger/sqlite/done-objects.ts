// The done objects of a SQLite ledger, page by page.
import type { DatabaseSync } from "node:sqlite";
import type { DoneObject, DoneFilter } from "../../contracts/ledger.ts";
import { DONE_PAGE } from "../pages.ts";
import { objectOf } from "../columns.ts";

/** In the order in which they were found. Each page is read for itself: nothing is held up, and what changes meanwhile may be seen. */
export async function* readDone(database: DatabaseSync, { since, until }: DoneFilter = {}): AsyncGenerator<DoneObject> {
  const last = Number(database.prepare("SELECT max(id) AS id FROM objects").get()?.["id"] ?? 0);
  // With a plus no index but that of the ids is looked at.
  const page = database.prepare(
    `SELECT bucket, key, etag, version_id, size, last_modified, ended_at, rows, events, bytes_read, converter_hash,
       (SELECT sum(times) FROM counts WHERE object_id = id AND kind = 'setAside') AS set_aside FROM objects
     WHERE id > ? AND id <= ? AND +state = 'done' AND +last_modified >= ? AND +last_modified < ? ORDER BY id`,
  );
  for (let from = 0; from < last; from += DONE_PAGE) {
    const rows = page.all(from, from + DONE_PAGE, since ?? Number.MIN_SAFE_INTEGER, until ?? Number.MAX_SAFE_INTEGER);
    for (const row of rows)
      yield {
        ...objectOf(row),
        endedAt: Number(row["ended_at"]),
        rows: Number(row["rows"]),
        events: Number(row["events"]),
        setAside: Number(row["set_aside"]),
        bytesRead: Number(row["bytes_read"]),
        converterHash: String(row["converter_hash"] ?? ""),
      };
  }
}
