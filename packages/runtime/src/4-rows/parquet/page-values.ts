// The values of a page, nulls left out, a few at a time: what is not asked for yet stays as the bytes that it is.
import type { DecodedArray, SchemaElement } from "hyparquet";
import { readPlain } from "hyparquet/src/plain.js";
import type { TakeMemory } from "./codecs.ts";
import { type ColumnRows, type Dictionary, dictionaryRows, numberRows, plainRows } from "./column-rows.ts";
import { deltaBytes, deltaIntegers, deltaLengthBytes, lowHalves } from "./delta.ts";
import { Unsupported } from "./failures.ts";
import type { PhysicalType } from "./metadata.ts";
import type { Encoding } from "./page-header.ts";
import { readRuns } from "./runs.ts";
import { type CellErrors, plainTexts } from "./texts.ts";
import { type Converter, converterOf, isTexts, type NumberConverter, numberConverterOf } from "./values.ts";

/** Gives the next `n` values. @throws Error when the page ends before them */
export type Values = (n: number) => ColumnRows;

/** How a column's values are stored, and what becomes of them. */
export interface ValueColumn {
  readonly type: PhysicalType;
  readonly element: SchemaElement;
  readonly isTexts: boolean;
  readonly convert: Converter;
  readonly numbers: NumberConverter | undefined;
  readonly errors: CellErrors;
}

/** @throws Error when the column has no type, or an annotation that does not fit it */
export function valueColumn(element: SchemaElement): ValueColumn {
  const errors: CellErrors = { found: false };
  const convert = converterOf(element, errors);
  const { type } = element;
  if (type === undefined) throw new Error("it has no type");
  // INT96 as the 12 bytes that it is: a bigint of it would have to be taken apart again.
  if (type === "INT96")
    return {
      type: "FIXED_LEN_BYTE_ARRAY",
      element: { ...element, type: "FIXED_LEN_BYTE_ARRAY", type_length: 12 },
      isTexts: false,
      convert,
      numbers: undefined,
      errors,
    };
  if (type === "FIXED_LEN_BYTE_ARRAY" && !((element.type_length ?? 0) > 0))
    throw new Error(`its values have a fixed length of ${element.type_length ?? 0} bytes`);
  return { type, element, isTexts: isTexts(element), convert, numbers: numberConverterOf(element), errors };
}

/** What the values of a page need beside its bytes. */
export interface PageSetting {
  readonly column: ValueColumn;
  readonly dictionary: Dictionary | undefined;
  readonly mostBytes: number;
  /** Gives memory that lasts as long as the page; absent: it is new. */
  readonly take?: TakeMemory | undefined;
}

/** @throws Error when the encoding is unknown or not one for the column's type, or the page too short for its values */
export function pageValues(plain: Uint8Array, encoding: Encoding, count: number, setting: PageSetting): Values {
  const { column, dictionary, mostBytes, take } = setting;
  const { type, element } = column;
  const convert = (values: DecodedArray): ColumnRows => convertedRows(values, column);
  if (count === 0) return () => plainRows([]);
  switch (encoding) {
    case "PLAIN":
      return plainValues(plain, count, column);
    case "PLAIN_DICTIONARY":
    case "RLE_DICTIONARY":
      if (dictionary === undefined) throw new Error("it refers to a dictionary that is missing");
      return dictionaryValues(
        readRuns(plain, 1, plain.length, plain[0] ?? 0, count, numbersIn(take, count)),
        dictionary,
      );
    case "RLE":
      mustBe(column, encoding, "BOOLEAN");
      return inPieces(readRuns(plain, 4, plain.length, 1, count), (bits) => plainRows(column.convert([...bits])));
    case "DELTA_BINARY_PACKED": {
      mustBe(column, encoding, "INT32", "INT64");
      const { halves } = deltaIntegers(plain, 0, count);
      return type === "INT32"
        ? inPieces(lowHalves(halves), convert)
        : inPieces(new BigInt64Array(halves.buffer), convert);
    }
    case "DELTA_LENGTH_BYTE_ARRAY":
      mustBe(column, encoding, "BYTE_ARRAY");
      return inPieces(deltaLengthBytes(plain, 0, count), convert);
    case "DELTA_BYTE_ARRAY":
      mustBe(column, encoding, "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY");
      return inPieces(ofLength(deltaBytes(plain, count, mostBytes), column), convert);
    case "BYTE_STREAM_SPLIT":
      mustBe(column, encoding, "INT32", "INT64", "FLOAT", "DOUBLE", "FIXED_LEN_BYTE_ARRAY");
      return plainValues(joinedStreams(plain, count, leastBits(type, element.type_length) / 8), count, column);
    default:
      throw new Unsupported(`unsupported encoding ${encoding}`);
  }
}

