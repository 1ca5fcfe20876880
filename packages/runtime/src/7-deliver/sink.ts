// The contract of a sink: the events of one object are delivered all together or not at all.
import type { Dict } from "@heddle/compiler";
import type { ObjectInfo } from "../1-discover/object-info.ts";

/** One event on its way out. */
export interface Delivery {
  /** Its row in the file, from 0. */
  readonly row: number;
  readonly event: Dict;
  /** The event as compact JSON, without a line end. */
  readonly json: string;
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
  /** The row as it stood in the file. */
  readonly raw: string;
}

/** What a commit made visible. */
export interface Delivered {
  readonly events: number;
  readonly rejected: number;
  readonly bytes: number;
  /** Where the output lies, as the sink names places. Events first, rows set aside last. */
  readonly files: readonly string[];
}

/** The output of one object on its way. Calls come one after another; each resolves when it can take more. */
export interface SinkWriter {
  write(events: readonly Delivery[]): Promise<void>;
  reject(rows: readonly RejectedRow[]): Promise<void>;
  /** Makes all of it durable and visible at once. Delivering the same object again must leave each event once. */
  commit(): Promise<Delivered>;
  /** Withdraws what was written. May follow a failed commit; does nothing after a successful one. */
  abort(): Promise<void>;
}

export interface Sink {
  open(object: ObjectInfo): Promise<SinkWriter>;
  close?(): Promise<void>;
}
