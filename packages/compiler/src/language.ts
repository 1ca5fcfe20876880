// The language for editors and tools: operators, types, trees, and the catalogs of diagnostics and of the events that converters make.
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
export type { ArrayNode, JsonNode, MemberNode, ObjectNode, StringNode } from "./phases/1-parse/tree.ts";
export { type Argument, type CallExpr, type Expr, operandsOf } from "./phases/2-resolve/expression.ts";
export type { ResolvedConverter } from "./phases/2-resolve/resolve-envelope.ts";
export type { Inference } from "./phases/3-check/infer.ts";
export {
  CATALOG,
  type CatalogEntry,
  DIAGNOSTIC_CODES,
  type DiagnosticCode,
  isDiagnosticCode,
} from "./diagnostics/catalog.ts";
export { explainDiagnostic, indentedExample, wrapText } from "./diagnostics/explain.ts";
export { DOCUMENTS, helpLink } from "./diagnostics/help-link.ts";
export { printable } from "./diagnostics/printable.ts";
export { createEditGuard, type EditGuard } from "./diagnostics/sound-edits.ts";
export { lostTimeOf } from "./lost-time.ts";
export { maxUnguardedRowBytes } from "./unguarded-rows.ts";
export { suggest } from "./diagnostics/suggest.ts";
export type { Mark, MarkedRule } from "./event/mark.ts";
export {
  EVENT_KEYS,
  type EventKey,
  eventKey,
  eventKeysOf,
  type EventKeyType,
  MUTATIONS,
  PLAN_KEYS,
} from "./event/keys.ts";
export {
  GROUP_OPERATIONS,
  operationsOf,
  PROPERTY_OPERATIONS,
  type PropertyOperation,
  USER_OPERATIONS,
} from "./event/operations.ts";
export { GROUP_IDENTIFY, IDENTIFY, isRefusedId, REFUSED_IDS, RESERVED_EVENT_TYPES } from "./event/names.ts";
export { EVENT_LIMITS, MIN_USUAL_TIME } from "./event/limits.ts";
export { type Purpose, strategyOf } from "./event/purpose.ts";
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
  strategyInfo,
  type StrategyName,
} from "./event/data-types.ts";
export {
  COMPRESSION_NAMES,
  COMPRESSIONS,
  type CompressionDefinition,
  DEFAULT_COMPRESSION,
} from "./formats/compression.ts";
export { CONVERTER, EVENT_EXPRESSION, IGNORE_EVENT_FLAG } from "./converter-definition.ts";
export type { FormatDefinition, FormatSettingsDefinition } from "./formats/define.ts";
export { DEFAULT_FORMAT, FILE_TYPES, formatOf, formatOfName, settingsOf } from "./formats/formats.ts";
export { FORMATS } from "./formats/index.gen.ts";
export { eventPlaces, type EventPlaces } from "./event-places.ts";
export { type ExponentialFinding, findCatastrophicBacktracking, searchCost } from "./java-regex/index.ts";
