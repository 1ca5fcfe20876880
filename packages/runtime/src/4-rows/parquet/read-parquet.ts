// A Parquet file by ranges to batches of rows: row group by row group, and only the columns that are asked for.
import type { PageMemory } from "../../contracts/page-memory.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";
import type { RowBatch } from "../../contracts/row-batch.ts";
import { dictsOfColumns } from "../make-row.ts";
import type { Ranges, ReadLimits } from "../row-format.ts";
import { type LastByte, lastBytes, openChunk } from "./chunks.ts";
import { type ColumnReader, columnReader } from "./column.ts";
import { corrupt, messageOf, Unsupported, unsupported } from "./failures.ts";
import { fieldsOf, type Leaf } from "./fields.ts";
import { readFooter } from "./footer.ts";
import type { ParquetMetadata, RowGroup } from "./metadata.ts";
import { type FieldRows, type FileFields, parquetBatch } from "./parquet-batch.ts";
import { type PageBuffers, pageBuffers } from "./page-buffers.ts";
import { sharedPageMemory } from "./page-memory.ts";
import { batchesOf, rowSizes, sumOf, tooLongBatch } from "./row-sizes.ts";
import { type ColumnBytes, columnWindows } from "./windows.ts";

/** A row group: what of a Parquet file can be read apart from the rest. */
export interface ParquetPart {
  /** Its place among the file's row groups, from 0. */
  readonly rowGroup: number;
  /** The number of its first row in the file. */
  readonly firstRow: number;
  readonly rows: number;
  /** What its columns take in the file, all of them. */
  readonly storedBytes: number;
}

/**
 * The row groups that have rows, in the file's order. Each can be read by itself with `limits.rowGroups`, by several readers at once.
 * @throws StageFailure as {@link readParquet}
 */
export async function parquetParts(
  input: Ranges,
  limits: Pick<ReadLimits, "place" | "signal">,
): Promise<readonly ParquetPart[]> {
  return input.size === 0 ? [] : partsOf(await readFooter(input, limits), limits).filter(({ rows }) => rows > 0);
}

/**
 * Rows as dicts of the top-level fields in `limits.columns`, or of all; a field that the file does not have is not in the dict,
 * a NULL is null. Of two fields with the same name the last one counts. Values: see `converterOf`. `raw` is the row's JSON, of
 * the fields that were read. `limits.rowGroups` picks row groups; rows keep the numbers that they have in the file.
 * Memory: a page and two windows of each column, 64 MiB for the windows of all together, of which a third is for the next row
 * group, and one batch. Each reader has its own: what reads several files at once takes that as often.
 * @throws StageFailure `rows/not-parquet`, `rows/truncated`, `rows/parquet-corrupt`, `rows/parquet-unsupported`.
 */
export async function* readParquet(input: Ranges, limits: ReadLimits): AsyncGenerator<RowBatch> {
  if (input.size === 0) return;
  const metadata = await readFooter(input, limits);
  const wanted = wantedFields(metadata, limits);
  const lastByte = lastBytes(metadata, input);
  const picked = limits.rowGroups === undefined ? undefined : new Set(limits.rowGroups);
  const parts = partsOf(metadata, limits).filter(({ rowGroup, rows }) => rows > 0 && picked?.has(rowGroup) !== false);
  // The columns of a row group take the place of those of the one before.
  const open = (part: ParquetPart | undefined): OpenGroup | undefined => {
    const group = part === undefined ? undefined : metadata.rowGroups[part.rowGroup];
    if (part === undefined || group === undefined) return undefined;
    const memory = shared.open();
    opened.push(memory);
    return openGroup({ input, wanted, lastByte, group, part, limits, memory, buffers });
  };
  const shared = limits.pageMemory ?? sharedPageMemory();
  const opened: PageMemory[] = [];
  const buffers = pageBuffers(limits.reusesMemory === true);
  const values: ValueCount = { bytes: 0 };
  let next: OpenGroup | undefined;
  try {
    for (const [k, part] of parts.entries()) {
      const group = next ?? open(part);
      next = undefined;
      if (group === undefined) continue;
      yield* readGroup(group, wanted, values, limits, () => {
        try {
          next = open(parts[k + 1]);
          for (const bytes of next?.windows ?? []) bytes.prefetch();
        } catch {
          // What is wrong with it is told when it is its turn.
        }
      });
      group.memory.close();
    }
  } finally {
    for (const memory of opened) memory.close();
  }
}

