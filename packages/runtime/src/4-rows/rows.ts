// An opened file and the converter's settings to batches of rows, whatever the format.
import type { ConverterSettings } from "@heddle/compiler";
import { type FailurePlace, StageFailure } from "../contracts/stage-failure.ts";
import type { RowBatch } from "../contracts/row-batch.ts";
import { DEFAULT_LIMITS, ROWS_PER_BATCH } from "../source/limits.ts";
import type { ParquetPart } from "./parquet/read-parquet.ts";
import { readCsv } from "./csv/read-csv.ts";
import { readJsonLines } from "./json/read-json-lines.ts";
import { spoolToFile } from "./spool.ts";

/** The plain (decompressed) bytes of a file: in one go, or by ranges. */
export type RowInput =
  | { readonly kind: "stream"; readonly bytes: AsyncIterable<Uint8Array> }
  | {
      readonly kind: "ranges";
      readonly size: number;
      /** The bytes from `start` up to but not including `end`. */
      read(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array>;
    };

export interface RowOptions {
  readonly settings: Pick<ConverterSettings, "fileType" | "csv">;
  /** The top-level keys that the converter reads; undefined: all. Others may be left out of a row, and numbers in them may have lost digits. */
  readonly columns?: readonly string[];
  /** Of a Parquet file, only these row groups (see `parquetParts`), in the file's order; undefined: all. */
  readonly rowGroups?: readonly number[];
  /** A longer row is set aside; default: that of {@link DEFAULT_LIMITS}. */
  readonly maxRowBytes?: number;
  /** Default: {@link ROWS_PER_BATCH}. */
  readonly maxRowsPerBatch?: number;
  /** 4 MiB unless set; a batch of one row may be larger. */
  readonly maxBatchBytes?: number;
  /** Whether chunks of a stream that lie in shared memory may be written to in front of them. */
  readonly hasHeadroom?: boolean;
  readonly place: FailurePlace;
  readonly signal?: AbortSignal;
}

/** The options with nothing left open, as the readers of the formats take them. */
export interface ReadLimits {
  readonly maxRowBytes: number;
  readonly maxRowsPerBatch: number;
  readonly maxBatchBytes: number;
  readonly hasHeadroom?: boolean;
  readonly place: FailurePlace;
  readonly signal?: AbortSignal;
  readonly columns?: readonly string[];
  readonly rowGroups?: readonly number[];
}

/**
 * The rows of a file in its order, in bounded batches. A row that cannot be read is a RowError in its place. Parquet is read
 * by ranges: a stream of it is spooled to a temporary file first, which is removed at the end.
 * @throws StageFailure of scope "object" when the file as a whole cannot be read (on).
 */
export async function* readRows(input: RowInput, options: RowOptions): AsyncGenerator<RowBatch> {
  const limits: ReadLimits = {
    maxRowBytes: options.maxRowBytes ?? DEFAULT_LIMITS.maxRowBytes,
    maxRowsPerBatch: options.maxRowsPerBatch ?? ROWS_PER_BATCH,
    maxBatchBytes: options.maxBatchBytes ?? 4 * 1024 * 1024,
    place: options.place,
    hasHeadroom: options.hasHeadroom ?? false,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.columns === undefined ? {} : { columns: options.columns }),
    ...(options.rowGroups === undefined ? {} : { rowGroups: options.rowGroups }),
  };
  const { fileType } = options.settings;
  switch (fileType) {
    case "json":
      yield* readJsonLines(streamOf(input, limits), limits);
      return;
    case "csv":
      yield* readCsv(streamOf(input, limits), options.settings.csv, limits);
      return;
    case "parquet": {
      // Only those who read Parquet wait for its libraries to load.
      const { readParquet } = await import("./parquet/read-parquet.ts");
      if (input.kind === "ranges") {
        yield* readParquet(input, limits);
        return;
      }
      await using spooled = await spoolToFile(input.bytes, limits.signal);
      yield* readParquet(spooled.input, limits);
      return;
    }
    default:
      fileType satisfies never;
  }
}

/**
 * The row groups of a Parquet file, each of which can be read by itself with `rowGroups`, and by several readers at once.
 * @throws StageFailure as {@link readRows}
 */
export async function parquetParts(
  input: Extract<RowInput, { kind: "ranges" }>,
  options: Pick<RowOptions, "place" | "signal">,
): Promise<readonly ParquetPart[]> {
  const parquet = await import("./parquet/read-parquet.ts");
  return parquet.parquetParts(input, options);
}

/** How much a file that could be read by ranges is read at once when it is read in one go. */
const STREAM_STEP = 4 * 1024 * 1024;

async function* streamOf(input: RowInput, limits: ReadLimits): AsyncGenerator<Uint8Array> {
  if (input.kind === "stream") {
    for await (const chunk of input.bytes) {
      limits.signal?.throwIfAborted();
      yield chunk;
    }
    return;
  }
  for (let start = 0; start < input.size; start += STREAM_STEP) {
    const end = Math.min(start + STREAM_STEP, input.size);
    const bytes = await input.read(start, end, limits.signal);
    if (bytes.length !== end - start) {
      throw new StageFailure({
        code: "rows/short-read",
        place: limits.place,
        message: `asked for bytes ${start} to ${end}, got ${bytes.length}`,
        hint: "try again; the file may have changed while it was read",
      });
    }
    yield bytes;
  }
}
