// The runtime half of a file format: how plain bytes become rows, and how batches of rows go to another thread and back.
import type { FileType, FormatSettings } from "@heddle/compiler";
import type { RowBatch, TransferBatch } from "../contracts/row-batch.ts";
import type { PageDecoder, PageTransfer } from "../contracts/page-decoder.ts";
import type { SharedPageMemory } from "../contracts/page-memory.ts";
import type { FailurePlace } from "../contracts/stage-failure.ts";

/** Plain bytes that can be read from anywhere. */
export interface Ranges {
  readonly kind: "ranges";
  readonly size: number;
  /** The bytes from `start` up to but not including `end`. */
  read(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/** The plain (decompressed) bytes of a file: in one go, or by ranges. */
export type RowInput = { readonly kind: "stream"; readonly bytes: AsyncIterable<Uint8Array> } | Ranges;

/** What a reader keeps to, with nothing left open. */
export interface ReadLimits {
  readonly maxRowBytes: number;
  readonly maxRowsPerBatch: number;
  readonly maxBatchBytes: number;
  /** The most bytes of values that a format may make of the file. */
  readonly maxValueBytes: number;
  /** Shared by the files that are read at once; absent: this one has its own. */
  readonly pageMemory?: SharedPageMemory;
  /** Decodes pages on other threads; absent: all is done on this one. */
  readonly decoder?: PageDecoder;
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
  /** The top-level keys that the converter reads; undefined: all. */
  readonly columns?: readonly string[];
  /** Of a Parquet file, only these row groups, in the file's order. */
  readonly rowGroups?: readonly number[];
}

/** `stream`: reads from the first byte to the last. `ranges`: jumps; a stream is spooled to a temporary file first. */
type Reader =
  | {
      readonly access: "stream";
      read(bytes: AsyncIterable<Uint8Array>, settings: FormatSettings, limits: ReadLimits): AsyncIterable<RowBatch>;
    }
  | {
      readonly access: "ranges";
      read(input: Ranges, settings: FormatSettings, limits: ReadLimits): AsyncIterable<RowBatch>;
    };

/** Takes what `toTransfer` of the format's batches made, on whichever thread. */
export interface TransferOpener<Transfer extends TransferBatch = TransferBatch> {
  open(transfer: Transfer): RowBatch;
}

export type RowFormat<Transfer extends TransferBatch = TransferBatch> = Reader & {
  /** Why rows of such files go by values, whatever the converter, without a full stop; undefined where batches have `byteRows`. Absent: all do. */
  whyByValues?(settings: FormatSettings): string | undefined;
  /** The memory that moves with a transfer; what sent it loses it. Shared memory does not move. */
  transferListOf(transfer: Transfer): ArrayBuffer[];
  /** `columns`: the top-level keys that the converter reads; undefined: all. */
  createOpener(columns: readonly string[] | undefined): TransferOpener<Transfer>;
  /** Absent: other threads decode no pages. */
  readonly pages?: RowPages;
};

/** How pages of a format go to another thread and come back. */
interface RowPages {
  /** On that thread; undefined where the page is to be decoded where it came from. */
  decode(page: PageTransfer): Promise<PageTransfer | undefined>;
  /** The memory that moves with a page, there or back. */
  transferListOf(page: PageTransfer): readonly ArrayBuffer[];
}

/** One half for each format of the compiler's list. */
export type RowFormats = {
  readonly [Name in FileType]: RowFormat<TransferBatch & { readonly format: Name }>;
};

export function defineRowFormat<Transfer extends TransferBatch>(format: RowFormat<Transfer>): RowFormat<Transfer> {
  return format;
}
