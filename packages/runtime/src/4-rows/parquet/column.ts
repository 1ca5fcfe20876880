// One column of one row group to its rows, page by page: no more than a page is decoded at a time.
import { crc32 } from "node:zlib";
import type { ColumnMetaData } from "hyparquet";
import { assembleLists } from "hyparquet/src/assemble.js";
import { parquetHeader } from "hyparquet/src/column.js";
import { decompressPage } from "hyparquet/src/datapage.js";
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from "hyparquet/src/schema.js";
import type { Cell } from "./cells-batch.ts";
import { CODECS } from "./codecs.ts";
import type { Leaf } from "./fields.ts";
import type { Levels } from "./nested.ts";
import { type Encoding, pageValues, plainValues, valueColumn, type Values } from "./page-values.ts";
import { isAll, readBits, readRuns } from "./runs.ts";
import type { CellErrors } from "./texts.ts";
import { thriftEnd } from "./thrift.ts";
import type { ColumnBytes } from "./windows.ts";

type PageHeader = ReturnType<typeof parquetHeader>;

/** Pages of real files have megabytes; a header that claims more is broken, or wants our memory. */
const MAX_PAGE_BYTES = 256 * 1024 * 1024;
const MAX_PAGE_VALUES = 32 * 1024 * 1024;

/** What a page's header is looked for in at first. */
const HEADER_BYTES = 16 * 1024;

export interface ColumnReader {
  readonly leaf: Leaf;
  /** Whether a row error is among the rows that were taken. */
  readonly errors: CellErrors;
  /** The next `count` rows: cells for a flat column, nested lists for others. Fewer only when the column ends. */
  take(count: number): Promise<readonly Levels[]>;
}

