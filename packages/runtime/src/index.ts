// The public face of the runtime.
export { type FailureDetails, type FailurePlace, type FailureScope, StageFailure } from "./contracts/stage-failure.ts";
export { addCounts, countOutcome, noRows, type RowCounts, sum } from "./contracts/row-counts.ts";

export { sourceClients, sourceCredentials, type SourceAccess, type SourceClients } from "./aws/clients.ts";
export { assumeRole, type RoleAccess, type RoleSession } from "./aws/role.ts";
export { type NameDate, nameDate } from "./1-discover/name-date.ts";
export { type MessageMeaning, type ObjectNotice, readMessage } from "./1-discover/notifications/messages.ts";
export { watchQueue, type WatchOptions } from "./1-discover/notifications/watch.ts";
export type { NoticeCounts, NotifiedBatch } from "./contracts/notified-batch.ts";
export type { ObjectInfo } from "./contracts/object-info.ts";
export { keyFilter } from "./1-discover/filter.ts";
export { type ListOptions, listObjects } from "./1-discover/list.ts";
export { s3Source, type S3SourceOptions } from "./2-open/s3-source.ts";
export { createS3Client, type S3Access, type StaticCredentials } from "./aws/s3-client.ts";
export { type Backoff, DEFAULT_BACKOFF } from "./async/backoff.ts";
export type { ObjectBytes, OpenedObject } from "./contracts/opened-object.ts";
export { openObject, type OpenOptions } from "./2-open/object.ts";
export { decompress, type DecompressOptions } from "./3-decompress/decompress.ts";
export { sniff, SNIFFED_BYTES, type Sniffed } from "./3-decompress/magic.ts";
export { type RowBatch, RowError } from "./contracts/row-batch.ts";
export { type LocalFile, openLocalFile } from "./4-rows/local-file.ts";
export { parquetParts, type ParquetPart } from "./4-rows/parquet/parts.ts";
export type { RowInput } from "./4-rows/row-format.ts";
export { readRows, type RowOptions } from "./4-rows/rows.ts";
export { compileConverter, type LoadedConverter, loadConverter } from "./5-map/converter.ts";
export type { ColumnKinds, DriftReport } from "./contracts/drift.ts";
export { type DriftSample, sampleDrift } from "./5-map/drift.ts";
export { mapBatch, mapEach } from "./5-map/map-batch.ts";
export { type CheckOptions, type CheckOutcome, type Checks, createChecks } from "./6-check/checks.ts";
export type { CheckLimits } from "./6-check/limits.ts";
export type { RuleChange } from "./6-check/notes.ts";
export type { CheckPlace } from "./6-check/requirements.ts";
export {
  CODES,
  type FailureCode,
  type FindingCode,
  isRuntimeCode,
  type RowCode,
  type RuntimeCode,
} from "./codes/catalog.ts";
export type {
  CodeDefinition,
  FailureDefinition,
  FindingDefinition,
  RowDefinition,
  RowEffect,
  RuleDefinition,
} from "./codes/define.ts";
export { consequenceOf, explainCode } from "./codes/explain.ts";
export { CODE_FAMILIES, type CodeFamily } from "./codes/families.ts";
export { type RuleCode, RULES } from "./codes/rules.ts";
export { amplitudeSink } from "./7-deliver/amplitude/amplitude-sink.ts";
export type { AmplitudeOptions } from "./7-deliver/amplitude/options.ts";
export type { AmplitudeApi, AmplitudeRegion, RequestLimits } from "./7-deliver/amplitude/api.ts";
export type { OutputCompression } from "./7-deliver/compression.ts";
export { defineSink, type SinkDefinition, type SinkSurroundings } from "./7-deliver/define-sink.ts";
export { ndjsonSink, type NdjsonSinkOptions } from "./7-deliver/ndjson/ndjson-sink.ts";
export { s3Sink, type S3SinkOptions } from "./7-deliver/s3/s3-sink.ts";
export { deliveriesOf } from "./7-deliver/event-lines.ts";
export type {
  Delivered,
  Delivery,
  DeliveryProgress,
  EventLines,
  Fencing,
  RefusedRow,
  RejectedRow,
  Sink,
  SinkContext,
  SinkWriter,
} from "./contracts/sink.ts";
export { SYSTEM_TIMING, type Timing } from "./async/timing.ts";

