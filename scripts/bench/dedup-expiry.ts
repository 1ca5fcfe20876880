// In: how many keys (`--keys`, default a million; `--url` of a PostgreSQL server, default one of our own). Out: what the expiry of keys in
// PostgreSQL costs a key that is deleted, and a key that is claimed meanwhile; how long its longest statement takes, and what it writes.
import { randomBytes, randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { KEY_BYTES, openPostgresDedup } from "@heddle/runtime";
import { withPostgres } from "./own-postgres.ts";

const { values } = parseArgs({ options: { keys: { type: "string", default: "1000000" }, url: { type: "string" } } });
const total = Number(values.keys);
const BATCH = 2000;

/** What is used of the driver, which is a package of the runtime's tests. */
interface Client {
  connect(): Promise<unknown>;
  query(text: string): Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>;
  escapeIdentifier(name: string): string;
  end(): Promise<void>;
}
const runtime = join(import.meta.dirname, "..", "..", "packages", "runtime", "package.json");
const { Client } = createRequire(runtime)("pg") as { readonly Client: new (url: string) => Client };
const WEEK_MS = 7 * 24 * 3_600_000;

async function main(url: string): Promise<void> {
  const schema = `expiry_${randomUUID()}`;
  const clock = { now: Date.now() };
  const dedup = await openPostgresDedup({ url, schema, clock: () => clock.now, claimStatus: async () => "delivered" });
  const client = new Client(url);
  await client.connect();
  try {
    const measure = measurer(client, client.escapeIdentifier(schema));
    const session = await dedup.open({ id: 1, fencingToken: 1 });
    const signal = new AbortController().signal;
    const claim = async (keys: number): Promise<void> => {
      for (let done = 0; done < keys; done += BATCH) await session.duplicates(randomBytes(BATCH * KEY_BYTES), signal);
    };
    await measure("claimed, nothing expired", total, () => claim(total));
    clock.now += WEEK_MS + 1;
    // An eighth of the window's keys: a pass over all that was there.
    await measure("claimed, all others expired", total / 4, () => claim(total / 4));
    await client.query(`VACUUM ANALYZE ${client.escapeIdentifier(schema)}.keys`);
    await measure("claimed, after a vacuum", total / 4, () => claim(total / 4));
  } finally {
    await client.query(`DROP SCHEMA ${client.escapeIdentifier(schema)} CASCADE`);
    await client.end();
    await dedup.close();
  }
}

function measurer(client: Client, schema: string) {
  const one = async (text: string): Promise<number> =>
    Number(Object.values((await client.query(text)).rows[0] ?? {})[0]);
  return async (what: string, keys: number, work: () => Promise<void>): Promise<void> => {
    const wal = await one("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn");
    const before = performance.now();
    await work();
    const ms = performance.now() - before;
    const written = (await one("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")) - wal;
    const left = await one(`SELECT count(*) FROM ${schema}.keys`);
    const size = await one(
      `SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = '${schema}.keys'::regclass`,
    );
    console.log(
      `${what.padEnd(28)} ${keys} keys, ${((ms * 1000) / keys).toFixed(1)} us a key, ${(written / keys).toFixed(0)} B WAL a key; ${left} keys in ${(size / 1024 ** 2).toFixed(0)} MiB`,
    );
  };
}

await withPostgres(values.url, main);
