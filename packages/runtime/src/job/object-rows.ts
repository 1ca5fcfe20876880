// From an opened object to its rows, by the file type and compression that the converter names.
import type { ConverterSettings, InputPath, Program } from "@heddle/compiler";
import { decompress } from "../3-decompress/decompress.ts";
import { sniff, SNIFFED_BYTES } from "../3-decompress/magic.ts";
import { ROW_FORMATS } from "../4-rows/formats.gen.ts";
import { sharedPageMemory } from "../4-rows/parquet/page-memory.ts";
import { createBlocks } from "../4-rows/blocks.ts";
import { reusedPieces } from "../4-rows/reused-pieces.ts";
import { readRows } from "../4-rows/rows.ts";
import type { RowsOf } from "../contracts/job-parts.ts";
import type { ObjectBytes } from "../contracts/opened-object.ts";
import { DEFAULT_LIMITS, type Limits, WATCHED_ROWS_PER_BATCH } from "../settings/limits.ts";
import type { FileBlocks } from "../contracts/mapping-pool.ts";

/** A format that is read by ranges is so where the object is not compressed as a whole; everything else is read as a stream. */
export function objectRows(
  program: Pick<Program, "settings" | "inputPaths"> & Partial<Pick<Program, "maxUnguardedRowBytes">>,
  limits: Partial<Pick<Limits, "maxUnpackedBytes" | "maxRowBytes" | "rowsPerBatch">> = {},
): RowsOf {
  const { settings } = program;
  const { access } = ROW_FORMATS[settings.fileType];
  const { maxRowBytes, maxUnpackedBytes: maxBytes, rowsPerBatch } = { ...DEFAULT_LIMITS, ...limits };
  const columns = columnsOf(program.inputPaths);
  const isWatched = (program.maxUnguardedRowBytes ?? Infinity) < Infinity;
  const maxRowsPerBatch = rowsPerBatch ?? (isWatched ? WATCHED_ROWS_PER_BATCH : undefined);
  const options = {
    settings,
    ...(columns === undefined ? {} : { columns }),
    maxRowBytes,
    maxValueBytes: maxBytes,
    pageMemory: sharedPageMemory(),
    ...(maxRowsPerBatch === undefined ? {} : { maxRowsPerBatch }),
  };
  const ownBlocks = createBlocks("own", FREE_BLOCKS);
  return async function* (object, context) {
    const { place, signal, blocks, decoder, reusesMemory, measure = (_step, items) => items } = context;
    const ofObject = { ...options, place, signal, ...(decoder === undefined ? {} : { decoder }) };
    if (access === "ranges" && (await isReadable(object, settings))) {
      const ranges = { kind: "ranges", size: object.size, read: object.read } as const;
      yield* readRows(ranges, { ...ofObject, reusesMemory: reusesMemory === true });
      return;
    }
    const isReused = access === "stream" && (blocks !== undefined || reusesMemory === true);
    const decompressing = { maxBytes, place, signal, reusesMemory: isReused };
    const pieces =
      isReused && blocks === undefined
        ? await reusedPieces(object, settings.compressionType, decompressing)
        : undefined;
    const bytes = pieces ?? measure("decompress", decompress(object.stream(), settings.compressionType, decompressing));
    if (!isReused) {
      // A time limit has a cost for each batch: worth it for many rows at once.
      yield* readRows({ kind: "stream", bytes: isWatched ? inLargePieces(bytes) : bytes }, ofObject);
      return;
    }
    const framesLater = blocks === undefined && maxRowsPerBatch === undefined;
    const ofFile = blocks ?? ownBlocks.forFile();
    const stream = pieces ?? inBlocks(bytes, ofFile);
    // What comes from a decoder or the network leaves garbage all the same.
    const ofStream = { hasHeadroom: true, framesLater, isReused: pieces !== undefined };
    yield* readRows({ kind: "stream", bytes: stream }, { ...ofObject, ...ofStream });
    if (blocks === undefined) ofFile.end();
  };
}

/** As many as four objects at once, the default, read into by turns: memory that is new costs more than what is read into it. */
const FREE_BLOCKS = 12;

/** Whether the object is in its format as it is stored; with `auto` its first bytes decide. */
async function isReadable(
  object: ObjectBytes,
  { fileType, compressionType }: Pick<ConverterSettings, "fileType" | "compressionType">,
): Promise<boolean> {
  if (compressionType !== "auto") return compressionType === "none";
  return sniff(await object.read(0, Math.min(SNIFFED_BYTES, object.size))) === fileType;
}

/** The top-level keys that a converter reads; undefined where it reads the row as a whole. */
export function columnsOf(paths: readonly InputPath[]): readonly string[] | undefined {
  const columns = new Set<string>();
  for (const [column] of paths) {
    if (column === undefined) return undefined;
    columns.add(column);
  }
  return [...columns];
}

/** For a batch that is watched over: with four times as much at once a job takes twice the memory, and is no faster. */
const LARGE_PIECE = 256 * 1024;

/** The same bytes in pieces of at least {@link LARGE_PIECE}, except the last. */
async function* inLargePieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    pieces.push(piece);
    length += piece.length;
    if (length < LARGE_PIECE) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(pieces);
}

/** The same bytes in pieces that each fill a block, except the last, with {@link HEADROOM} before them. */
async function* inBlocks(bytes: AsyncIterable<Uint8Array>, blocks: FileBlocks): AsyncGenerator<Uint8Array> {
  const { headroom } = blocks;
  let block: ArrayBufferLike | undefined;
  let filled = headroom;
  for await (const piece of bytes) {
    for (let from = 0; from < piece.length;) {
      block ??= blocks.take();
      const part = piece.subarray(from, from + block.byteLength - filled);
      new Uint8Array(block, filled).set(part);
      filled += part.length;
      from += part.length;
      if (filled < block.byteLength) continue;
      blocks.use(block);
      yield Buffer.from(block, headroom);
      block = undefined;
      filled = headroom;
    }
  }
  if (block === undefined) return;
  blocks.use(block);
  yield Buffer.from(block, headroom, filled - headroom);
}
