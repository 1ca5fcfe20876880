// Keys in PostgreSQL beside the contract of deduplicators: how they expire, and how many there may be.
import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, it, onTestFinished } from "vitest";
import { openPostgresDedup } from "../src/dedup/postgres-deduplicator.ts";
import { createExpiry } from "../src/dedup/postgres-expiry.ts";
import { countPostgresKeys, judgeKeyCount } from "../src/dedup/postgres-key-count.ts";
import { postgresUrl } from "./support/postgres.ts";
import { keys } from "./contracts/deduplicator-contract.ts";

const signal = new AbortController().signal;
const HOUR = 3_600_000;

async function openKeys() {
  const place = { url: await postgresUrl(), schema: `keys_${randomUUID()}` };
  const clock = { now: 1_700_000_000_000 };
  const dedup = await openPostgresDedup({
    ...place,
    windowMs: HOUR,
    clock: () => clock.now,
    claimStatus: async () => "delivered",
  });
  onTestFinished(() => dedup.close());
  const client = new pg.Client(place.url);
  await client.connect();
  onTestFinished(() => client.end());
  const schema = client.escapeIdentifier(place.schema);
  const count = async () => Number((await client.query(`SELECT count(*) FROM ${schema}.keys`)).rows[0].count);
  return { place, clock, dedup, client, schema, count };
}

/** So many keys that are nobody else's. */
function manyKeys(n: number, from = 0): Uint8Array {
  return keys(...Array.from({ length: n }, (_, i) => `${from + i}`));
}

it("deletes expired keys as new ones come, a few pages at a time", async () => {
  const { clock, dedup, count } = await openKeys();
  const session = await dedup.open({ id: 1, fencingToken: 1 });
  await session.duplicates(manyKeys(3000), signal);
  clock.now += 2 * HOUR;
  for (let batch = 1; batch <= 20; batch += 1) await session.duplicates(manyKeys(1600, batch * 10_000), signal);
  // Each step looks at the pages of one partition: after sixteen of them none of the old keys is left.
  expect(await count()).toBe(20 * 1600);
});

it("looks at no more pages than are due, and at every page in turn", async () => {
  const asked: string[] = [];
  const sizes: Record<string, number> = { a: 100, b: 2500 };
  const query = async (text: string) => {
    const [, table = "", from, to] = /DELETE FROM \$S\.(\w).*?'\((\d+),0\)'.*?'\((\d+),0\)'/.exec(text) ?? [];
    asked.push(`${table} ${from}-${to}`);
    return [{ gone: "1", is_end: (sizes[table] ?? 0) <= Number(to) }];
  };
  const expiry = createExpiry({ query }, { tables: ["a", "b"], now: () => "1", windowMs: 1, start: 0 });
  expect(await expiry.step(1000)).toBe(0);
  for (const step of [1000, 100_000, 0, 2000, 20_000]) await expiry.step(step);
  expect(asked).toEqual(["a 0-160", "b 0-1024", "b 1024-2048", "b 2048-2208", "b 2208-3232"].slice(0, asked.length));
  expect(asked.length).toBeGreaterThanOrEqual(4);
});

it("begins no session for an object without keys, and keeps no index that costs a write and is never read", async () => {
  const { dedup, client, schema, place } = await openKeys();
  const sessions = async () => Number((await client.query(`SELECT count(*) FROM ${schema}.sessions`)).rows[0].count);
  const without = await dedup.open({ id: 1, fencingToken: 1 });
  await without.duplicates(keys(undefined), signal);
  await without.seal();
  expect(await sessions()).toBe(0);
  await (await dedup.open({ id: 2, fencingToken: 1 })).duplicates(keys("a"), signal);
  expect(await sessions()).toBe(1);
  const indexes = await client.query("SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = $1", [
    place.schema,
  ]);
  const ofKeys = indexes.rows.filter(({ tablename }) => /^keys/.test(String(tablename)));
  expect(ofKeys.length).toBeGreaterThan(0);
  expect(ofKeys.filter(({ indexdef }) => !/UNIQUE INDEX \S+ ON .*\(key\)$/.test(String(indexdef)))).toEqual([]);
});

it("claims a key that expires at the same moment", async () => {
  const { clock, dedup, client, schema } = await openKeys();
  const first = await dedup.open({ id: 1, fencingToken: 1 });
  await first.duplicates(keys("a"), signal);
  await first.seal();
  clock.now += 2 * HOUR;
  await client.query("BEGIN");
  await client.query(`DELETE FROM ${schema}.keys`);
  const second = await dedup.open({ id: 2, fencingToken: 1 });
  const claimed = second.duplicates(keys("a"), signal);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await client.query("COMMIT");
  expect(await claimed).toEqual([false]);
  await second.seal();
  const third = await dedup.open({ id: 3, fencingToken: 1 });
  expect(await third.duplicates(keys("a"), signal)).toEqual([true]);
});

it("estimates the number of keys without counting them, and judges it by the settings and the memory of the server", async () => {
  const { place, dedup, client, schema } = await openKeys();
  const session = await dedup.open({ id: 1, fencingToken: 1 });
  await session.duplicates(manyKeys(20_000), signal);
  expect((await countPostgresKeys(place)).keys).toBeGreaterThan(10_000);
  await client.query(`ANALYZE ${schema}.keys`);
  const found = await countPostgresKeys(place);
  expect(found.keys).toBeGreaterThan(19_000);
  expect(found.keys).toBeLessThan(21_000);
  expect(found.bytes / 20_000).toBeGreaterThan(80);
  expect(judgeKeyCount(found, 300_000_000)).toMatchObject({ outcome: "ok" });
  expect(judgeKeyCount(found, 10_000)).toMatchObject({ outcome: "failed", code: "dedup/too-many-keys" });
  expect(judgeKeyCount({ ...found, memory: 1024 }, 300_000_000)).toMatchObject({ outcome: "warning" });
});
