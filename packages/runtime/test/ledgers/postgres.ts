// The PostgreSQL ledger under test: a schema of its own for each test.
import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { openPostgresLedger } from "../../src/ledger/postgres/postgres-ledger.ts";
import type { LedgerToTest } from "../contracts/ledger-contract.ts";
import { postgresUrl } from "../support/postgres.ts";

export function toTest(): LedgerToTest {
  return {
    async make() {
      const place = { url: await postgresUrl(), schema: `test_${randomUUID()}` };
      const clock = { now: 1_000_000 };
      const open = async () => {
        const ledger = await openPostgresLedger({ ...place, clock: () => clock.now });
        onTestFinished(() => ledger.close().catch(() => {}));
        return ledger;
      };
      return { ledger: await open(), clock, reopen: open };
    },
  };
}
