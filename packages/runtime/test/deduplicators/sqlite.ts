// The SQLite deduplicator under test: a small memtable, so that keys go to sorted runs and are compacted.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished } from "vitest";
import type { ClaimStatus, Deduplicator } from "../../src/contracts/deduplicator.ts";
import { openDedup } from "../../src/dedup/sqlite-deduplicator.ts";
import type { DeduplicatorToTest, DeduplicatorUnderTest } from "../contracts/deduplicator-contract.ts";
import { testFolder } from "../support/folder.ts";

/** Keys in a file at the path; `reopen` opens it once more. */
export function openStore({ path = join(testFolder(), "keys.db"), memtable = 100 } = {}) {
  const statuses = new Map<string, ClaimStatus>();
  let now = 1_700_000_000_000;
  const open = (): Deduplicator => {
    const dedup = openDedup({
      path,
      memtable,
      clock: () => now,
      claimStatus: async (id, fencingToken) => statuses.get(`${id}/${fencingToken}`) ?? "free",
    });
    onTestFinished(() => dedup.close().catch(() => {}));
    return dedup;
  };
  return {
    path,
    dedup: open(),
    reopen: async () => open(),
    statuses,
    later: (ms: number) => void (now += ms),
    inspect: () => inspectRuns(path),
  } satisfies DeduplicatorUnderTest & { readonly path: string };
}

export function toTest(): DeduplicatorToTest {
  return { make: async () => openStore() };
}

/** Fails unless keys have been compacted twice, and the files are those that the manifest names. */
function inspectRuns(path: string): void {
  const database = new DatabaseSync(path);
  const levels = database
    .prepare("SELECT id, level, keys FROM runs")
    .all()
    .map(({ id, level, keys }) => ({ id: Number(id), level: Number(level), keys: Number(keys) }));
  database.close();
  expect(Math.max(...levels.map(({ level }) => level))).toBeGreaterThanOrEqual(2);
  expect(levels.reduce((total, { keys }) => total + keys, 0)).toBeGreaterThan(1000);
  expect(readdirSync(`${path}-runs`).toSorted()).toEqual(levels.map(({ id }) => `${id}.run`).toSorted());
}
