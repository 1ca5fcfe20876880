// Rows as bytes to lines of events as bytes, without making values of them (see README.md).
export { createRecordFinder, type RecordFinder, type RecordSearch } from "./find-records.ts";
export * as layout from "./layout.gen.ts";
export {
  type ByteCounts,
  type ByteMapper,
  type ByteMapperOptions,
  type BytePlace,
  createByteMapper,
  type LineSink,
  type RowTaker,
} from "./mapper.ts";
export { type CompiledModule, compileModule, type Instance } from "./module.ts";
export {
  type ByteColumn,
  type ByteDictionary,
  type ByteRows,
  type CellMarks,
  type ColumnRows,
  type CsvRecords,
  type LinesOfJson,
  NO_CELL,
  rowAt,
  sizeOfRows,
} from "./rows.ts";
export type { ByteDefault, ByteRules } from "./rules.ts";
export { createSnappy, type Snappy } from "./snappy.ts";
export type { Texts } from "./texts.ts";
