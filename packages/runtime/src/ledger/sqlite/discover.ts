// From objects that a listing or a notification names to those that are new or changed, and to findings about their names.
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { nameDate } from "../../1-discover/name-date.ts";
import type { ObjectInfo } from "../../contracts/object-info.ts";
import type { Discovery, ObjectFinding } from "../../contracts/ledger.ts";

/** In a transaction. `now`: milliseconds since the epoch; `converterHash`: the converter that applies to what is new. */
export function discover(
  database: DatabaseSync,
  objects: readonly ObjectInfo[],
  now: number,
  converterHash: string | undefined,
): Discovery {
  const statements = statementsOf(database);
  const isKept =
    converterHash !== undefined &&
    database.prepare("SELECT 1 FROM converters WHERE hash = ?").get(converterHash) !== undefined;
  const put = findingsOf(database, now);
  const findings: ObjectFinding[] = [];
  const page: Page = {
    statements,
    now,
    hash: isKept ? converterHash : null,
    order: nameOrder(database),
    report(id, code, message) {
      const finding = put(id, code, message);
      if (finding !== undefined) findings.push(finding);
    },
    fresh: 0,
    changed: [],
  };
  for (const object of objects) {
    const known = statements.find.get(object.bucket, object.key);
    if (known === undefined) addObject(page, object);
    else lookAgain(page, object, known);
  }
  return { fresh: page.fresh, changed: page.changed, findings };
}

/** A page of objects that is being discovered. */
interface Page {
  readonly statements: ReturnType<typeof statementsOf>;
  readonly now: number;
  readonly hash: string | null;
  readonly order: ReturnType<typeof nameOrder>;
  report(id: number, code: ObjectFinding["code"], message: string): void;
  fresh: number;
  readonly changed: ObjectInfo[];
}

function statementsOf(database: DatabaseSync) {
  return {
    find: database.prepare(
      "SELECT id, etag, state, fence, replay, version_id, size, last_modified, discovered_at FROM objects WHERE bucket = ? AND key = ?",
    ),
    insert: database.prepare(
      "INSERT INTO objects (bucket, key, etag, version_id, size, last_modified, state, discovered_at, found_hash) VALUES (?, ?, ?, ?, ?, ?, 'discovered', ?, ?)",
    ),
    renew: database.prepare(
      `UPDATE objects SET etag = ?, version_id = ?, size = ?, last_modified = ?, state = 'discovered', attempts = 0, takeovers = 0, lone_deaths = 0, not_before = 0, run = NULL, first_failed_at = NULL,
       found_hash = ? WHERE id = ?`,
    ),
    markChanged: database.prepare("UPDATE objects SET state = 'changed', replay = NULL WHERE id = ?"),
    addVersion: database.prepare(
      "INSERT OR IGNORE INTO versions (object_id, etag, version_id, size, last_modified, seen_at) VALUES (?, ?, ?, ?, ?, ?)",
    ),
  };
}

function addObject(page: Page, object: ObjectInfo): void {
  const { bucket, key, etag, versionId = null, size, lastModified } = object;
  const { insert } = page.statements;
  const id = Number(insert.run(bucket, key, etag, versionId, size, lastModified, page.now, page.hash).lastInsertRowid);
  page.fresh += 1;
  const late = page.order(object, id);
  if (late !== undefined)
    page.report(late.id, "discover/out-of-order", `uploaded after ${late.after}, whose name has a later date`);
}

/** An object whose name was seen before. */
function lookAgain(page: Page, object: ObjectInfo, known: Record<string, SQLOutputValue>): void {
  const { etag, versionId = null, size, lastModified } = object;
  const { addVersion, markChanged } = page.statements;
  const id = Number(known["id"]);
  const state = known["state"];
  // A claimed object is pinned to the version its holder reads; the next scan looks again.
  if (state === "claimed" || (known["etag"] === etag && state !== "gone")) return;
  const isFirstSeen = Number(addVersion.run(id, etag, versionId, size, lastModified, page.now).changes) === 1;
  // What is to be replayed is delivered already.
  if (state !== "done" && state !== "changed" && known["replay"] === null) {
    renew(page, object, id, known);
    return;
  }
  if (isFirstSeen) {
    page.changed.push(object);
    page.report(
      id,
      "discover/name-seen-before",
      `uploaded again with other content (ETag ${etag}) after it was ingested; not ingested again`,
    );
  }
  markChanged.run(id);
}

/** Nothing of the object was delivered: its newest content is ingested. */
function renew(page: Page, object: ObjectInfo, id: number, known: Record<string, SQLOutputValue>): void {
  const { etag, versionId = null, size, lastModified } = object;
  const isNew = known["etag"] !== etag;
  page.report(
    id,
    "discover/name-seen-before",
    `uploaded again${isNew ? ` with other content (ETag ${etag})` : ""} before it was ingested; the newest content counts`,
  );
  // An attempt may have delivered the earlier content and crashed: whoever delivers the new one withdraws that.
  if (isNew && Number(known["fence"]) > 0) {
    page.statements.addVersion.run(
      id,
      String(known["etag"]),
      known["version_id"] ?? null,
      Number(known["size"]),
      Number(known["last_modified"]),
      Number(known["discovered_at"]),
    );
  }
  page.statements.renew.run(etag, versionId, size, lastModified, page.hash, id);
  page.fresh += 1;
}

function findingsOf(
  database: DatabaseSync,
  now: number,
): (id: number, code: ObjectFinding["code"], message: string) => ObjectFinding | undefined {
  const insert = database.prepare(
    "INSERT OR IGNORE INTO findings (object_id, code, message, found_at) VALUES (?, ?, ?, ?)",
  );
  const place = database.prepare("SELECT bucket, key FROM objects WHERE id = ?");
  return (id, code, message) => {
    if (Number(insert.run(id, code, message, now).changes) === 0) return undefined;
    const row = place.get(id);
    return { bucket: String(row?.["bucket"]), key: String(row?.["key"]), code, message };
  };
}

/**
 * Compares a new object with the one of its series whose name has the latest date so far. Where the earlier date was uploaded
 * later, that object is out of order.
 */
function nameOrder(
  database: DatabaseSync,
): (object: ObjectInfo, id: number) => { id: number; after: string } | undefined {
  const latest = database.prepare(
    "SELECT name_time, name_order.last_modified, object_id, key FROM name_order JOIN objects ON objects.id = object_id WHERE series = ?",
  );
  const put = database.prepare(
    `INSERT INTO name_order (series, name_time, last_modified, object_id) VALUES (?, ?, ?, ?)
     ON CONFLICT (series) DO UPDATE SET name_time = excluded.name_time, last_modified = excluded.last_modified, object_id = excluded.object_id`,
  );
  return (object, id) => {
    const date = nameDate(object.key);
    if (date === undefined) return undefined;
    const series = `${object.bucket}/${date.series}`;
    const last = latest.get(series);
    const before = Number(last?.["name_time"] ?? Number.NEGATIVE_INFINITY);
    const uploaded = Number(last?.["last_modified"] ?? 0);
    if (date.time > before || (date.time === before && object.lastModified < uploaded))
      put.run(series, date.time, object.lastModified, id);
    if (date.time < before && object.lastModified > uploaded) return { id, after: String(last?.["key"]) };
    if (last !== undefined && date.time > before && object.lastModified < uploaded)
      return { id: Number(last["object_id"]), after: object.key };
    return undefined;
  };
}
