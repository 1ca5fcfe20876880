// The public face of the compiler.
export type { Dict, HugeNumber, KindName, Result, Value } from "./values/value.ts";
export { isDict, isHuge, kindOf } from "./values/value.ts";
export { getKey, setKey } from "./values/dict.ts";
export { parseJson, stringifyJson } from "./values/json.ts";
export type { Span } from "./source/span.ts";
export type { Diagnostic, Fix, Severity, TextEdit } from "./diagnostics/diagnostic.ts";
export type {
  CompressionType,
  ConverterSettings,
  CsvSettings,
  FileType,
  InputPath,
  KeyPattern,
  MapContext,
  Program,
} from "./program.ts";
export {
  type Analysis,
  type AnalyseOptions,
  type Compiler,
  createCompiler,
  type ModuleOptions,
  type ModuleOutput,
} from "./compile.ts";
export { eventPlaces, type EventPlaces } from "./event-places.ts";
export { Code, join, js, variableName } from "./codegen/code.ts";
export { createLineIndex, type LineIndex, type Position, type Range } from "./source/line-index.ts";
export { renderDiagnostic, type RenderOptions } from "./diagnostics/render.ts";
export {
  CATALOG,
  type CatalogEntry,
  DIAGNOSTIC_CODES,
  type DiagnosticCode,
  isDiagnosticCode,
} from "./diagnostics/catalog.ts";
export { explainDiagnostic, explainEntry } from "./diagnostics/explain.ts";
export type { Mark, MarkedRule } from "./event/mark.ts";
export { EVENT_KEYS, type EventKey, eventKey, type EventKeyType, MUTATIONS, PLAN_KEYS } from "./event/keys.ts";
export {
  GROUP_OPERATIONS,
  operationsOf,
  PROPERTY_OPERATIONS,
  type PropertyOperation,
  USER_OPERATIONS,
} from "./event/operations.ts";
export { GROUP_IDENTIFY, IDENTIFY, REFUSED_IDS, RESERVED_EVENT_TYPES } from "./event/names.ts";
export { EVENT_LIMITS } from "./event/limits.ts";
export {
  DATA_TYPE_NAMES,
  DATA_TYPES,
  type DataTypeInfo,
  dataTypeInfo,
  type DataTypeName,
  defaultStrategy,
  type KeyDefault,
  type Requirement,
  STRATEGIES,
  STRATEGY_NAMES,
  type StrategyInfo,
  type StrategyName,
} from "./event/data-types.ts";
export { cutDecimal, type Decimal, decimalValue, multiplyDecimals, readDecimal } from "./values/decimal.ts";
export { renderTrace } from "./diagnostics/render-trace.ts";
export { printable } from "./diagnostics/printable.ts";
export type { TraceStep } from "./trace.ts";
export { rowTypeOf, type SampleType } from "./phases/3-check/sample.ts";
export { OPERATORS } from "./operators/index.gen.ts";
export {
  type Example,
  type OperatorDefinition,
  type Parameter,
  type ParameterKind,
  type Rule,
  signatureOf,
} from "./operators/define.ts";
export { ANY, BOOL, describeKinds, DICT, LIST, NUMBER, STRING, type Type } from "./operators/kinds.ts";
export { interpret, type Observer } from "./interpret.ts";
export { suggest } from "./diagnostics/suggest.ts";
export type { ArrayNode, JsonNode, MemberNode, ObjectNode, StringNode } from "./phases/1-parse/tree.ts";
export { type Argument, type CallExpr, type Expr, operandsOf } from "./phases/2-resolve/expression.ts";
export type { ResolvedConverter } from "./phases/2-resolve/resolve-envelope.ts";
export type { Inference } from "./phases/3-check/infer.ts";
export { type ExponentialFinding, findCatastrophicBacktracking } from "./java-regex/index.ts";