export { type DedupSession, type Deduplicator, Preempted, type ClaimStatus } from "./contracts/deduplicator.ts";
export { KEY_BYTES, writeDedupKey } from "./dedup/key.ts";
export { openPostgresDedup, type PostgresDedupOptions } from "./dedup/postgres-deduplicator.ts";
export { openDedup, type SqliteDedupOptions } from "./dedup/sqlite-deduplicator.ts";
export type {
  Backlog,
  Claim,
  ClaimRequest,
  Discovery,
  DoneFilter,
  DoneObject,
  EntryFilter,
  KeptConverter,
  Ledger,
  LedgerDay,
  LedgerEntry,
  LedgerError,
  LedgerSummary,
  LedgerWorker,
  ObjectFinding,
  ReplayScope,
  RetriedPage,
  RetryPlace,
  ScanRequest,
  ScanTurn,
  SetAsideMessage,
  Settlement,
  SourceIdentity,
  WorkerReport,
} from "./contracts/ledger.ts";
export { OBJECT_STATE_NAMES, OBJECT_STATES, type ObjectState } from "./contracts/object-states.ts";
export { isDeadProcess, nameOfOwner, ownerOfThisProcess } from "./process/owner.ts";
export { copyLedger, type CopyOptions, type LedgerCopy } from "./ledger/copy-ledger.ts";
export { ledgerPlace, type LedgerPlace, type LedgerSettings } from "./ledger/ledger-place.ts";
export { openPostgresLedger, type PostgresLedgerOptions } from "./ledger/postgres/postgres-ledger.ts";
export { openLedger, type SqliteLedgerOptions } from "./ledger/sqlite/sqlite-ledger.ts";

export { runScan, type ScanOptions, type ScanSummary } from "./job/run-scan.ts";
export { scanSource } from "./compose/scan-source.ts";
export { ingestMessages, type MessageOptions, type MessageOutcomes, type QueueMessage } from "./job/ingest-messages.ts";
export { type MessageJob, openMessageJob } from "./compose/message-job.ts";
export { type JobOptions, runJob } from "./job/run-job.ts";
export { type ComposedJob, composeJob, type ComposeOptions } from "./compose/compose-job.ts";
export { converterParts, type MapSettings, programMapper } from "./job/converter-parts.ts";
export { type ConverterTrial, tryConverter } from "./job/try-converter.ts";
export { type EventBatch, readEvents, type ReadEventsOptions, type RowWithoutEvent } from "./job/read-events.ts";
export { objectRows } from "./job/object-rows.ts";
export type { RowContext } from "./contracts/mapped-batch.ts";
export { rowOutcomes, type TakeEvent } from "./job/row-outcomes.ts";
export { jobStatus, type StatusOptions, type StatusReport } from "./job/status.ts";
export type {
  ConverterParts,
  JobParts,
  JobSettings,
  Mapper,
  ObjectSource,
  RowChecks,
  RowPlace,
  RowsOf,
  SetAsidePolicy,
} from "./contracts/job-parts.ts";
export type {
  Finding,
  Beat,
  JobHooks,
  JobReport,
  ObjectOutcome,
  ObjectProgress,
  ObjectReport,
  ScanReport,
  StepName,
  StepTiming,
} from "./contracts/job-report.ts";

export type { DataType, Limits, SourceConfig, SourceFile, Strategy } from "./source/config.ts";
export type { NotificationSettings } from "./aws/access-settings.ts";
export { sinkDefinition, type SinkSettings } from "./7-deliver/create-sink.ts";
export {
  addressInputs,
  type BucketAddress,
  bucketAddress,
  type BucketInputs,
  type ObjectInputs,
  objectInputs,
  sourceInputs,
  type SourceInputsOptions,
} from "./inputs/bucket-inputs.ts";
export { type InputFile, type OpenedInput } from "./inputs/input-file.ts";
export { localInputs } from "./inputs/local-inputs.ts";
export { completeSource } from "./source/complete-source.ts";
export { SOURCE } from "./source/definition.ts";
export { DEFAULT_LIMITS } from "./settings/limits.ts";
export { sourceSecrets } from "./source/secrets.ts";
export { hideSecrets } from "./settings/hide-secrets.ts";
export { loadSource } from "./source/load-source.ts";
export { examineSource } from "./setup/doctor.ts";
export type { DoctorLine, Step } from "./setup/doctor-line.ts";
export {
  disableNotifications,
  enableNotifications,
  notificationStatus,
  type NotificationStatus,
} from "./setup/notifications.ts";
export type { Policy, PolicyStatement } from "./aws/policy.ts";
export { type PolicyOptions, sourcePolicies, type SourcePolicies } from "./setup/policies.ts";
export { type Reader, READER_NAMES, type ReaderName, READERS } from "./setup/readers.ts";

export { combineHooks } from "./observe/hooks.ts";
export { createLog, logHooks, type LogOptions } from "./observe/log.ts";
export { createMetrics, type Metrics } from "./observe/metrics.ts";
export { type MetricsServer, serveMetrics, type ServerPlace } from "./observe/metrics-server.ts";
export { openTelemetryHooks, type TelemetryOptions } from "./observe/open-telemetry.ts";
export type { Alert, AlertName } from "./observe/alerts.ts";
export { createHealth, type Health, type Verdict } from "./observe/health.ts";
export { type Notify, observeJob, type ObserveOptions, type Observing } from "./observe/observe.ts";
export {
  planReplay,
  type RefusedReplay,
  type ReplayPlan,
  type ReplaySelection,
  replaySource,
} from "./compose/replay.ts";
export { runSource, type SourceRunOptions } from "./compose/run-source.ts";
