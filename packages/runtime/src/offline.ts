// What is known of a source without asking its bucket: its settings, its ledger, its policies. Loads no library of AWS.
export type { Policy, PolicyStatement } from "./aws/policy.ts";
export type { LedgerDay, LedgerEntry, LedgerWorker } from "./contracts/ledger.ts";
export { OBJECT_STATE_NAMES, type ObjectState } from "./contracts/object-states.ts";
export { nameOfOwner } from "./process/owner.ts";
export { jobStatus, type StatusOptions, type StatusReport } from "./job/status.ts";
export { copyLedger, type CopyOptions, type LedgerCopy } from "./ledger/copy-ledger.ts";
export { retryObjects } from "./ledger/pages.ts";
export { ledgerPlace, type LedgerPlace, type LedgerSettings } from "./ledger/ledger-place.ts";
export { type PolicyOptions, sourcePolicies, type SourcePolicies } from "./setup/policies.ts";
export { type Reader, READER_NAMES, type ReaderName, READERS } from "./setup/readers.ts";
export { hideSecrets } from "./settings/hide-secrets.ts";
export { sourceSecrets } from "./source/secrets.ts";
export type { SourceConfig } from "./source/config.ts";
export { loadSource } from "./source/load-source.ts";