export function columnReader(leaf: Leaf, meta: ColumnMetaData, bytes: ColumnBytes): ColumnReader {
  const maxDefinition = getMaxDefinitionLevel(leaf.schemaPath);
  const maxRepetition = getMaxRepetitionLevel(leaf.schemaPath);
  const isRepeated = maxRepetition > 0;
  const isFlat = leaf.schemaPath.length === 2 && !isRepeated;
  const column = valueColumn(leaf.element, meta.type);
  const total = Number(meta.num_values);

  let at = bytes.range.start;
  let seen = 0;
  let dictionary: readonly Cell[] | undefined;
  let rows: Levels[] = [];
  let taken = 0;
  let flat: { left: number; readonly next: (n: number) => readonly Levels[] } = { left: 0, next: () => [] };

  const readPage = async (): Promise<void> => {
    const { header, size } = await headerAt(bytes, at);
    const length = checkSizes(header, meta.codec);
    const page = await bytes.at(at + size, at + size + length);
    at += size + length;
    const content = page.subarray(0, length);
    if (header.crc !== undefined && crc32(content) !== header.crc >>> 0)
      throw new Error("a page's bytes do not fit its checksum");
    decodePage(header, content);
    if (seen >= total) bytes.close();
  };

  const decodePage = (header: PageHeader, page: Uint8Array): void => {
    switch (header.type) {
      case "DICTIONARY_PAGE": {
        const plain = decompressPage(page, header.uncompressed_page_size, meta.codec, CODECS);
        const count = header.dictionary_page_header?.num_values ?? 0;
        dictionary = plainValues(plain, count, column)(count);
        return;
      }
      case "DATA_PAGE": {
        const data = header.data_page_header;
        if (data === undefined) throw new Error("a page without its header");
        if (data.num_values === 0) return;
        const plain = decompressPage(page, header.uncompressed_page_size, meta.codec, CODECS);
        const repetitions = levelsWithLength(plain, 0, maxRepetition, data.num_values, data.repetition_level_encoding);
        const definitions = levelsWithLength(
          plain,
          repetitions.end,
          maxDefinition,
          data.num_values,
          data.definition_level_encoding,
          isFlat,
        );
        addRows(plain.subarray(definitions.end), data, definitions.levels, repetitions.levels);
        return;
      }
      case "DATA_PAGE_V2": {
        const data = header.data_page_header_v2;
        if (data === undefined) throw new Error("a page without its header");
        if (data.num_values === 0) return;
        const valuesAt = data.repetition_levels_byte_length + data.definition_levels_byte_length;
        if (
          !(
            data.repetition_levels_byte_length >= 0 &&
            data.definition_levels_byte_length >= 0 &&
            valuesAt <= page.length
          )
        )
          throw new Error("levels longer than their page");
        const repetitions =
          maxRepetition === 0
            ? undefined
            : readRuns(page, 0, data.repetition_levels_byte_length, bitWidth(maxRepetition), data.num_values);
        const definitions =
          maxDefinition === 0
            ? undefined
            : readDefinitions(page, data.repetition_levels_byte_length, valuesAt, data.num_values);
        const stored = page.subarray(valuesAt);
        const plain =
          data.is_compressed === false
            ? stored
            : decompressPage(stored, header.uncompressed_page_size - valuesAt, meta.codec, CODECS);
        addRows(plain, data, definitions, repetitions);
        return;
      }
      case "INDEX_PAGE":
        return;
      default:
        throw new Error("a page of an unknown type");
    }
  };

  /** None where every value of a flat column is there. */
  const readDefinitions = (page: Uint8Array, start: number, end: number, count: number): Uint32Array | undefined =>
    isFlat && isAll(page, start, end, maxDefinition, count)
      ? undefined
      : readRuns(page, start, end, bitWidth(maxDefinition), count);

  const addRows = (
    plain: Uint8Array,
    page: { readonly num_values: number; readonly encoding: Encoding },
    definitions: Uint32Array | undefined,
    repetitions: Uint32Array | undefined,
  ): void => {
    const count = page.num_values;
    seen += count;
    if (seen > total) throw new Error(`its pages have more than the ${total} values that it has`);
    const defined = definitions === undefined ? count : countOf(definitions, maxDefinition, 0, count);
    const values = pageValues(plain, page.encoding, defined, column, dictionary, MAX_PAGE_BYTES);
    if (isFlat) {
      flat = { left: count, next: definitions === undefined ? values : withNulls(values, definitions, maxDefinition) };
      return;
    }
    // The last row of a repeated column may go on in the next page.
    rows = assembled(rows.slice(taken), values(defined), definitions, repetitions, leaf);
    taken = 0;
  };

  /** The next rows of the page that is at hand, `most` at most; none where another page must be read first. */
  const ready = (most: number): readonly Levels[] => {
    if (isFlat) {
      const n = Math.min(most, flat.left);
      if (n === 0) return [];
      flat.left -= n;
      return flat.next(n);
    }
    const n = Math.max(0, Math.min(most, rows.length - taken - (seen < total && isRepeated ? 1 : 0)));
    taken += n;
    return rows.slice(taken - n, taken);
  };

  return {
    leaf,
    errors: column.errors,
    async take(count) {
      let parts = ready(count);
      while (parts.length < count) {
        const more = ready(count - parts.length);
        if (more.length > 0) parts = parts.length === 0 ? more : parts.concat(more);
        else if (seen < total) await readPage();
        else break;
      }
      return parts;
    },
  };
}

/** hyparquet's assembly takes plain arrays. */
function assembled(
  waiting: Levels[],
  cells: readonly Cell[],
  definitions: Uint32Array | undefined,
  repetitions: Uint32Array | undefined,
  leaf: Leaf,
): Levels[] {
  const list = (levels: Uint32Array | undefined): number[] => (levels === undefined ? [] : Array.from(levels));
  return assembleLists(waiting, list(definitions), list(repetitions), [...cells], leaf.schemaPath) as Levels[];
}

interface ReadLevels {
  readonly levels: Uint32Array | undefined;
  readonly end: number;
}

