// Every kind of ledger keeps the contract of ledgers.
import { readdirSync } from "node:fs";
import { ledgerContract, type LedgerToTest } from "./contracts/ledger-contract.ts";

const kinds = readdirSync(new URL("../src/ledger", import.meta.url), { withFileTypes: true });
for (const { name } of kinds.filter((entry) => entry.isDirectory())) {
  // A kind of ledger without such a file fails here.
  const { toTest } = (await import(`./ledgers/${name}.ts`)) as { toTest(): LedgerToTest };
  ledgerContract(name, toTest());
}
