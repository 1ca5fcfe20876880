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
