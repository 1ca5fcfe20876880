// A page of a flat column to data for another thread, and there to its rows, which come back as bytes.
import type { SchemaElement } from "hyparquet";
import { asBuffer } from "../../contracts/byte-source.ts";
import type { PageTransfer } from "../../contracts/page-decoder.ts";
import { type ColumnRows, type Dictionary, dictionaryOf, dictionaryRows, numberRows, textRows } from "./column-rows.ts";
import { type DataPageHeader, definedValues, flatRows, pageContent } from "./data-page.ts";
import type { LevelShape } from "./levels.ts";
import type { CodecName } from "./metadata.ts";
import { gathered, ownMemoryOf, packColumn, type PackedColumn } from "./packed-column.ts";
import { valueColumn } from "./page-values.ts";

/** What a thread takes for a page is a few times as much. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_VALUES = 1024 * 1024;

/** Whether a page is worth the way, and small enough to be decoded as a whole. */
export function isWorthMoving({ plainBytes, values }: DataPageHeader, leastBytes: number): boolean {
  return plainBytes >= leastBytes && plainBytes <= MOST_BYTES && values <= MOST_VALUES;
}

export interface PageToDecode extends PageTransfer {
  readonly format: "parquet";
  readonly header: DataPageHeader;
  readonly codec: CodecName;
  readonly element: SchemaElement;
  readonly shape: LevelShape;
  /** How many entries the column's dictionary has. */
  readonly entries: number | undefined;
  readonly stored: Uint8Array<ArrayBuffer>;
}

export interface DecodedPage extends PageTransfer {
  readonly format: "parquet";
  /** Numbers, texts or indexes. */
  readonly column: PackedColumn<undefined>;
  readonly memory: readonly ArrayBuffer[];
}

/**
 * All rows of a page. Undefined where they cannot be decoded, or become neither numbers, texts nor indexes: who asked decodes it
 * itself, a few rows at a time, and comes to the failure, if there is one, at the row at which it is.
 */
export function decodeMovedPage(page: PageToDecode): DecodedPage | undefined {
  const { header, codec, element, shape, entries, stored } = page;
  try {
    const column = valueColumn(element);
    const dictionary = entries === undefined ? undefined : dictionaryOf(Array.from({ length: entries }, () => null));
    const content = pageContent(asBuffer(stored), header, codec, shape);
    const { values } = definedValues(content, header, { shape, column }, dictionary);
    const rows = flatRows(values, content.levels, shape)(header.values);
    if (column.errors.found || rows.length !== header.values) return undefined;
    return ownPage(rows, stored.buffer);
  } catch {
    return undefined;
  }
}

/** The rows with memory that can move; undefined where they are cells. */
function ownPage(rows: ColumnRows, notOwn: ArrayBuffer): DecodedPage | undefined {
  const form = rows.form();
  const packed = form.kind === "texts" ? form : packColumn(rows, () => undefined);
  if (packed.kind === "cells") return undefined;
  const own = ownMemoryOf(packed);
  // A page that is stored as it is lies in memory that goes back.
  if (own !== undefined && !own.includes(notOwn)) return { format: "parquet", column: packed, memory: own };
  const { columns, memory } = gathered([packed]);
  const [column = packed] = columns;
  return { format: "parquet", column, memory: [memory] };
}

/** What the rows take. */
export function sizeOfDecoded({ memory }: DecodedPage): number {
  return memory.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** Undefined where they refer to a dictionary that is not there. */
export function rowsOfDecoded({ column }: DecodedPage, dictionary: Dictionary | undefined): ColumnRows | undefined {
  switch (column.kind) {
    case "numbers":
      return numberRows(column.numbers);
    case "texts":
      return textRows(column);
    case "dictionary":
      return dictionary === undefined ? undefined : dictionaryRows(column.indexes, dictionary);
    case "cells":
      return undefined;
    default:
      return column satisfies never;
  }
}
