// One column of one row group to its rows, page by page: no more than a page is decoded at a time.
import { crc32 } from "node:zlib";
import { assembleLists } from "hyparquet/src/assemble.js";
import type { PageDecoder } from "../../contracts/page-decoder.ts";
import type { PageMemory } from "../../contracts/page-memory.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";
import type { Cell, Levels } from "./cell.ts";
import { type ColumnRows, type Dictionary, dictionaryOfRows, joinedRows, plainRows } from "./column-rows.ts";
import type { ChunkPages } from "./chunks.ts";
import { unpackPage } from "./codecs.ts";
import { type DataPageHeader, definedValues, flatRows, type PageContent, pageContent } from "./data-page.ts";
import { messageOf, Unsupported } from "./failures.ts";
import type { Leaf } from "./fields.ts";
import { type LevelShape, levelShape, type PageLevels } from "./levels.ts";
import { type PageHeader, pageHeaderAt } from "./page-header.ts";
import type { PageBuffer, PageBuffers } from "./page-buffers.ts";
import { pageBytes } from "./page-memory.ts";
import { type DecodedPage, isWorthMoving, type PageToDecode, rowsOfDecoded, sizeOfDecoded } from "./page-transfer.ts";
import { plainValues, type ValueColumn, valueColumn, type Values } from "./page-values.ts";
import type { CellErrors } from "./texts.ts";
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
  /** No more is taken: what it holds is only for the rows so far. */
  close(): void;
}

interface Reading {
  readonly leaf: Leaf;
  readonly shape: LevelShape;
  readonly pages: ChunkPages;
  readonly bytes: ColumnBytes;
  readonly memory: PageMemory;
  readonly column: ValueColumn;
  readonly buffers: PageBuffers;
  /** Of the page that is at hand. */
  buffer: PageBuffer;
  dictionaryBuffer: PageBuffer;
  /** Decodes pages elsewhere, as long as it can. */
  decoder: PageDecoder | undefined;
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

export interface ColumnToRead {
  readonly leaf: Leaf;
  readonly pages: ChunkPages;
  readonly bytes: ColumnBytes;
  readonly memory: PageMemory;
  readonly buffers: PageBuffers;
  readonly decoder: PageDecoder | undefined;
}

/** @throws Error when the annotation of the column cannot be read */
export function columnReader({ leaf, pages, bytes, memory, buffers, decoder }: ColumnToRead): ColumnReader {
  const { start } = bytes.range;
  const reading: Reading = {
    leaf,
    shape: levelShape(leaf),
    pages,
    bytes,
    memory,
    column: valueColumn(leaf.element),
    buffers,
    buffer: buffers.forPage(),
    dictionaryBuffer: buffers.forPage(),
    decoder,
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
    close() {
      reading.buffer.release();
      reading.dictionaryBuffer.release();
    },
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
  if (reading.shape.isFlat) {
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
  const content = await bytes.pieces(start, end);
  reading.at = end;
  const shape = { isFlat: reading.shape.isFlat, hasLevels: reading.shape.maxDefinition > 0 };
  await reading.memory.take(header.kind === "dictionary" ? reading.column : reading, pageBytes(header, shape));
  if (header.crc !== undefined && content.reduce((crc, piece) => crc32(piece, crc), 0) !== header.crc)
    throw new Error("its bytes do not fit its checksum");
  const rows = await movedPage(reading, header, content);
  if (rows === undefined) decodePage(reading, header, content);
  else {
    countValues(reading, rows.length);
    reading.flat = { left: rows.length, next: inSlices(rows) };
  }
  if (reading.seen >= pages.values) bytes.close();
}

/** The rows of a page that another thread has decoded; undefined where it is to be decoded here. */
async function movedPage(
  reading: Reading,
  header: PageHeader,
  stored: readonly Buffer[],
): Promise<ColumnRows | undefined> {
  const { leaf, shape, decoder, dictionary, column, memory } = reading;
  const isData = header.kind === "data" || header.kind === "data-v2";
  if (decoder === undefined || !isData || !shape.isFlat || column.type === "BOOLEAN") return undefined;
  if (!isWorthMoving(header, decoder.leastBytes)) return undefined;
  const decoded = await decoder.decode({
    name: `page ${reading.page.number} of column ${leaf.name}`,
    toTransfer: (memoryFor): PageToDecode => ({
      format: "parquet",
      header,
      codec: reading.pages.codec,
      element: leaf.element,
      shape,
      entries: dictionary?.length,
      stored: copied(stored, memoryFor(header.storedBytes), header.storedBytes),
    }),
  });
  const page = decoded as DecodedPage | undefined;
  const rows = page === undefined ? undefined : rowsOfDecoded(page, dictionary);
  if (page === undefined || rows === undefined) {
    // The next pages will be like this one.
    reading.decoder = undefined;
    return undefined;
  }
  try {
    await memory.take(reading, sizeOfDecoded(page));
    return rows;
  } catch {
    // As a whole it is too much beside the other columns: here it is decoded a few rows at a time.
    return undefined;
  }
}

function copied(pieces: readonly Buffer[], memory: ArrayBuffer, length: number): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(memory, 0, length);
  pieces.reduce((at, piece) => (copy.set(piece, at), at + piece.length), 0);
  return copy;
}

/** The bytes of a page as they are stored. What is unpacked from them takes none of them along. */
function joined({ pages, buffers }: Reading, header: PageHeader, pieces: readonly Buffer[]): Buffer {
  const isUnpacked = pages.codec !== "UNCOMPRESSED" && (header.kind !== "data-v2" || header.isCompressed);
  if (isUnpacked) return buffers.joined(pieces);
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
}

function inSlices(rows: ColumnRows): Values {
  let at = 0;
  return (n) => {
    at += n;
    return rows.slice(at - n, at);
  };
}

function decodePage(reading: Reading, header: PageHeader, pieces: readonly Buffer[]): void {
  const { column, buffers } = reading;
  const { codec } = reading.pages;
  switch (header.kind) {
    case "dictionary": {
      reading.dictionaryBuffer.release();
      reading.dictionaryBuffer = buffers.forPage();
      const stored = joined(reading, header, pieces);
      const plain = unpackPage(stored, header.plainBytes, codec, reading.dictionaryBuffer.take);
      reading.dictionary = dictionaryOfRows(plainValues(plain, header.values, column)(header.values));
      return;
    }
    case "data":
    case "data-v2": {
      if (header.values === 0) return;
      reading.buffer.release();
      reading.buffer = buffers.forPage();
      const stored = joined(reading, header, pieces);
      addRows(reading, header, pageContent(stored, header, codec, reading.shape, reading.buffer.take));
      return;
    }
    case "other":
      return;
    default:
      header satisfies never;
  }
}

function addRows(reading: Reading, header: DataPageHeader, content: PageContent): void {
  const { leaf, shape, dictionary } = reading;
  countValues(reading, header.values);
  const { defined, values } = definedValues(content, header, reading, dictionary, reading.buffer.take);
  const { levels } = content;
  if (shape.isFlat) {
    reading.flat = { left: header.values, next: flatRows(values, levels, shape) };
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

function countValues(reading: Reading, count: number): void {
  const { values } = reading.pages;
  reading.seen += count;
  if (reading.seen > values)
    throw new Error(`with it the column has more than the ${values} values that it should have`);
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
