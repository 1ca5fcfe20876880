// From objects that a listing or a notification names to those that are new or changed in a PostgreSQL ledger, and to findings about their names.
import { nameDate } from "../../1-discover/name-date.ts";
import type { ObjectInfo } from "../../contracts/object-info.ts";
import type { Discovery, ObjectFinding } from "../../contracts/ledger.ts";
import type { Query, Row } from "../../postgres/database.ts";

/** A page of objects that is being discovered. */
interface Page {
  readonly query: Query;
  readonly now: string;
  /** The converter that applies to what is new. */
  readonly hash: string | null;
  fresh: number;
  readonly changed: ObjectInfo[];
  readonly findings: ObjectFinding[];
}

/** In a transaction. `converterHash`: the converter in force, if the ledger keeps it. */
export async function discover(
  query: Query,
  objects: readonly ObjectInfo[],
  now: string,
  converterHash: string | undefined,
): Promise<Discovery> {
  const isKept =
    converterHash !== undefined &&
    (await query("SELECT 1 FROM $S.converters WHERE hash = $1", [converterHash])).length > 0;
  const page: Page = { query, now, hash: isKept ? converterHash : null, fresh: 0, changed: [], findings: [] };
  const known = await knownObjects(query, objects);
  const added = await addObjects(page, objects, known);
  page.fresh += added.length;
  await judgeOrder(page, added);
  for (const object of objects) {
    const row = known.get(nameOf(object));
    if (row !== undefined) await lookAgain(page, object, row);
  }
  return { fresh: page.fresh, changed: page.changed, findings: page.findings };
}

const nameOf = ({ bucket, key }: Pick<ObjectInfo, "bucket" | "key">): string => `${bucket}/${key}`;

