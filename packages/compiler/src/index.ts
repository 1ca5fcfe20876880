// The public face of the compiler: compile, check, map and interpret converters, and the values that they read and yield.
// Its language (operators, types, trees, catalogs) is `@heddle/compiler/language`, that of settings `@heddle/compiler/settings`.
export type { Analysis, AnalyseOptions, IncrementalAnalyser } from "./analyse.ts";
export { type Compiler, createCompiler, type ModuleOptions, type ModuleOutput } from "./compile.ts";
export { interpret, type Observer } from "./interpret.ts";
export type { CompressionType } from "./formats/compression.ts";
export type { CsvSettings } from "./formats/csv.ts";
export { type FileType, type FormatSettings, DEFAULT_FORMAT_SETTINGS } from "./formats/formats.ts";
export type {
  ByteProgram,
  ConverterSettings,
  InputPath,
  KeyPattern,
  MapContext,
  NoByteProgram,
  Program,
} from "./program.ts";
export {
  acceptEvent,
  type DroppedOutcome,
  type EventChange,
  type EventOutcome,
  type EventVerdict,
  type IgnoredOutcome,
  isFlagged,
  mapFailure,
  type MappedRow,
  mapRow,
  type RejectedOutcome,
  type RowOutcome,
} from "./row-outcome.ts";
export { analyseWithRows, createSampleTimes, type SampleOptions, type SampleTimes } from "./sample-times.ts";
export { rowTypeOf, type SampleType } from "./phases/3-check/sample.ts";
export type { TraceStep } from "./trace.ts";
export { renderTrace } from "./diagnostics/render-trace.ts";
export type { Diagnostic, Fix, TextEdit } from "./diagnostics/diagnostic.ts";
export type { Severity } from "./diagnostics/severity.ts";
export { sortDiagnostics } from "./diagnostics/reporter.ts";
export { renderDiagnostic, type RenderOptions } from "./diagnostics/render.ts";
export { type DecodedText, decodeText } from "./source/decode.ts";
export { createLineIndex, type LineIndex, type Position, type Range } from "./source/line-index.ts";
export type { Span } from "./source/span.ts";
export type { Dict, HugeNumber, KindName, Result, Value } from "./values/value.ts";
export { isDict, isHuge, kindOf } from "./values/value.ts";
export { getKey, setKey } from "./values/dict.ts";
export { parseJson, stringifyJson } from "./values/json.ts";
export { cutDecimal, type Decimal, decimalValue, multiplyDecimals, readDecimal } from "./values/decimal.ts";
