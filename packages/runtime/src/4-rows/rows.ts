// An opened file and the converter's settings to batches of rows, whatever the format.
import type { ConverterSettings, FormatSettings } from "@heddle/compiler";
import { type FailurePlace, StageFailure } from "../contracts/stage-failure.ts";
import type { RowBatch } from "../contracts/row-batch.ts";
import { DEFAULT_LIMITS, ROWS_PER_BATCH } from "../settings/limits.ts";
import { ROW_FORMATS } from "./formats.gen.ts";
import type { ReadLimits, RowFormat, RowInput } from "./row-format.ts";
import { spoolToFile } from "./spool.ts";

export interface RowOptions {
  readonly settings: Pick<ConverterSettings, "fileType"> & FormatSettings;
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
  /** The most bytes of values that a format may make of the file; default: that of `maxUnpackedBytes`. */
  readonly maxValueBytes?: number;
  /** Shared by the files that are read at once; absent: this one has its own. */
  readonly pageMemory?: ReadLimits["pageMemory"];
  /** Decodes pages on other threads; absent: all is done on this one. */
  readonly decoder?: ReadLimits["decoder"];
  /** Whether the shared memory, or that of `memoryWithHeadroom`, before a chunk of the stream may be written to. */
  readonly hasHeadroom?: boolean;
  /** Whether a batch may have more rows than `maxRowsPerBatch`, of which it learns when it is asked, or told. */
  readonly framesLater?: boolean;
  /** Whether a batch is done with when the next one is asked for, so that memory can be used again. */
  readonly reusesMemory?: boolean;
  /** Whether the memory of the stream is read into again, and never garbage. */
  readonly isReused?: boolean;
  readonly place: FailurePlace;
  readonly signal?: AbortSignal;
}

/**
 * The rows of a file in its order, in bounded batches. A row that cannot be read is a RowError in its place. A stream of a
 * format that is read by ranges is spooled to a temporary file first, which is removed at the end.
 * @throws StageFailure of scope "object" when the file as a whole cannot be read (on).
 */
export async function* readRows(input: RowInput, options: RowOptions): AsyncGenerator<RowBatch> {
  const limits: ReadLimits = {
    maxRowBytes: options.maxRowBytes ?? DEFAULT_LIMITS.maxRowBytes,
    maxRowsPerBatch: options.maxRowsPerBatch ?? ROWS_PER_BATCH,
    maxBatchBytes: options.maxBatchBytes ?? 4 * 1024 * 1024,
    maxValueBytes: options.maxValueBytes ?? DEFAULT_LIMITS.maxUnpackedBytes,
    ...(options.pageMemory === undefined ? {} : { pageMemory: options.pageMemory }),
    ...(options.decoder === undefined ? {} : { decoder: options.decoder }),
    place: options.place,
    hasHeadroom: options.hasHeadroom ?? false,
    reusesMemory: options.reusesMemory ?? false,
    framesLater: options.framesLater ?? false,
    isReused: options.isReused ?? false,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.columns === undefined ? {} : { columns: options.columns }),
    ...(options.rowGroups === undefined ? {} : { rowGroups: options.rowGroups }),
  };
  const { settings } = options;
  const format: RowFormat = ROW_FORMATS[settings.fileType];
  if (format.access === "stream") {
    yield* format.read(streamOf(input, limits), settings, limits);
    return;
  }
  if (input.kind === "ranges") {
    yield* format.read(input, settings, limits);
    return;
  }
  await using spooled = await spoolToFile(input.bytes, limits.signal);
  yield* format.read(spooled.input, settings, limits);
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

/** Why rows of a converter's files go by values, without a full stop; undefined where its format has them as bytes. */
export function whyByValues(settings: RowOptions["settings"]): string | undefined {
  const format: RowFormat = ROW_FORMATS[settings.fileType];
  if (format.whyByValues === undefined) return `${settings.fileType} is mapped by values`;
  return format.whyByValues(settings);
}
