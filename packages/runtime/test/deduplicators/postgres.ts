// The PostgreSQL deduplicator under test: a schema of its own for each test.
import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import type { ClaimStatus } from "../../src/contracts/deduplicator.ts";
import { openPostgresDedup } from "../../src/dedup/postgres-deduplicator.ts";
import type { DeduplicatorToTest } from "../contracts/deduplicator-contract.ts";
import { postgresUrl } from "../support/postgres.ts";

export function toTest(): DeduplicatorToTest {
  return {
    slowness: 4,
    async make() {
      const place = { url: await postgresUrl(), schema: `test_${randomUUID()}` };
      const statuses = new Map<string, ClaimStatus>();
      let now = 1_700_000_000_000;
      const open = async () => {
        const dedup = await openPostgresDedup({
          ...place,
          clock: () => now,
          claimStatus: async (id, fencingToken) => statuses.get(`${id}/${fencingToken}`) ?? "free",
        });
        onTestFinished(() => dedup.close().catch(() => {}));
        return dedup;
      };
      return { dedup: await open(), reopen: open, statuses, later: (ms) => void (now += ms) };
    },
  };
}
