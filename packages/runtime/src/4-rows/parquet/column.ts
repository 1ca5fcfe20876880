// One column of one row group to its rows, page by page: no more than a page is decoded at a time.
import { crc32 } from "node:zlib";
import { assembleLists } from "hyparquet/src/assemble.js";
import type { PageMemory } from "../../contracts/page-memory.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";
import type { Cell, Levels } from "./cell.ts";
import { type ColumnRows, type Dictionary, dictionaryOf, joinedRows, plainRows } from "./column-rows.ts";
import type { ChunkPages } from "./chunks.ts";
import { unpackPage } from "./codecs.ts";
import { messageOf, Unsupported } from "./failures.ts";
import type { Leaf } from "./fields.ts";
import { countOf, isFlat, levelsOfPage, levelsOfPageV2, type PageLevels } from "./levels.ts";
import { type DataPage, MAX_PAGE_BYTES, type PageHeader, pageHeaderAt } from "./page-header.ts";
import { pageValues, plainValues, type ValueColumn, valueColumn, type Values } from "./page-values.ts";
import type { CellErrors } from "./texts.ts";
import { pageBytes } from "./page-memory.ts";
import type { ColumnBytes } from "./windows.ts";

export interface ColumnReader {
  readonly leaf: Leaf;
  /** Whether a row error is among the rows that were taken. */
  readonly errors: CellErrors;
  /**
   * The next `count` rows. Fewer only when the column ends.
   * @throws Error that names the page
   */
  take(count: number): Promise<ColumnRows>;
}

interface Reading {
  readonly leaf: Leaf;
  readonly isFlat: boolean;
  readonly pages: ChunkPages;
  readonly bytes: ColumnBytes;
  readonly memory: PageMemory;
  readonly column: ValueColumn;
  /** Where the next page begins. */
  at: number;
  /** The page that is at hand, from 0, and where it begins. */
  page: { readonly number: number; readonly at: number };
  /** Values of the pages so far, nulls counted. */
  seen: number;
  dictionary: Dictionary | undefined;
  /** Of a nested column: the rows of the page that is at hand, and how many of them were taken. */
  rows: Levels[];
  taken: number;
  /** Of a flat column: what is left of the page that is at hand. */
  flat: { left: number; readonly next: Values };
}

/** @throws Error when the annotation of the column cannot be read */
export function columnReader(leaf: Leaf, pages: ChunkPages, bytes: ColumnBytes, memory: PageMemory): ColumnReader {
  const { start } = bytes.range;
  const reading: Reading = {
    leaf,
    isFlat: isFlat(leaf),
    pages,
    bytes,
    memory,
    column: valueColumn(leaf.element),
    at: start,
    page: { number: -1, at: start },
    seen: 0,
    dictionary: undefined,
    rows: [],
    taken: 0,
    flat: { left: 0, next: () => plainRows([]) },
  };
  return {
    leaf,
    errors: reading.column.errors,
    async take(count) {
      try {
        return await takeRows(reading, count);
      } catch (error) {
        if (error instanceof StageFailure) throw error;
        const { number, at } = reading.page;
        const what = `page ${number} (at byte ${at}): ${messageOf(error)}`;
        throw error instanceof Unsupported
          ? new Unsupported(what, { cause: error })
          : new Error(what, { cause: error });
      }
    },
  };
}

async function takeRows(reading: Reading, count: number): Promise<ColumnRows> {
  const parts: ColumnRows[] = [];
  let taken = 0;
  while (taken < count) {
    const more = ready(reading, count - taken);
    if (more !== undefined) {
      parts.push(more);
      taken += more.length;
    } else if (reading.seen < reading.pages.values) await readPage(reading);
    else break;
  }
  return joinedRows(parts);
}

/** The next rows of the page that is at hand, `most` at most; undefined where another page must be read first. */
function ready(reading: Reading, most: number): ColumnRows | undefined {
  const { flat, rows, leaf } = reading;
  if (reading.isFlat) {
    const n = Math.min(most, flat.left);
    if (n === 0) return undefined;
    flat.left -= n;
    return flat.next(n);
  }
  // The last row of a repeated column may go on in the next page.
  const isOpen = reading.seen < reading.pages.values && leaf.maxRepetition > 0;
  const n = Math.max(0, Math.min(most, rows.length - reading.taken - (isOpen ? 1 : 0)));
  if (n === 0) return undefined;
  reading.taken += n;
  return plainRows(rows.slice(reading.taken - n, reading.taken));
}

