// From the ledger of a source file to what can be done with it, whatever its kind: the one door to ledgers.
import type { CheckResult } from "../contracts/check-result.ts";
import type { Deduplicator } from "../contracts/deduplicator.ts";
import type { Ledger } from "../contracts/ledger.ts";
import type { CopySource, CopyTarget } from "./copy-tables.ts";
import type { LedgerDefinition, LedgerValues } from "./define-ledger.ts";
import { LEDGERS } from "./ledgers.gen.ts";

type SettingsOf<Definition> = Definition extends LedgerDefinition<infer Type, infer S> ? LedgerValues<Type, S> : never;

/** The ledger of a source file, with defaults and absolute paths; a string is the path of a SQLite file. */
export type LedgerSettings = string | SettingsOf<(typeof LEDGERS)[number]>;

/** Where a ledger is, or will be. */
export interface LedgerPlace {
  readonly type: string;
  /** Whether workers on several machines can share it. */
  readonly manyMachines: boolean;
  /** As reports and messages name it: without secrets. */
  readonly name: string;
  /** Where the keys of deduplication are, as messages name it. */
  readonly keysName: string;
  /** Whether it has been made; asking makes nothing. @throws StageFailure of scope "job" where that cannot be told. */
  exists(): Promise<boolean>;
  /** Opens the ledger; makes it where there is none. @throws StageFailure of scope "job". */
  open(): Promise<Ledger>;
  /** Whether there are keys of deduplication, or were. */
  hasKeys(): Promise<boolean>;
  /** Whether some event has left a key there. */
  holdsKeys(): Promise<boolean>;
  /** Whether there are more keys than the place can hold; undefined where there are none, or any number is all right. */
  checkKeys(): Promise<CheckResult | undefined>;
  /** Opens the keys of deduplication; makes them where there are none. @throws StageFailure of scope "job". */
  openDedup(ledger: Pick<Ledger, "claimStatus">): Promise<Deduplicator>;
  /** Opens the ledger to be copied, while nobody can write it. @throws StageFailure of scope "job". */
  copyFrom(): Promise<CopySource>;
  /** Opens the ledger for a copy to be made in it; makes it where there is none. @throws StageFailure of scope "job". */
  copyTo(): Promise<CopyTarget>;
  /** Whether one can be made where there is none yet. @throws StageFailure of scope "job": why not. */
  check(): Promise<CheckResult>;
}

/** The place of a ledger; nothing is opened yet. */
export function ledgerPlace(settings: LedgerSettings): LedgerPlace {
  const values = typeof settings === "string" ? ({ type: "sqlite", path: settings } as const) : settings;
  const found: LedgerDefinition | undefined = LEDGERS.find(({ type }) => type === values.type);
  if (found === undefined) throw new RangeError(`there is no ledger of type ${JSON.stringify(values.type)}`);
  return {
    type: found.type,
    manyMachines: found.manyMachines,
    name: found.name(values),
    keysName: found.keysName(values),
    exists: () => found.exists(values),
    open: () => found.open(values),
    hasKeys: () => found.hasKeys(values),
    holdsKeys: () => found.holdsKeys(values),
    checkKeys: async () => ((await found.hasKeys(values)) ? found.checkKeys?.(values) : undefined),
    openDedup: (ledger) => found.openDedup(values, (id, fencingToken) => ledger.claimStatus(id, fencingToken)),
    copyFrom: () => found.copyFrom(values),
    copyTo: () => found.copyTo(values),
    check: () => found.check(values),
  };
}
