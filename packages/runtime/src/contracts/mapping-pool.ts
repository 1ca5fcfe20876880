// Other threads that map parts of files, and the memory that those are read into.
import type { MapContext, MappedBatch } from "./mapped-batch.ts";
import type { PageTransfer, StoredPage } from "./page-decoder.ts";
import type { TransferBatch } from "./row-batch.ts";

/** The blocks of one file. */
export interface FileBlocks {
  /** Bytes at the start of a block that stay free, for the start of a row that began in the previous block. */
  readonly headroom: number;
  /** A free block. */
  take(): ArrayBufferLike;
  /** The rows that are read next are in this block. */
  use(block: ArrayBufferLike): void;
  /** Keeps the current block from being reused until the returned function is called. */
  hold(): () => void;
  /** The file has ended; held blocks stay held until they are released. */
  end(): void;
}

export interface Blocks {
  forFile(): FileBlocks;
}

/** A converter, sent before the first part that names its hash. */
export interface ConverterText {
  readonly hash: string;
  readonly text: string;
}

/** Rows of one file that are mapped together. */
export interface FilePart {
  readonly converter: ConverterText;
  /** The rows as data that can be transferred to a thread; called again where a thread died over them. */
  toTransfer(): TransferBatch;
  readonly context: MapContext;
  readonly firstRow: number;
}

/** A page of a file, whose rows other threads decode. */
export interface FilePage {
  readonly place: { readonly bucket: string; readonly key: string };
  readonly page: StoredPage;
}

export interface MappingPool {
  /** Bounds the parts between their file and the sink. */
  readonly capacity: {
    /**
     * Resolves with a function that releases the permit. `mayExceed`: whether the caller may go on with all permits taken, because
     * nothing else of its own is under way; asked again at each release.
     */
    acquire(mayExceed: () => boolean): Promise<() => void>;
    /** How many are under way now, and the most that ever were. */
    readonly used: number;
    readonly peak: number;
  };
  /** The memory that parts are read into. */
  readonly blocks: Blocks;
  /** Starts all threads, so that they are ready when the first part comes. */
  start(converter: ConverterText): void;
  /**
   * A part over which a thread dies goes to another thread, once.
   * @throws StageFailure `pipeline/thread-died` of scope "object"; `pipeline/no-thread` of scope "job" where threads cannot be
   * started; the signal's reason, where it aborts.
   */
  map(part: FilePart, signal: AbortSignal): Promise<MappedBatch>;
  /**
   * Decodes a page; undefined where it is to be decoded by who asks.
   * @throws StageFailure, or the signal's reason, as {@link map}
   */
  decode(page: FilePage, signal: AbortSignal): Promise<PageTransfer | undefined>;
  /** Takes memory of lines back for reuse. */
  reuse(memory: ArrayBuffer): void;
  /** Terminates all threads, whatever they are doing. */
  close(): Promise<void>;
}
