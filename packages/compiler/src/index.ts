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
export { type Analysis, type AnalyseOptions, type Compiler, createCompiler } from "./compile.ts";
export { createLineIndex, type LineIndex, type Position, type Range } from "./source/line-index.ts";
export { renderDiagnostic, type RenderOptions } from "./diagnostics/render.ts";
export { CATALOG, type DiagnosticCode } from "./diagnostics/catalog.ts";