async function knownObjects(query: Query, objects: readonly ObjectInfo[]): Promise<Map<string, Row>> {
  const rows = await query(
    `SELECT id, bucket, key, etag, state, fence, replay, version_id, size, last_modified, discovered_at FROM $S.objects
     WHERE (bucket, key) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [objects.map(({ bucket }) => bucket), objects.map(({ key }) => key)],
  );
  return new Map(rows.map((row) => [nameOf({ bucket: String(row["bucket"]), key: String(row["key"]) }), row]));
}

interface Added {
  readonly object: ObjectInfo;
  readonly id: number;
}

/** Adds the objects whose names were not seen before, in one statement; a name that comes twice counts as it comes last. */
async function addObjects(
  { query, now, hash }: Page,
  objects: readonly ObjectInfo[],
  known: ReadonlyMap<string, Row>,
): Promise<readonly Added[]> {
  const fresh = new Map(objects.filter((object) => !known.has(nameOf(object))).map((one) => [nameOf(one), one]));
  const all = [...fresh.values()];
  if (all.length === 0) return [];
  const rows = await query(
    `INSERT INTO $S.objects (bucket, key, etag, version_id, size, last_modified, state, discovered_at, found_hash)
     SELECT bucket, key, etag, version_id, size, last_modified, 'discovered', ${now}, $7
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
       WITH ORDINALITY AS new (bucket, key, etag, version_id, size, last_modified, place)
     ORDER BY place RETURNING id, bucket, key`,
    [
      all.map(({ bucket }) => bucket),
      all.map(({ key }) => key),
      all.map(({ etag }) => etag),
      all.map(({ versionId = null }) => versionId),
      all.map(({ size }) => size),
      all.map(({ lastModified }) => lastModified),
      hash,
    ],
  );
  const ids = new Map(
    rows.map((row) => [nameOf({ bucket: String(row["bucket"]), key: String(row["key"]) }), row["id"]]),
  );
  return all.map((object) => ({ object, id: Number(ids.get(nameOf(object))) }));
}

/** An object whose name was seen before. */
async function lookAgain(page: Page, object: ObjectInfo, known: Row): Promise<void> {
  const { query, now } = page;
  const { etag, versionId = null, size, lastModified } = object;
  const id = Number(known["id"]);
  const state: unknown = known["state"];
  // A claimed object is pinned to the version its holder reads; the next scan looks again.
  if (state === "claimed" || (known["etag"] === etag && state !== "gone")) return;
  const isFirstSeen =
    (
      await query(
        `INSERT INTO $S.versions (object_id, etag, version_id, size, last_modified, seen_at) VALUES ($1, $2, $3, $4, $5, ${now})
         ON CONFLICT DO NOTHING RETURNING 1`,
        [id, etag, versionId, size, lastModified],
      )
    ).length > 0;
  // What is to be replayed is delivered already.
  if (state !== "done" && state !== "changed" && known["replay"] === null) {
    await renew(page, object, known);
    return;
  }
  if (isFirstSeen) {
    page.changed.push(object);
    const message = `uploaded again with other content (ETag ${etag}) after it was ingested; not ingested again`;
    await report(page, { id, object, code: "discover/name-seen-before", message });
  }
  await query("UPDATE $S.objects SET state = 'changed', replay = NULL WHERE id = $1 AND state <> 'claimed'", [id]);
}

/** Nothing of the object was delivered: its newest content is ingested. */
async function renew(page: Page, object: ObjectInfo, known: Row): Promise<void> {
  const { query, hash } = page;
  const { etag, versionId = null, size, lastModified } = object;
  const id = Number(known["id"]);
  const isNew = known["etag"] !== etag;
  const content = isNew ? ` with other content (ETag ${etag})` : "";
  const message = `uploaded again${content} before it was ingested; the newest content counts`;
  await report(page, { id, object, code: "discover/name-seen-before", message });
  // An attempt may have delivered the earlier content and crashed: whoever delivers the new one withdraws that.
  if (isNew && Number(known["fence"]) > 0) {
    await query(
      `INSERT INTO $S.versions (object_id, etag, version_id, size, last_modified, seen_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING`,
      [id, known["etag"], known["version_id"], known["size"], known["last_modified"], known["discovered_at"]],
    );
  }
  await query(
    `UPDATE $S.objects SET etag = $2, version_id = $3, size = $4, last_modified = $5, state = 'discovered', attempts = 0, takeovers = 0,
       lone_deaths = 0, not_before = 0, run = NULL, first_failed_at = NULL, found_hash = $6
     WHERE id = $1 AND state NOT IN ('claimed', 'done', 'changed')`,
    [id, etag, versionId, size, lastModified, hash],
  );
  page.fresh += 1;
}

async function report(
  { query, now, findings }: Page,
  finding: {
    readonly id: number;
    readonly object: Pick<ObjectInfo, "bucket" | "key">;
    readonly code: ObjectFinding["code"];
    readonly message: string;
  },
): Promise<void> {
  const { id, object, code, message } = finding;
  const isNew = await query(
    `INSERT INTO $S.findings (object_id, code, message, found_at) VALUES ($1, $2, $3, ${now}) ON CONFLICT DO NOTHING RETURNING 1`,
    [id, code, message],
  );
  if (isNew.length > 0) findings.push({ bucket: object.bucket, key: object.key, code, message });
}

/** The object of a series whose name has the latest date so far. */
interface Latest {
  readonly time: number;
  readonly lastModified: number;
  readonly id: number;
  readonly key: string;
}

/** Compares new objects with the latest of their series. Where the earlier date was uploaded later, that object is out of order. */
async function judgeOrder(page: Page, added: readonly Added[]): Promise<void> {
  const { query } = page;
  const dated = added.flatMap(({ object, id }) => {
    const date = nameDate(object.key);
    return date === undefined ? [] : [{ object, id, time: date.time, series: `${object.bucket}/${date.series}` }];
  });
  if (dated.length === 0) return;
  const rows = await query("SELECT * FROM $S.name_order WHERE series = ANY ($1)", [dated.map(({ series }) => series)]);
  const latest = new Map<string, Latest>(
    rows.map((row) => [
      String(row["series"]),
      {
        time: Number(row["name_time"]),
        lastModified: Number(row["last_modified"]),
        id: Number(row["object_id"]),
        key: String(row["key"]),
      },
    ]),
  );
  for (const { object, id, time, series } of dated) {
    const { key, bucket, lastModified } = object;
    const last = latest.get(series);
    const code = "discover/out-of-order";
    const says = (after: string): string => `uploaded after ${after}, whose name has a later date`;
    if (last !== undefined && time < last.time && lastModified > last.lastModified)
      await report(page, { id, object, code, message: says(last.key) });
    if (last !== undefined && time > last.time && lastModified < last.lastModified)
      await report(page, { id: last.id, object: { bucket, key: last.key }, code, message: says(key) });
    if (last === undefined || time > last.time || (time === last.time && lastModified < last.lastModified))
      latest.set(series, { time, lastModified, id, key });
  }
  const all = [...latest];
  await query(
    `INSERT INTO $S.name_order (series, name_time, last_modified, object_id, key)
     SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[])
     ON CONFLICT (series) DO UPDATE SET name_time = excluded.name_time, last_modified = excluded.last_modified,
       object_id = excluded.object_id, key = excluded.key`,
    [
      all.map(([series]) => series),
      all.map(([, { time }]) => time),
      all.map(([, { lastModified }]) => lastModified),
      all.map(([, { id }]) => id),
      all.map(([, { key }]) => key),
    ],
  );
}