/** The values of the file so far. */
interface ValueCount {
  bytes: number;
}

/** A file without columns holds rows that nothing but a number speaks for. */
const MAX_ROWS_WITHOUT_COLUMNS = 1_000_000;

function partsOf({ rowGroups }: ParquetMetadata, { place }: Pick<ReadLimits, "place">): readonly ParquetPart[] {
  let firstRow = 0;
  return rowGroups.map(({ rows, columns }, rowGroup) => {
    const most = columns.length === 0 ? MAX_ROWS_WITHOUT_COLUMNS : Number.MAX_SAFE_INTEGER;
    if (!(rows >= 0 && firstRow + rows <= most)) throw corrupt(place, `row group ${rowGroup} claims ${rows} rows`);
    const storedBytes = columns.reduce((sum, chunk) => sum + (chunk.storedBytes ?? 0), 0);
    const part = { rowGroup, firstRow, rows, storedBytes };
    firstRow += rows;
    return part;
  });
}

function wantedFields(metadata: ParquetMetadata, limits: ReadLimits): FileFields {
  const wanted = limits.columns === undefined ? undefined : new Set(limits.columns);
  try {
    const all = fieldsOf(metadata);
    const fields = all.filter(({ name }) => wanted?.has(name) ?? true);
    return {
      fields,
      all: all.flatMap(({ leaves }) => leaves),
      names: all.map(({ name }) => name),
      dicts: dictsOfColumns(fields.map(({ name }, index) => ({ name, index }))),
    };
  } catch (error) {
    throw corrupt(limits.place, `its schema is broken (${messageOf(error)})`, error);
  }
}

interface OpenGroup {
  readonly part: ParquetPart;
  readonly readers: readonly ColumnReader[];
  readonly windows: readonly ColumnBytes[];
  readonly memory: PageMemory;
  readonly buffers: PageBuffers;
  /** Rows of a batch. */
  readonly step: number;
}

interface GroupToOpen {
  readonly input: Ranges;
  readonly wanted: FileFields;
  readonly lastByte: LastByte;
  readonly group: RowGroup;
  readonly part: ParquetPart;
  readonly limits: ReadLimits;
  readonly memory: PageMemory;
  readonly buffers: PageBuffers;
}

function openGroup({ input, wanted: file, lastByte, group, part, limits, memory, buffers }: GroupToOpen): OpenGroup {
  const index = part.rowGroup;
  const wanted = file.fields.flatMap((field) => field.leaves);
  // Where no column is read, nothing would notice a wrong count.
  const leaves = wanted.length > 0 ? wanted : smallestLeaf(file, group);
  if (group.columns.some(({ values = part.rows }) => values < part.rows))
    throw corrupt(limits.place, `row group ${index} claims more rows than its columns have`);
  const groupPlace = { group, index, size: input.size, lastByte, place: limits.place };
  const chunks = leaves.map((leaf) => openChunk(leaf, groupPlace));
  const ranges = chunks.map(({ range }) => range);
  const windows = columnWindows(input, ranges, limits);
  const readers = chunks.map(({ leaf, pages }, i): ColumnReader => {
    const bytes = windows[i];
    if (bytes === undefined) throw new RangeError("a column without its place");
    try {
      return columnReader({ leaf, pages, bytes, memory, buffers, decoder: limits.decoder });
    } catch (error) {
      throw columnFailure(error, leaf, index, limits);
    }
  });
  const plainBytes = chunks.reduce((sum, { pages }) => sum + pages.plainBytes, 0);
  return { part, readers, windows, memory, buffers, step: batchRows(plainBytes, part.rows, limits) };
}