async function readPage(reading: Reading): Promise<void> {
  const { bytes, pages } = reading;
  reading.page = { number: reading.page.number + 1, at: reading.at };
  const { header, size } = await pageHeaderAt(bytes, reading.at, pages.codec);
  const start = reading.at + size;
  const end = start + header.storedBytes;
  const content = (await bytes.at(start, end)).subarray(0, header.storedBytes);
  reading.at = end;
  const shape = { isFlat: reading.isFlat, hasLevels: reading.leaf.maxDefinition > 0 };
  await reading.memory.take(header.kind === "dictionary" ? reading.column : reading, pageBytes(header, shape));
  if (header.crc !== undefined && crc32(content) !== header.crc) throw new Error("its bytes do not fit its checksum");
  decodePage(reading, header, content);
  if (reading.seen >= pages.values) bytes.close();
}

function decodePage(reading: Reading, header: PageHeader, stored: Buffer): void {
  const { leaf, column } = reading;
  const { codec } = reading.pages;
  switch (header.kind) {
    case "dictionary": {
      const plain = unpackPage(stored, header.plainBytes, codec);
      reading.dictionary = dictionaryOf(
        plainValues(plain, header.values, column)(header.values).levels() as readonly Cell[],
      );
      return;
    }
    case "data": {
      if (header.values === 0) return;
      const plain = unpackPage(stored, header.plainBytes, codec);
      const levels = levelsOfPage(plain, header, leaf);
      addRows(reading, plain.subarray(levels.end), header, levels);
      return;
    }
    case "data-v2": {
      if (header.values === 0) return;
      const levels = levelsOfPageV2(stored, header, leaf);
      const values = stored.subarray(levels.end);
      const plain = header.isCompressed ? unpackPage(values, header.plainBytes - levels.end, codec) : values;
      addRows(reading, plain, header, levels);
      return;
    }
    case "other":
      return;
    default:
      header satisfies never;
  }
}

function addRows(reading: Reading, plain: Uint8Array, page: DataPage, levels: PageLevels): void {
  const { leaf, pages, column, dictionary } = reading;
  const { maxDefinition } = leaf;
  const { definitions } = levels;
  const count = page.values;
  reading.seen += count;
  if (reading.seen > pages.values)
    throw new Error(`with it the column has more than the ${pages.values} values that it should have`);
  const defined = definitions === undefined ? count : countOf(definitions, maxDefinition, 0, count);
  const values = pageValues(plain, page.encoding, defined, column, dictionary, MAX_PAGE_BYTES);
  if (reading.isFlat) {
    const next = definitions === undefined ? values : withNulls(values, definitions, maxDefinition);
    reading.flat = { left: count, next };
    return;
  }
  reading.rows = assembled(
    reading.rows.slice(reading.taken),
    values(defined).levels() as readonly Cell[],
    levels,
    leaf,
  );
  reading.taken = 0;
}

/** hyparquet's assembly takes plain arrays, and trusts the levels. @throws Error when they contradict each other */
function assembled(waiting: Levels[], cells: readonly Cell[], levels: PageLevels, leaf: Leaf): Levels[] {
  const { maxDefinition, maxRepetition, schemaPath } = leaf;
  const definitions = Array.from(levels.definitions ?? []);
  const repetitions = Array.from(levels.repetitions ?? []);
  try {
    if (definitions.some((level) => level > maxDefinition) || repetitions.some((level) => level > maxRepetition))
      throw new RangeError("a level beyond the schema's");
    return assembleLists(waiting, definitions, repetitions, [...cells], [...schemaPath] as SchemaPath) as Levels[];
  } catch (error) {
    throw new Error("its levels do not fit its schema", { cause: error });
  }
}

/** hyparquet does not change the path. */
type SchemaPath = Parameters<typeof assembleLists>[4];

/** The values of a flat column with its nulls between them. */
function withNulls(values: Values, definitions: Uint32Array, maxDefinition: number): Values {
  let at = 0;
  return (n) => {
    const start = at;
    at += n;
    const rows = values(countOf(definitions, maxDefinition, start, at));
    return rows.length === n ? rows : rows.spread(definitions, start, at, maxDefinition);
  };
}
