// The contract of a sink: an object's events become visible together at its commit, or, where a sink sends as it goes, resume after its last acknowledgement.
import type { Dict } from "@heddle/compiler";
import type { ObjectInfo } from "./object-info.ts";

/** One event on its way out. */
export interface Delivery {
  /** Its row in the file, from 0. */
  readonly row: number;
  readonly event: Dict;
  /** The event as compact JSON, without a line end. */
  readonly json: string;
  /** The row that it came from, for a sink that has to set it aside. */
  source?(): { readonly raw: string; readonly offset?: number };
}

/** The events of a batch as lines of JSON in one run of bytes. */
export interface EventLines {
  readonly count: number;
  /** The row that `rows` counts from. */
  readonly firstRow: number;
  /** The row of each event, from `firstRow`. */
  readonly rows: Uint32Array<ArrayBuffer>;
  /** Each event as compact JSON with its line end, in the order of the rows. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The offset in `bytes` at which each line ends, including its line end. */
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** A row whose event the destination will never accept. */
export interface RefusedRow {
  readonly row: number;
  readonly rule: string;
  readonly message: string;
}

/** How far the destination has acknowledged an object; kept in the ledger, for sinks that cannot withdraw what they sent. */
export interface DeliveryProgress {
  /** The acknowledged watermark: rows below it were acknowledged or refused, by this holder of the object or an earlier one. */
  readonly acknowledged: number;
  /** The refused rows of an earlier holder from `from` up to and without `to`. */
  refused(from: number, to: number): Promise<readonly RefusedRow[]>;
  /** Saves a new watermark and further refused rows. Rejects where another holder has the object: the work must stop. */
  save(acknowledged: number, refused: readonly RefusedRow[]): Promise<void>;
}

/** What a sink needs to keep out the late writes of earlier attempts at the object. */
export interface Fencing {
  /** A commit was begun whose end nobody knows: something of it may be there, or still on its way. */
  readonly mayBeDelivered: boolean;
  /** Rejects where another holder has the object: the work must stop. */
  confirm(): Promise<void>;
}

export interface SinkContext {
  /** Aborts when the work on the object must stop. */
  readonly signal: AbortSignal;
  readonly progress: DeliveryProgress;
  /** Absent: nobody else has been at work on the object. */
  readonly fencing?: Fencing;
  /** ETags of other contents of the object, which an attempt that died may have delivered: they go when this one is committed. */
  readonly earlierEtags?: readonly string[];
}

/** A row that is kept because it did not become an event. */
export interface RejectedRow {
  readonly bucket: string;
  readonly key: string;
  /** From 0, in the file's order. */
  readonly row: number;
  /** Where the row starts in the decompressed file, in bytes, where the format has such a place. */
  readonly offset?: number;
  readonly rule: string;
  readonly message: string;
  /** Where in the converter the key is made that the rule speaks of, both counted from 1; absent where that is no single place. */
  readonly converter?: { readonly line: number; readonly column: number };
  /** The row as it is in the file. */
  readonly raw: string;
}

/** The result of a commit. */
export interface Delivered {
  readonly events: number;
  readonly rejected: number;
  readonly bytes: number;
  /** The places of the output, as the sink names them: events first, rejected rows last. */
  readonly files: readonly string[];
  /** Rows that were written and then refused by the destination, by rule; counted in `rejected`, not in `events`. */
  readonly refused?: Readonly<Record<string, number>>;
  readonly firstRefused?: RefusedRow;
  /** Events that were sent more than once because an answer was an error or did not come. */
  readonly resent?: number;
}

/** The output of one object on its way. Calls come one after another; each resolves when it can take more. */
export interface SinkWriter {
  write(events: readonly Delivery[]): Promise<void>;
  /**
   * The same from lines of bytes, for sinks that do not look into events; where it is there, it is called instead of `write`.
   * The bytes are the sink's until the promise resolves, and are then used for others.
   */
  writeLines?(lines: EventLines): Promise<void>;
  reject(rows: readonly RejectedRow[]): Promise<void>;
  /** Makes the whole output durable and visible at once. Delivering the same object again must leave each event once. */
  commit(): Promise<Delivered>;
  /** Withdraws what was written. May follow a failed commit; does nothing after a successful one. */
  abort(): Promise<void>;
}

export interface Sink {
  /** Asked before several processes work. @throws StageFailure of scope "job" where the destination cannot keep late writes out. */
  requireFencing?(): Promise<void>;
  /** Without a context nothing is resumed and nothing aborts the work but `abort`. */
  open(object: ObjectInfo, context?: SinkContext): Promise<SinkWriter>;
  close?(): Promise<void>;
}
