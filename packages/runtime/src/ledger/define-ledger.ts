// The contract of a kind of ledger: everything that Heddle knows of it is in its one definition.
import type { Settings, ValuesOf } from "@heddle/compiler/settings";
import type { CheckResult } from "../contracts/check-result.ts";
import type { ClaimStatus, Deduplicator } from "../contracts/deduplicator.ts";
import type { Ledger } from "../contracts/ledger.ts";
import type { CopySource, CopyTarget } from "./copy-tables.ts";

/** The settings of a ledger as a job has them: with defaults, and with absolute paths. */
export type LedgerValues<Type extends string, S> = { readonly type: Type } & ValuesOf<S>;

export interface LedgerDefinition<Type extends string = string, S extends Settings = Settings> {
  /** The name by which source files choose it; that of its folder. */
  readonly type: Type;
  /** One sentence. */
  readonly doc: string;
  readonly settings: S;
  /** Whether workers on several machines can share it. */
  readonly manyMachines: boolean;
  /** As reports and messages name it: without secrets. */
  name(settings: LedgerValues<Type, S>): string;
  /** Whether it has been made; asking makes nothing. @throws StageFailure of scope "job" where that cannot be told. */
  exists(settings: LedgerValues<Type, S>): Promise<boolean>;
  /** Opens it; makes it where there is none. @throws StageFailure of scope "job". */
  open(settings: LedgerValues<Type, S>): Promise<Ledger>;
  /** Where the keys of deduplication are, as messages name it. */
  keysName(settings: LedgerValues<Type, S>): string;
  /** Whether there are keys, or were. */
  hasKeys(settings: LedgerValues<Type, S>): Promise<boolean>;
  /** Whether some event has left a key there. */
  holdsKeys(settings: LedgerValues<Type, S>): Promise<boolean>;
  /** Of keys that are there: whether there are too many for where they are; absent: any number is all right. @throws StageFailure */
  checkKeys?(settings: LedgerValues<Type, S>): Promise<CheckResult>;
  /** Opens the keys of deduplication; makes them where there are none. @throws StageFailure of scope "job". */
  openDedup(
    settings: LedgerValues<Type, S>,
    claimStatus: (id: number, fencingToken: number) => Promise<ClaimStatus>,
  ): Promise<Deduplicator>;
  /** Opens it to be copied. @throws StageFailure of scope "job". */
  copyFrom(settings: LedgerValues<Type, S>): Promise<CopySource>;
  /** Opens it for a copy to be made in it; makes it where there is none. @throws StageFailure of scope "job". */
  copyTo(settings: LedgerValues<Type, S>): Promise<CopyTarget>;
  /** Whether one can be made where there is none yet; makes nothing. @throws StageFailure of scope "job": why not. */
  check(settings: LedgerValues<Type, S>): Promise<CheckResult>;
}

/** Keeps the literal types of a definition, from which the type of its settings is made. */
export function defineLedger<const Type extends string, const S extends Settings>(
  definition: LedgerDefinition<Type, S>,
): LedgerDefinition<Type, S> {
  return definition;
}
