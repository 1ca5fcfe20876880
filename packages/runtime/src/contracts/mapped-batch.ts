import type { RowPaths } from "./byte-mapping.ts";
import type { DriftPiece } from "./drift.ts";
import type { RowCounts } from "./row-counts.ts";
import type { Delivery, EventLines, RejectedRow } from "./sink.ts";

export interface RowContext {
  readonly bucket: string;
  readonly key: string;
  /** The instant that time operators see, in milliseconds since the epoch. */
  readonly now: number;
}

export interface MapContext extends RowContext {
  /** So many rows from the first of the batch are looked at for the drift report. */
  readonly sample: number;
  /** Whether the keys of deduplication are asked for. */
  readonly keys: boolean;
  /** Events as lines of bytes, which can move to another thread, or one by one with their values. */
  readonly form: "lines" | "events";
  /** Whether lines may lie in memory that the batch after the next one is written to. */
  readonly borrows?: boolean;
}

/** Plain data, so that it can come from another thread. One of `lines` and `events` is there. */
export interface MappedBatch {
  /** Of this batch alone. */
  readonly counts: RowCounts;
  /** In the order of the rows. */
  readonly rejects: readonly RejectedRow[];
  readonly lines?: EventLines;
  /** Whether the bytes of the lines are not the caller's, but lie in memory that the batch after the next one is written to. */
  readonly isBorrowed?: boolean;
  readonly events?: readonly Pick<Delivery, "row" | "event" | "json">[];
  /** `KEY_BYTES` of each event, one after another, where they were asked for and any event has a key. */
  readonly keys?: Uint8Array<ArrayBuffer>;
  /** Which way the rows took, where some went as bytes. */
  readonly paths?: RowPaths;
  readonly drift: DriftPiece;
  /** How many events have a time. */
  readonly timed: number;
  /** How many events have an `insert_id`. */
  readonly withInsertId: number;
  /** The first event that lost its time. */
  readonly lostTime?: { readonly row: number; readonly message: string };
}
