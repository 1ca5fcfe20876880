// In: how many keys (default 5 million). Out: what deduplication costs a row as the number of keys grows, on the disk and in memory.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dedupKey, openDedup } from "@heddle/runtime";

const MILLION = 1_000_000;
const total = Number(process.argv[2] ?? 5 * MILLION);
const ROWS = 1000;
const REPORT_EVERY = Math.max(MILLION / 2, Math.floor(total / 10));

const folder = mkdtempSync(join(tmpdir(), "heddle-dedup-"));
const path = join(folder, "keys.db");
const dedup = openDedup({ path, standing: async () => "delivered" });
const signal = new AbortController().signal;
const keyOf = (n: number) => dedupKey({ event_type: "t", device_id: `device-${n % 100_000}`, insert_id: `bucket/folder/file.json.gz:${n}` });
const time = async (rows: number, first: () => number, object: number): Promise<number> => {
  const session = await dedup.open({ id: object, fence: 1 });
  const start = performance.now();
  for (let done = 0; done < rows; done += ROWS) await session.duplicates(Array.from({ length: ROWS }, () => keyOf(first())), signal);
  await session.seal();
  return ((performance.now() - start) * 1000) / rows;
};

try {
  console.log("       keys   new key   known key   on disk   memory (rss)");
  let object = 0;
  for (let keys = 0; keys < total; keys += REPORT_EVERY) {
    let next = keys;
    const fresh = await time(REPORT_EVERY, () => next++, (object += 1));
    const known = await time(50 * ROWS, () => Math.floor(Math.random() * (keys + REPORT_EVERY)), (object += 1));
    const megabytes = (bytes: number): string => `${(bytes / MILLION).toFixed(0)} MB`;
    const size = statSync(path).size;
    console.log(
      `${String(keys + REPORT_EVERY).padStart(11)} ${fresh.toFixed(1).padStart(6)} us ${known.toFixed(1).padStart(8)} us ${megabytes(size).padStart(9)} ${megabytes(process.memoryUsage.rss()).padStart(9)}`,
    );
  }
} finally {
  await dedup.close();
  rmSync(folder, { recursive: true });
}