/** Levels of a page of version 1: four bytes of length, then the runs. */
function levelsWithLength(
  plain: Uint8Array,
  start: number,
  max: number,
  count: number,
  encoding: string,
  isFlat = false,
): ReadLevels {
  if (max === 0) return { levels: undefined, end: start };
  if (encoding === "BIT_PACKED") return bitPackedLevels(plain, start, bitWidth(max), count);
  const from = start + 4;
  const end = from + viewOf(plain).getUint32(start, true);
  if (end > plain.length) throw new Error("levels longer than their page");
  return {
    levels:
      isFlat && isAll(plain, from, end, max, count) ? undefined : readRuns(plain, from, end, bitWidth(max), count),
    end,
  };
}

/** As writers of old made them: bits alone, without a length. */
function bitPackedLevels(plain: Uint8Array, start: number, width: number, count: number): ReadLevels {
  return { levels: readBits(plain, start, width, count), end: start + Math.ceil((count * width) / 8) };
}

function bitWidth(max: number): number {
  return 32 - Math.clz32(max);
}

function countOf(levels: Uint32Array, wanted: number, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i += 1) {
    if (levels[i] === wanted) count += 1;
  }
  return count;
}

/** The values of a flat column with its nulls between them. */
function withNulls(values: Values, definitions: Uint32Array, maxDefinition: number): Values {
  let at = 0;
  return (n) => {
    const start = at;
    at += n;
    const cells = values(countOf(definitions, maxDefinition, start, at));
    if (cells.length === n) return cells;
    const rows: Cell[] = [];
    let next = 0;
    for (let i = start; i < at; i += 1) {
      if (definitions[i] === maxDefinition) {
        rows.push(cells[next] ?? null);
        next += 1;
      } else rows.push(null);
    }
    return rows;
  };
}

/** A page's header has no length of its own: it is parsed from what is at hand, and from more when that was too little. */
async function headerAt(bytes: ColumnBytes, at: number): Promise<{ header: PageHeader; size: number }> {
  for (let length = HEADER_BYTES; ; length *= 8) {
    const end = Math.min(at + length, bytes.range.end);
    if (end <= at) throw new Error("the column ends before its last value");
    const held = await bytes.at(at, end);
    try {
      const size = thriftEnd(held, 0);
      return { header: parquetHeader({ view: viewOf(held.subarray(0, size)), offset: 0 }), size };
    } catch (error) {
      if (end === bytes.range.end) throw error;
    }
  }
}

/** How many times its size a page can become, in codecs that take memory for it before they begin. */
const MOST_GROWTH: Readonly<Partial<Record<ColumnMetaData["codec"], number>>> = {
  UNCOMPRESSED: 1,
  SNAPPY: 32,
  LZ4: 256,
  LZ4_RAW: 256,
};

/** The stored length of the page's content. */
function checkSizes(header: PageHeader, codec: ColumnMetaData["codec"]): number {
  const { compressed_page_size: stored, uncompressed_page_size: plain } = header;
  if (!(stored >= 0 && stored <= MAX_PAGE_BYTES && plain >= 0 && plain <= MAX_PAGE_BYTES)) {
    throw new Error(`unsupported page size: ${stored} bytes, ${plain} uncompressed`);
  }
  const growth = MOST_GROWTH[codec];
  if (growth !== undefined && plain > growth * stored + 64)
    throw new Error(`a page of ${stored} bytes cannot become ${plain}`);
  const values =
    header.data_page_header?.num_values ??
    header.data_page_header_v2?.num_values ??
    header.dictionary_page_header?.num_values ??
    0;
  if (!(values >= 0 && values <= MAX_PAGE_VALUES)) throw new Error(`a page claims ${values} values`);
  return stored;
}

function viewOf(bytes: Uint8Array): DataView<ArrayBuffer> {
  return new DataView(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
}
