import type { DedupSession } from "../contracts/deduplicator.ts";
import type { Claim, LedgerError } from "../contracts/ledger.ts";
import type { ObjectInfo } from "../contracts/object-info.ts";
import { noRows, type RowCounts } from "../contracts/row-counts.ts";
import { type DriftSample, sampleDrift } from "../5-map/drift.ts";
import type { MappedBatch } from "../contracts/mapped-batch.ts";
import { measureSteps, type Steps } from "./steps.ts";

/** What is known of an object while it is ingested. */
export interface ObjectWork {
  readonly object: ObjectInfo;
  readonly counts: RowCounts;
  readonly steps: Steps;
  /** Bytes read from S3. */
  bytes: number;
  /** About what the rows set aside take. */
  setAsideBytes: number;
  /** The first row that was set aside. */
  firstRejected: LedgerError | undefined;
  drift: DriftSample;
  dedup: DedupSession | undefined;
  /** A commit was begun, now or in an earlier attempt, and nobody knows how it ended. */
  mayBeDelivered: boolean;
  /** Events that have a time. */
  timed: number;
  /** The first event that lost its time. */
  lostTime: MappedBatch["lostTime"];
  /** Set by sinks that send. */
  resent: number | undefined;
}

export function newObjectWork({ object, mayBeDelivered = false }: Claim): ObjectWork {
  return {
    object,
    counts: noRows(),
    steps: measureSteps(),
    bytes: 0,
    setAsideBytes: 0,
    firstRejected: undefined,
    drift: sampleDrift(undefined),
    dedup: undefined,
    mayBeDelivered,
    timed: 0,
    lostTime: undefined,
    resent: undefined,
  };
}
