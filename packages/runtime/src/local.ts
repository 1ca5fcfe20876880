// The part of the runtime that works on local files: no S3, no ledger, no libraries for them to load.
export { type FailureDetails, type FailurePlace, type FailureScope, StageFailure } from "./contracts/stage-failure.ts";
export { addCounts, count, countOutcome, noRows, type RowCounts, sum } from "./contracts/row-counts.ts";
export { decompress, type DecompressOptions } from "./3-decompress/decompress.ts";
export { isPlain, sniff, SNIFFED_BYTES, type Sniffed } from "./3-decompress/magic.ts";
export { type RowBatch, RowError, type RowShape } from "./contracts/row-batch.ts";
export { type LocalFile, openLocalFile } from "./4-rows/local-file.ts";
export { type InputFile, LOCAL_BUCKET, type OpenedInput } from "./inputs/input-file.ts";
export { localInputs } from "./inputs/local-inputs.ts";
export type { CsvDialect } from "./inspect/csv-dialect.ts";
export type { FileFacts } from "./inspect/file-facts.ts";
export {
  INSPECTED_ROWS,
  type Inspection,
  inspectFiles,
  type InspectOptions,
  type Problem,
} from "./inspect/inspect-files.ts";
export { createRedaction } from "./inspect/redact.ts";
export { type SampleOptions, sampleRows } from "./inspect/sample-rows.ts";
export { keyPattern } from "./inspect/key-pattern.ts";
export { ROW_FORMATS } from "./4-rows/formats.gen.ts";
export type { RowInput } from "./4-rows/row-format.ts";
export { rowOfBatch } from "./4-rows/row-of-batch.ts";
export { readRows, type RowOptions } from "./4-rows/rows.ts";
export { byteMapping } from "./5-map/byte-mapping.ts";
export { batchMapper, withinRowLimit } from "./5-map/map-batch.ts";
export { placesInConverter } from "./5-map/converter-places.ts";
export { type CheckOptions, type CheckOutcome, type Checks, createChecks } from "./6-check/checks.ts";
export { NO_BYTE_RULES } from "./6-check/byte-rules.ts";
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
export { codeLink } from "./codes/help-link.ts";
export { CODE_FAMILIES, type CodeFamily } from "./codes/families.ts";
export { type RuleCode, RULES } from "./codes/rules.ts";
export { type LineBytes, lineBytes } from "./7-deliver/line-bytes.ts";
export { AMPLITUDE_DEFAULTS, requestsOf } from "./7-deliver/amplitude/api.ts";
export type { ByteMapping, RowPaths } from "./contracts/byte-mapping.ts";
export type { MappedBatch } from "./contracts/mapped-batch.ts";
export { programMapper } from "./job/converter-parts.ts";
export type { ObserveOutcome } from "./job/map-bytes.ts";
export { mapRows } from "./job/map-rows.ts";
export { firstDifference } from "./job/verify-rows.ts";
export { objectRows } from "./job/object-rows.ts";
export { jsonOf, lostTimeOf, rowOutcomes, type TakeEvent, UNWRITABLE } from "./job/row-outcomes.ts";
export { type Gc, exposeGc } from "./process/gc.ts";
export { createTimeout, type Timeout } from "./process/timeout.ts";
