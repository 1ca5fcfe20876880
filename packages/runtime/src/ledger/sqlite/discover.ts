// From objects that a listing or a notification names to what of them is new, changed, or comes in an unexpected way.
import type { DatabaseSync } from "node:sqlite";
import { nameDate } from "../../1-discover/name-date.ts";
import type { ObjectInfo } from "../../contracts/object-info.ts";
import type { Discovery, ObjectFinding } from "../../contracts/ledger.ts";

/** To be run in a transaction. `now`: milliseconds since the epoch; `converterHash`: the converter that applies to what is new. */
export function discover(
  database: DatabaseSync,
  objects: readonly ObjectInfo[],
  now: number,
  converterHash: string | undefined,
): Discovery {
  const find = database.prepare(
    "SELECT id, etag, state, fence, version_id, size, last_modified, discovered_at FROM objects WHERE bucket = ? AND key = ?",
  );
  const insert = database.prepare(
    "INSERT INTO objects (bucket, key, etag, version_id, size, last_modified, state, discovered_at, found_hash) VALUES (?, ?, ?, ?, ?, ?, 'discovered', ?, ?)",
  );
  const renewed = database.prepare(
    `UPDATE objects SET etag = ?, version_id = ?, size = ?, last_modified = ?, state = 'discovered', attempts = 0, takeovers = 0, lone_deaths = 0, not_before = 0, run = NULL,
       found_hash = ? WHERE id = ?`,
  );
  const changedNow = database.prepare("UPDATE objects SET state = 'changed' WHERE id = ?");
  const remember = database.prepare(
    "INSERT OR IGNORE INTO versions (object_id, etag, version_id, size, last_modified, seen_at) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const isKept =
    converterHash !== undefined &&
    database.prepare("SELECT 1 FROM converters WHERE hash = ?").get(converterHash) !== undefined;
  const hash = isKept ? converterHash : null;
  const order = nameOrder(database);
  const put = findingsOf(database, now);
  let fresh = 0;
  const changed: ObjectInfo[] = [];
  const findings: ObjectFinding[] = [];
  const report = (id: number, code: ObjectFinding["code"], message: string): void => {
    const finding = put(id, code, message);
    if (finding !== undefined) findings.push(finding);
  };
  for (const object of objects) {
    const { bucket, key, etag, size, lastModified } = object;
    const versionId = object.versionId ?? null;
    const known = find.get(bucket, key);
    if (known === undefined) {
      const id = Number(insert.run(bucket, key, etag, versionId, size, lastModified, now, hash).lastInsertRowid);
      fresh += 1;
      const late = order(object, id);
      if (late !== undefined)
        report(late.id, "discover/out-of-order", `uploaded after ${late.after}, whose name bears a later date`);
      continue;
    }
    const id = Number(known["id"]);
    const state = known["state"];
    const isNew = known["etag"] !== etag;
    // A claimed object is pinned to the version its holder reads; the next scan looks again.
    if (state === "claimed" || (!isNew && state !== "gone")) continue;
    const isFirstSeen = Number(remember.run(id, etag, versionId, size, lastModified, now).changes) === 1;
    if (state === "done" || state === "changed") {
      if (isFirstSeen) {
        changed.push(object);
        report(
          id,
          "discover/name-seen-before",
          `uploaded again with other content (ETag ${etag}) after it was ingested; not ingested again`,
        );
      }
      changedNow.run(id);
    } else {
      report(
        id,
        "discover/name-seen-before",
        `uploaded again${isNew ? ` with other content (ETag ${etag})` : ""} before it was ingested; the newest content counts`,
      );
      // An attempt may have delivered the content of before and died: whoever delivers the new one takes that back.
      if (isNew && Number(known["fence"]) > 0) {
        remember.run(
          id,
          String(known["etag"]),
          known["version_id"] ?? null,
          Number(known["size"]),
          Number(known["last_modified"]),
          Number(known["discovered_at"]),
        );
      }
      renewed.run(etag, versionId, size, lastModified, hash, id);
      fresh += 1;
    }
  }
  return { fresh, changed, findings };
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
 * Compares a new object with the one of its series whose name bears the latest date so far: of the two, the one with the
 * earlier date that was uploaded later is out of order.
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
