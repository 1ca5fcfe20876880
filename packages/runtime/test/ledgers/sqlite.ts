// The SQLite ledger under test: a file in a folder that is not there yet.
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openLedger } from "../../src/ledger/sqlite/sqlite-ledger.ts";
import type { LedgerToTest } from "../contracts/ledger-contract.ts";
import { testFolder } from "../support/folder.ts";

export function toTest(): LedgerToTest {
  return {
    async make() {
      const path = join(testFolder(), "deep/er/ledger.db");
      const clock = { now: 1_000_000 };
      const open = () => {
        const ledger = openLedger(path, { clock: () => clock.now });
        onTestFinished(() => ledger.close().catch(() => {}));
        return ledger;
      };
      return { ledger: open(), clock, reopen: async () => open() };
    },
  };
}
