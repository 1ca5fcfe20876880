// Every kind of deduplicator keeps the contract of deduplicators.
import { readdirSync } from "node:fs";
import { deduplicatorContract, type DeduplicatorToTest } from "./contracts/deduplicator-contract.ts";

for (const file of readdirSync(new URL("../src/dedup", import.meta.url))) {
  const [, name] = /^(\w+)-deduplicator\.ts$/.exec(file) ?? [];
  if (name === undefined) continue;
  // A kind of deduplicator without such a file fails here.
  const { toTest } = (await import(`./deduplicators/${name}.ts`)) as { toTest(): DeduplicatorToTest };
  deduplicatorContract(name, toTest());
}
