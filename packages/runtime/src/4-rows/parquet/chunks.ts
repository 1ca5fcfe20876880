// The chunk of a column in a row group to where its bytes lie and how its pages are stored, or to the failure that says why it cannot be read.
import type { FailurePlace } from "../../contracts/stage-failure.ts";
import { corrupt, unsupported } from "./failures.ts";
import type { Leaf } from "./fields.ts";
import type { Ranges } from "../row-format.ts";
import type { Chunk, ChunkContent, ParquetMetadata, RowGroup } from "./metadata.ts";
import type { ByteRange } from "./windows.ts";

/** What a Parquet file starts with. */
const MAGIC_BYTES = 4;

/** How the pages of a chunk are stored. */
export type ChunkPages = Extract<ChunkContent, { kind: "pages" }>;

export interface OpenChunk {
  readonly leaf: Leaf;
  readonly pages: ChunkPages;
  readonly range: ByteRange;
}

/** Where at the latest the bytes of a chunk end that starts at `start`. */
export type LastByte = (group: RowGroup, start: number) => number;

/**
 * Old writers left the header of a dictionary out of the size of its column (IMPALA-694, PARQUET-816): it may end so much
 * later, as long as it does not run into what comes next.
 */
const DICTIONARY_HEADER_BYTES = 100;

/** A chunk ends where the next one of its row group or another row group starts, or the file ends. */
export function lastBytes({ rowGroups }: ParquetMetadata, { size }: Pick<Ranges, "size">): LastByte {
  const sorted = new Map<RowGroup, readonly number[]>();
  const startsIn = (group: RowGroup): readonly number[] => {
    const starts = sorted.get(group) ?? group.columns.flatMap(({ start }) => start ?? []).toSorted((a, b) => a - b);
    sorted.set(group, starts);
    return starts;
  };
  const groupStarts = rowGroups
    .map(({ columns }) => columns.reduce((first, { start = size }) => Math.min(first, start), size))
    .toSorted((a, b) => a - b);
  return (group, start) => Math.min(firstAfter(startsIn(group), start) ?? size, firstAfter(groupStarts, start) ?? size);
}

function firstAfter(sorted: readonly number[], value: number): number | undefined {
  let from = 0;
  for (let to = sorted.length; from < to;) {
    const middle = (from + to) >> 1;
    if ((sorted[middle] ?? 0) > value) to = middle;
    else from = middle + 1;
  }
  return sorted[from];
}

/** Where a chunk is looked for. */
export interface GroupPlace {
  readonly group: RowGroup;
  /** The place of the group in the file, from 0. */
  readonly index: number;
  /** Of the file. */
  readonly size: number;
  readonly lastByte: LastByte;
  readonly place: FailurePlace;
}

/** @throws StageFailure `rows/parquet-corrupt` or `rows/parquet-unsupported` when its pages cannot be read */
export function openChunk(leaf: Leaf, groupPlace: GroupPlace): OpenChunk {
  const { place, group, index } = groupPlace;
  const where = `column ${leaf.name} of row group ${index}`;
  const chunk = chunkOf(leaf, group);
  if (chunk === undefined) throw corrupt(place, `${where}: its row group says nothing about it`);
  const { content } = chunk;
  switch (content.kind) {
    case "unsupported":
      throw unsupported(place, `${where}: ${content.what}`, content.hint);
    case "corrupt":
      throw corrupt(place, `${where}: ${content.what}`);
    case "pages": {
      const { type = leaf.element.type } = content;
      if (type !== leaf.element.type)
        throw corrupt(place, `${where}: its type is ${type}, in the schema ${leaf.element.type}`);
      return { leaf, pages: content, range: rangeOf(chunk, content.hasDictionary, where, groupPlace) };
    }
    default:
      return content satisfies never;
  }
}

/** By its place, or, where a writer stored the columns in another order, by its path. */
function chunkOf(leaf: Leaf, { columns }: RowGroup): Chunk | undefined {
  const there = columns[leaf.index];
  if (there?.path === undefined || there.path === leaf.name) return there;
  return columns.find(({ path }) => path === leaf.name) ?? there;
}

function rangeOf(
  { start, storedBytes = 0 }: Chunk,
  hasDictionary: boolean,
  where: string,
  { group, size, lastByte, place }: GroupPlace,
): ByteRange {
  if (start === undefined) throw corrupt(place, `${where}: the place of its first page is missing`);
  if (start < MAGIC_BYTES || start > size) throw corrupt(place, `${where}: it starts at byte ${start} of ${size}`);
  const last = lastByte(group, start);
  const end = storedBytes === 0 ? last : start + storedBytes;
  if (end < start || end > size) throw corrupt(place, `${where}: it ends at byte ${end} of ${size}`);
  return { start, end: hasDictionary ? Math.max(end, Math.min(last, end + DICTIONARY_HEADER_BYTES)) : end };
}