/** `onRead` is called once, when all of its bytes have been asked for. */
async function* readGroup(
  { part, readers, windows, buffers, step }: OpenGroup,
  file: FileFields,
  values: ValueCount,
  limits: ReadLimits,
  onRead: () => void,
): AsyncGenerator<RowBatch> {
  const { firstRow, rowGroup: index, rows: total } = part;
  let isRead = false;
  for (let done = 0; done < total; done += step) {
    // Who asks for more is done with the batches so far.
    buffers.recycle();
    const count = Math.min(step, total - done);
    const place = { ...limits.place, row: firstRow + done };
    const columns = await Promise.all(readers.map((reader) => takeRows(reader, count, index, { ...limits, place })));
    if (!isRead && windows.every((bytes) => bytes.isRead())) {
      isRead = true;
      onRead();
    }
    let next = 0;
    const rows = file.fields.map((field): FieldRows => {
      const own = columns.slice(next, next + field.leaves.length);
      next += field.leaves.length;
      return { field, leaves: own };
    });
    limits.signal?.throwIfAborted();
    const sizes = rowSizes(columns, count);
    const size = sumOf(sizes);
    values.bytes += size;
    if (values.bytes > limits.maxValueBytes) throw tooLarge(limits);
    const hasErrors = readers.some(({ errors }) => errors.found);
    const withErrors = hasErrors ? { ...file, dicts: undefined, hasErrors } : file;
    for (const [from, to] of batchesOf(sizes, limits)) {
      const cut = from === 0 && to === count ? rows : rowsBetween(rows, from, to);
      const tooLong = sizes.slice(from, to).some((size) => size > limits.maxRowBytes);
      yield guarded(
        () =>
          tooLong
            ? tooLongBatch(firstRow + done + from, limits)
            : parquetBatch(cut, to - from, firstRow + done + from, (size * (to - from)) / count, withErrors),
        index,
        { ...limits, place },
      );
    }
  }
  for (const reader of readers) reader.close();
}

function rowsBetween(rows: readonly FieldRows[], from: number, to: number): readonly FieldRows[] {
  return rows.map(({ field, leaves }) => ({ field, leaves: leaves.map((leaf) => leaf.slice(from, to)) }));
}

function tooLarge({ maxValueBytes, place }: ReadLimits): StageFailure {
  return new StageFailure({
    code: "rows/too-large",
    place,
    message: `the values of the Parquet file have more than ${maxValueBytes} bytes, which is all that is allowed`,
    hint: "split it, or raise `limits.maxUnpackedBytes`",
  });
}

function smallestLeaf({ all }: FileFields, group: RowGroup): readonly Leaf[] {
  const sizeOf = ({ index }: Leaf): number => group.columns[index]?.storedBytes ?? 0;
  return all.toSorted((a, b) => sizeOf(a) - sizeOf(b)).slice(0, 1);
}

async function takeRows(
  reader: ColumnReader,
  count: number,
  group: number,
  limits: ReadLimits,
): ReturnType<ColumnReader["take"]> {
  try {
    const rows = await reader.take(count);
    if (rows.length === count) return rows;
    throw new Error(`it ends before its row group does`);
  } catch (error) {
    if (error instanceof StageFailure || limits.signal?.aborted === true) throw error;
    throw columnFailure(error, reader.leaf, group, limits);
  }
}

function columnFailure(error: unknown, leaf: Leaf, group: number, { place }: ReadLimits): StageFailure {
  const what = `column ${leaf.name} of row group ${group}: ${messageOf(error)}`;
  if (error instanceof Unsupported)
    return unsupported(place, what, "write it with another codec or encoding, and pages of usual sizes", error);
  return corrupt(place, what, error);
}

function guarded(make: () => RowBatch, group: number, limits: ReadLimits): RowBatch {
  try {
    return make();
  } catch (error) {
    throw corrupt(limits.place, `row group ${group}: ${messageOf(error)}`, error);
  }
}

/** As many rows as fit a batch, by the average of the row group. */
function batchRows(plainBytes: number, rows: number, limits: ReadLimits): number {
  const most = Math.floor(limits.maxBatchBytes / Math.max(1, plainBytes / rows));
  return Math.max(1, Math.min(limits.maxRowsPerBatch, most));
}
