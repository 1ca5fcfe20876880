// Deletes expired keys from PostgreSQL a few pages at a time, in the measure in which new keys come: no statement is long, and the table
// does not grow past what the window needs by more than a fraction.
import type { Database } from "../postgres/database.ts";

export interface Expiry {
  /** Called after so many keys were claimed or found; deletes what has expired on the next pages. Resolves with how many keys went. */
  step(keys: number): Promise<number>;
}

export interface ExpiryOptions {
  /** The partitions of the keys, without the schema. */
  readonly tables: readonly string[];
  /** The instant as SQL, in milliseconds since the epoch. */
  readonly now: () => string;
  readonly windowMs: number;
  /** Where to begin, from 0 up to 1 (default: by chance, so that processes share the work out). */
  readonly start?: number;
}

/** A key takes some 80 bytes of a page of 8 kB. */
const KEYS_PER_PAGE = 100;
/** For each new key so many are looked at: a pass over all takes an eighth of the time in which they are replaced. */
const LOOKED_AT_PER_KEY = 8;
/** Fewer pages are not worth a statement, and more make it a long one. */
const [MIN_PAGES, MAX_PAGES] = [128, 1024];

/** Pages are read in order and from memory where they can be: an index on the age of keys would cost every claim a write. */
export function createExpiry({ query }: Pick<Database, "query">, options: ExpiryOptions): Expiry {
  const { tables, now, windowMs, start = Math.random() } = options;
  let table = Math.floor(start * tables.length);
  let page = 0;
  let due = 0;
  return {
    async step(keys) {
      due = Math.min(due + (keys * LOOKED_AT_PER_KEY) / KEYS_PER_PAGE, 2 * MAX_PAGES);
      if (due < MIN_PAGES) return 0;
      const pages = Math.min(Math.floor(due), MAX_PAGES);
      due -= pages;
      const name = tables[table] ?? "";
      const [from, to] = [page, page + pages];
      const [found] = await query(
        `WITH gone AS (
           DELETE FROM $S.${name} WHERE ctid >= '(${from},0)'::tid AND ctid < '(${to},0)'::tid AND seen <= ${now()} - $1::bigint RETURNING 1
         ) SELECT (SELECT count(*) FROM gone) AS gone,
             pg_relation_size('$S.${name}') / current_setting('block_size')::bigint <= ${to} AS is_end`,
        [windowMs],
      );
      const isEnd = found?.["is_end"] === true;
      page = isEnd ? 0 : to;
      if (isEnd) table = (table + 1) % tables.length;
      return Number(found?.["gone"]);
    },
  };
}
