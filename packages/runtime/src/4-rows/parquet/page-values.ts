// The values of a page, nulls left out, a few at a time: what is not asked for yet stays as the bytes that it is.
import type { ColumnMetaData, DecodedArray, SchemaElement } from "hyparquet";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { readDataPage } from "hyparquet/src/datapage.js";
import { readPlain } from "hyparquet/src/plain.js";
import type { Cell } from "./cells-batch.ts";
import { CODECS } from "./codecs.ts";
import { deltaBytes, deltaIntegers, deltaLengthBytes, lowHalves } from "./delta.ts";
import { readRuns } from "./runs.ts";
import { type CellErrors, plainTexts } from "./texts.ts";
import { type Converter, converterOf, isTexts } from "./values.ts";

export type Encoding = ColumnMetaData["encodings"][number];

/** Gives the next `n` values. @throws Error when the page ends before them */
export type Values = (n: number) => readonly Cell[];

/** How a column's values are stored, and what becomes of them. */
export interface ValueColumn {
  readonly type: ColumnMetaData["type"];
  readonly element: SchemaElement;
  readonly isTexts: boolean;
  readonly convert: Converter;
  readonly errors: CellErrors;
}

/** @throws Error when the annotation is none that can be read */
export function valueColumn(element: SchemaElement, type: ColumnMetaData["type"]): ValueColumn {
  const errors: CellErrors = { found: false };
  const convert = converterOf(element, errors);
  // INT96 as the 12 bytes that it is: a bigint of it would have to be taken apart again.
  if (element.type === "INT96")
    return {
      type: "FIXED_LEN_BYTE_ARRAY",
      element: { ...element, type: "FIXED_LEN_BYTE_ARRAY", type_length: 12 },
      isTexts: false,
      convert,
      errors,
    };
  return { type, element, isTexts: isTexts(element), convert, errors };
}

/** @throws Error when the encoding is unknown, or the page too short for its values */
export function pageValues(
  plain: Uint8Array,
  encoding: Encoding,
  count: number,
  column: ValueColumn,
  dictionary: readonly Cell[] | undefined,
  mostBytes: number,
): Values {
  const { type, element, convert } = column;
  if (count === 0) return () => [];
  switch (encoding) {
    case "PLAIN":
      return plainValues(plain, count, column);
    case "PLAIN_DICTIONARY":
    case "RLE_DICTIONARY":
      if (dictionary === undefined) throw new Error("a page refers to a dictionary that is not there");
      return dictionaryValues(readRuns(plain, 1, plain.length, plain[0] ?? 0, count), dictionary);
    case "RLE":
      return inPieces(readRuns(plain, 4, plain.length, 1, count), (indexes) => convert([...indexes]));
    case "DELTA_BINARY_PACKED": {
      if (type !== "INT32" && type !== "INT64") throw new Error(`deltas of type ${type}`);
      const { halves } = deltaIntegers(plain, 0, count);
      return type === "INT32"
        ? inPieces(lowHalves(halves), convert)
        : inPieces(new BigInt64Array(halves.buffer), convert);
    }
    case "DELTA_LENGTH_BYTE_ARRAY":
      return inPieces(deltaLengthBytes(plain, 0, count), convert);
    case "DELTA_BYTE_ARRAY":
      return inPieces(deltaBytes(plain, count, mostBytes), convert);
    default: {
      // Levels are read elsewhere; to the decoder the column is one without any.
      const page = {
        num_values: count,
        encoding,
        definition_level_encoding: "RLE",
        repetition_level_encoding: "RLE",
      } as const;
      const decoder = {
        pathInSchema: [],
        type,
        element,
        schemaPath: [],
        codec: "UNCOMPRESSED" as const,
        parsers: DEFAULT_PARSERS,
        compressors: CODECS,
      };
      return inPieces(readDataPage(plain, page, decoder).dataPage, convert);
    }
  }
}

/** The values of a page, or of a dictionary, in the encoding PLAIN. */
export function plainValues(
  plain: Uint8Array,
  count: number,
  { type, element, isTexts: areTexts, convert, errors }: ValueColumn,
): Values {
  if (count * leastBits(type, element.type_length) > plain.length * 8)
    throw new Error(`a page of ${count} values has ${plain.length} bytes`);
  if (areTexts) return plainTexts(plain, errors);
  const view = new DataView(plain.buffer as ArrayBuffer, plain.byteOffset, plain.byteLength);
  // Of booleans eight share a byte: they are read at once.
  if (type === "BOOLEAN") return inPieces(readPlain({ view, offset: 0 }, type, count, undefined), convert);
  const reader = { view, offset: 0 };
  return (n) => convert(readPlain(reader, type, n, element.type_length));
}

function dictionaryValues(indexes: Uint32Array, dictionary: readonly Cell[]): Values {
  let at = 0;
  return (n) => {
    const cells: Cell[] = [];
    for (const end = at + n; at < end; at += 1) {
      const cell = dictionary[indexes[at] ?? 0];
      if (cell === undefined) throw new Error("a page refers to an entry that its dictionary does not have");
      cells.push(cell);
    }
    return cells;
  };
}

function inPieces<T extends DecodedArray>(values: T, convert: (piece: T) => readonly Cell[]): Values {
  let at = 0;
  return (n) => {
    const piece = (Array.isArray(values) ? values.slice(at, at + n) : (values as Uint8Array).subarray(at, at + n)) as T;
    at += n;
    return convert(piece);
  };
}

/** The fewest bits that a value of a type takes in the encoding PLAIN. */
function leastBits(type: ColumnMetaData["type"], length: number | undefined): number {
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
