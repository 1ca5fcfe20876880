import type { SetAsideMessage } from "./ledger.ts";
import type { ObjectInfo } from "./object-info.ts";

/** The outcomes of some messages. */
export interface NotifiedBatch {
  /** The objects as they are in the bucket now; each once. */
  readonly objects: readonly ObjectInfo[];
  /** Messages that nobody understands, to be kept. */
  readonly setAside: readonly SetAsideMessage[];
  readonly counts: NoticeCounts;
  /** Takes the messages from the queue; to be called once the ledger has all of the above. */
  done(): Promise<void>;
}

export interface NoticeCounts {
  readonly messages: number;
  /** S3's own test events. */
  readonly tests: number;
  /** Notices of an object that another notice of the batch names too. */
  readonly duplicates: number;
  /** Objects that were deleted before they were looked up. */
  readonly deleted: number;
  /** Other events, and keys outside of the prefix or the filterPattern. */
  readonly passedOver: number;
  readonly setAside: number;
  /** Messages left in the queue because their objects could not be looked at. */
  readonly postponed: number;
  /** Messages about objects of other buckets, given back to the queue. */
  readonly foreign: number;
}