function numbersIn(take: TakeMemory | undefined, count: number): Uint32Array | undefined {
  const memory = take?.(4 * count);
  return memory && new Uint32Array(memory.buffer, memory.byteOffset, count);
}

/** @throws Error when the column has none of the types that the encoding is for */
function mustBe({ type }: ValueColumn, encoding: Encoding, ...types: readonly PhysicalType[]): void {
  if (!types.includes(type)) throw new Error(`its encoding ${encoding} is not one for ${type}`);
}

function ofLength(values: Uint8Array[], { type, element }: ValueColumn): Uint8Array[] {
  const odd = type === "BYTE_ARRAY" ? undefined : values.find(({ length }) => length !== element.type_length);
  if (odd !== undefined) throw new Error(`a value of ${odd.length} bytes among those of ${element.type_length}`);
  return values;
}

/** Byte streams, the first of all values before the second of all, to the values that they make. */
function joinedStreams(plain: Uint8Array, count: number, width: number): Uint8Array {
  if (plain.length < count * width) throw new Error(`${count} values in ${plain.length} bytes`);
  const joined = new Uint8Array(count * width);
  for (let stream = 0, at = 0; stream < width; stream += 1)
    for (let to = stream; to < joined.length; to += width, at += 1) joined[to] = plain[at] ?? 0;
  return joined;
}

/** The values of a page, or of a dictionary, in the encoding PLAIN. @throws Error when the page is too short for them */
export function plainValues(plain: Uint8Array, count: number, column: ValueColumn): Values {
  const { type, element, isTexts: areTexts, errors } = column;
  const convert = (values: DecodedArray): ColumnRows => convertedRows(values, column);
  if (count * leastBits(type, element.type_length) > plain.length * 8)
    throw new Error(`${count} values in ${plain.length} bytes`);
  if (areTexts) return plainTexts(plain, errors);
  const view = new DataView(plain.buffer as ArrayBuffer, plain.byteOffset, plain.byteLength);
  if (type === "BYTE_ARRAY") return plainBytes(plain, view, convert);
  // Of booleans eight share a byte: they are read at once.
  if (type === "BOOLEAN") return inPieces(readPlain({ view, offset: 0 }, type, count, undefined), convert);
  const reader = { view, offset: 0 };
  return (n) => convert(readPlain(reader, type, n, element.type_length));
}

type ConvertRows = (values: DecodedArray) => ColumnRows;

function convertedRows(values: DecodedArray, { numbers: toNumbers, convert }: ValueColumn): ColumnRows {
  const numbers = toNumbers?.(values);
  return numbers === undefined ? plainRows(convert(values)) : numberRows(numbers);
}

/** Byte arrays with four bytes of length before each. */
function plainBytes(plain: Uint8Array, view: DataView, convert: ConvertRows): Values {
  let at = 0;
  return (n) => {
    const values: Uint8Array[] = [];
    for (let i = 0; i < n; i += 1) {
      if (at + 4 > plain.length) throw new Error("it ends before its last value");
      const from = at + 4;
      at = from + view.getUint32(at, true);
      if (at > plain.length) throw new Error(`a value ends at byte ${at} of ${plain.length}`);
      values.push(plain.subarray(from, at));
    }
    return convert(values);
  };
}

function dictionaryValues(indexes: Uint32Array, dictionary: Dictionary): Values {
  const { length } = dictionary;
  let at = 0;
  return (n) => {
    const piece = indexes.subarray(at, at + n);
    for (let i = 0; i < n; i += 1) {
      // Beyond the page's indexes its first entry.
      if ((piece[i] ?? 0) >= length) throw new Error(`it refers to entry ${piece[i]} of a dictionary of ${length}`);
    }
    at += n;
    return dictionaryRows(piece, dictionary);
  };
}

function inPieces<T extends DecodedArray>(values: T, convert: (piece: T) => ColumnRows): Values {
  let at = 0;
  return (n) => {
    const piece = (Array.isArray(values) ? values.slice(at, at + n) : (values as Uint8Array).subarray(at, at + n)) as T;
    at += n;
    return convert(piece);
  };
}

/** The fewest bits that a value of a type takes in the encoding PLAIN. */
function leastBits(type: PhysicalType, length: number | undefined): number {
  switch (type) {
    case "BOOLEAN":
      return 1;
    case "INT32":
    case "FLOAT":
    case "BYTE_ARRAY":
      return 32;
    case "INT64":
    case "DOUBLE":
      return 64;
    case "INT96":
      return 96;
    case "FIXED_LEN_BYTE_ARRAY":
      return 8 * (length ?? 0);
    default:
      return type satisfies never;
  }
}
