// The parts that an ingest job is composed of; each can be replaced by your own.
import type { StepName } from "./job-report.ts";
import type { Dict, EventVerdict, MappedRow } from "@heddle/compiler";
import type { NotifiedBatch } from "./notified-batch.ts";
import type { ObjectInfo } from "./object-info.ts";
import type { ObjectBytes, OpenedObject } from "./opened-object.ts";
import type { ByteMapping } from "./byte-mapping.ts";
import type { RowBatch } from "./row-batch.ts";
import type { RejectedRow, Sink } from "./sink.ts";
import type { Deduplicator } from "./deduplicator.ts";
import type { FailurePlace } from "./stage-failure.ts";
import type { KeptConverter, Ledger, ObjectFinding, SourceIdentity } from "./ledger.ts";
import type { PageDecoder } from "./page-decoder.ts";
import type { FileBlocks, MappingPool } from "./mapping-pool.ts";

/** Where objects come from. */
export interface ObjectSource {
  readonly identity: SourceIdentity;
  /** Pages of the objects to ingest; each call lists them again. `onFinding` is called with what is odd about what was passed over. */
  scan(signal: AbortSignal, onFinding?: (finding: ObjectFinding) => void): AsyncIterable<readonly ObjectInfo[]>;
  /** Batches of objects from notifications, until the signal aborts; `onPoll` is called after each answer of the queue. Scans find what it misses. */
  watch?(signal: AbortSignal, onPoll?: () => void): AsyncIterable<NotifiedBatch>;
  /** The object with this key as it is now; undefined where there is none, or the source does not take it. @throws StageFailure. */
  find?(key: string, signal: AbortSignal): Promise<ObjectInfo | undefined>;
  open(object: ObjectInfo, signal: AbortSignal): OpenedObject;
}

export interface RowsContext {
  readonly place: FailurePlace;
  readonly signal: AbortSignal;
  /** Memory to read into, where other threads map the rows; those who do not use it give batches that are copied. */
  readonly blocks?: FileBlocks;
  /** Decodes pages of columnar files on other threads. */
  readonly decoder?: PageDecoder;
  /** The same items; measures a step's time. */
  readonly measure?: <T>(step: StepName, items: AsyncIterable<T>) => AsyncIterable<T>;
  /** Whether a batch is done with when the next one is asked for: then its memory may be read into again. */
  readonly reusesMemory?: boolean;
}

/** From an opened object to its rows: decompression and format. */
export type RowsOf = (object: ObjectBytes, context: RowsContext) => AsyncIterable<RowBatch>;

export interface Mapper {
  /** SHA-256 of the converter's text, in hex: which converter made the events of an object. */
  readonly hash: string;
  /** The converter's text, which the ledger keeps with its hash. */
  readonly text?: string;
  /** The top-level columns that the converter reads; absent: it reads rows as a whole. */
  readonly columns?: readonly string[];
  /** Whether the converter maps a `time`: then a file none of whose events has one fails (D). */
  readonly mapsTime?: boolean;
  /** The place in the converter of the key that a rule is about, by the rule's code; kept with the rows that it rejects. */
  readonly placeOf?: (rule: string) => RejectedRow["converter"];
  /** One for each row, in order; may be lazy. The caller reads all of them, once. */
  map(batch: RowBatch, now: number): Iterable<MappedRow>;
}

export interface RowPlace {
  readonly bucket: string;
  readonly key: string;
  readonly row: number;
}

/** The rules that an event must keep; pure. */
export interface RowChecks {
  /** `lostTime`: why the event has no time, where its row has one. */
  check(event: Dict, place: RowPlace, lostTime?: string): EventVerdict;
}

/** The parts that a converter decides. */
export type ConverterParts = Pick<JobParts, "rows" | "mapper" | "checks" | "bytes">;

/** What happens where rows are rejected. */
export interface SetAsidePolicy {
  readonly action: "skip-row" | "skip-file" | "stop";
  /** How many rejected rows of a file are allowed. */
  readonly afterRows?: number;
  /** The same as a share of the file's rows, from 0 to 1. */
  readonly afterShare?: number;
}

/** What is left out has the default of `jobSettings`. */
export interface JobSettings {
  /** Nothing is ingested before the converter made an event of a row of a real object. */
  readonly testFirst?: boolean;
  readonly objectsAtOnce?: number;
  readonly maxAttempts?: number;
  /** An object whose error may pass is tried again for so long, however many attempts that takes. */
  readonly retryForMs?: number;
  /** An object over which so many workers died, each holding it alone, is given up. */
  readonly maxSoloCrashes?: number;
  /** Objects are worked on in the order of their last change, whatever happens. */
  readonly keepOrder?: boolean;
  readonly leaseMs?: number;
  readonly scanMs?: number;
  /** Time between two beats. */
  readonly beatMs?: number;
  readonly maxObjectBytes?: number;
  readonly setAside?: SetAsidePolicy;
  /** How many rows of an object may be set aside whatever the policy, and how many bytes they may take. */
  readonly maxSetAsideRows?: number;
  readonly maxSetAsideBytes?: number;
  /** The clock of time operators and timings, in milliseconds since the epoch. */
  readonly clock?: () => number;
}

export interface JobParts {
  readonly source: ObjectSource;
  readonly rows: RowsOf;
  readonly mapper: Mapper;
  readonly checks: RowChecks;
  /** How rows are mapped as bytes; absent: all go by values. */
  readonly bytes?: ByteMapping;
  readonly sink: Sink;
  readonly ledger: Ledger;
  /** Drops events that were delivered before; absent: the sink does that, or nobody. */
  readonly dedup?: Deduplicator;
  /** Of an earlier converter, for objects that were found while it was in force; absent: the parts above map all objects. */
  readonly earlier?: (converter: KeptConverter) => Promise<ConverterParts>;
  /**
   * Of an earlier converter, and today's for the rows of which the earlier one makes no event; absent: objects cannot be completed.
   * @throws StageFailure where the two read files differently.
   */
  readonly completing?: (converters: readonly KeptConverter[]) => Promise<ConverterParts>;
  /** Maps and checks parts of files on other threads, by the converter's text; absent: all is done on this thread, by `mapper` and `checks`. */
  readonly pool?: MappingPool;
  readonly settings?: JobSettings;
}
