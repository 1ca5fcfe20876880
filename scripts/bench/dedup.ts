// In: how many keys (`--keys`, default 5 million; `--filter-mib`). Out: what deduplication costs a row as keys grow in number, on the disk and in memory.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { KEY_BYTES, openDedup, writeDedupKey } from "@heddle/runtime";

const MILLION = 1_000_000;
const { values } = parseArgs({
  options: { keys: { type: "string", default: String(5 * MILLION) }, "filter-mib": { type: "string" } },
});
const total = Number(values.keys);
const filterMiB = values["filter-mib"] === undefined ? {} : { filterMiB: Number(values["filter-mib"]) };
const ROWS = 1000;
const KNOWN = 200 * ROWS;
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500].map((millions) => millions * MILLION);

const home = join(import.meta.dirname, "..", "..", ".heddle", "bench");
mkdirSync(home, { recursive: true });
const folder = mkdtempSync(join(home, "dedup-"));
const path = join(folder, "keys.db");
let dedup = openDedup({ path, claimStatus: async () => "delivered", ...filterMiB });
const signal = new AbortController().signal;
function keysOf(numbers: readonly number[]): Uint8Array {
  const keys = new Uint8Array(numbers.length * KEY_BYTES);
  for (const [i, n] of numbers.entries()) {
    writeDedupKey(
      { event_type: "t", device_id: `device-${n % 100_000}`, insert_id: `bucket/folder/file.json.gz:${n}` },
      undefined,
      keys,
      i * KEY_BYTES,
    );
  }
  return keys;
}

interface Cost {
  /** On processors, and by the clock: microseconds a key. */
  readonly cpu: number;
  readonly clock: number;
  /** The longest batch, in milliseconds. */
  readonly longest: number;
}

/** The keys are made, asked for and claimed in batches of a thousand, as a job does. */
async function time(rows: number, key: () => number, object: number, expected: boolean): Promise<Cost> {
  const session = await dedup.open({ id: object, fencingToken: 1 });
  const cpu = process.cpuUsage();
  const start = performance.now();
  let longest = 0;
  for (let done = 0; done < rows; done += ROWS) {
    const before = performance.now();
    const found = await session.duplicates(keysOf(Array.from({ length: Math.min(ROWS, rows - done) }, key)), signal);
    if (found.some((one) => one !== expected))
      throw new Error(`a key was called ${expected ? "new" : "known"} that is not`);
    longest = Math.max(longest, performance.now() - before);
  }
  await session.seal();
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / rows, clock: ((performance.now() - start) * 1000) / rows, longest };
}

function onDisk(): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

/** The peak of this process so far, where the system tells; and what it takes now. */
function memory(): string {
  const megabytes = (bytes: number): string => `${(bytes / MILLION).toFixed(0)} MB`;
  return `${megabytes(process.resourceUsage().maxRSS * 1024)} / ${megabytes(process.memoryUsage.rss())}`;
}

try {
  console.log(
    "             new keys (up to here)              known keys                on disk     memory (peak / now)",
  );
  console.log("      keys   us cpu  us clock  longest batch   us cpu  us clock");
  let object = 0;
  let keys = 0;
  for (const step of [...STEPS.filter((count) => count < total), total]) {
    let next = keys;
    const fresh = await time(step - keys, () => next++, (object += 1), false);
    keys = step;
    // Spread over all keys, and each asked for once.
    let known = 0;
    const stride = Math.max(1, Math.floor(keys / KNOWN));
    const again = await time(Math.min(KNOWN, keys), () => (known++ * stride) % keys, (object += 1), true);
    const column = (value: number, width: number): string => value.toFixed(2).padStart(width);
    console.log(
      `${String(keys).padStart(10)} ${column(fresh.cpu, 8)} ${column(fresh.clock, 9)} ${`${fresh.longest.toFixed(0)} ms`.padStart(14)} ${column(again.cpu, 8)} ${column(again.clock, 9)} ${`${(onDisk() / MILLION).toFixed(0)} MB`.padStart(13)} ${memory().padStart(20)}`,
    );
  }
  const start = performance.now();
  await dedup.close();
  dedup = openDedup({ path, claimStatus: async () => "delivered", ...filterMiB });
  await (await dedup.open({ id: 1_000_000, fencingToken: 1 })).duplicates(keysOf([0]), signal);
  console.log(`opened again in ${(performance.now() - start).toFixed(0)} ms`);
} finally {
  await dedup.close();
  rmSync(folder, { recursive: true });
}
