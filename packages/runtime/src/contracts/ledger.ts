// The contract of a ledger: which objects were found, who works on them, and the outcome of each. Entries are never deleted.
import type { ObjectInfo } from "./object-info.ts";
import type { ObjectState } from "./object-states.ts";
import type { DISCOVERY_CODES } from "../codes/ledger.ts";
import type { ColumnKinds, DriftReport } from "./drift.ts";
import type { RowCounts } from "./row-counts.ts";
import type { ClaimStatus } from "./deduplicator.ts";
import type { RefusedRow } from "./sink.ts";

/** What a source is; a ledger that has ingested belongs to one source for good. */
export interface SourceIdentity {
  readonly bucket: string;
  readonly prefix: string;
  readonly region: string;
  readonly roleArn?: string;
}

/** Which rows of a done object go through today's converter again: all, or only those that were set aside. */
export type ReplayScope = "all" | "set-aside";

/** One worker's right to work on one object, until its lease ends. */
export interface Claim {
  readonly id: number;
  readonly object: ObjectInfo;
  /** Grows with every claim of the object: an older holder can settle nothing. */
  readonly fencingToken: number;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  /** How many workers died or fell silent while they held this object and no other. */
  readonly soloCrashes: number;
  /** An earlier attempt began its commit, and nobody recorded its end: its output may be visible, and has to go before the object may fail. */
  readonly mayBeDelivered?: boolean;
  /** ETags of earlier contents at which an attempt was made: it may have delivered them and died before it could say so. */
  readonly earlierEtags?: readonly string[];
  /** The converter that made the events of this version that are already delivered; absent: none are, and the one in force now applies (D). */
  readonly converterHash?: string;
  /** The object was delivered before, and its output is to be replaced. */
  readonly replay?: {
    readonly scope: ReplayScope;
    /** The converter that made the output that is there. */
    readonly converterHash: string;
  };
}

/** Who claims, and under which rules. */
export interface ClaimRequest {
  /** The process, as `ownerOfThisProcess` names it. */
  readonly owner: string;
  /** The run; within one, a failed object is tried again only when `retryAfterMs` allows it. */
  readonly run: string;
  readonly leaseMs: number;
  readonly maxAttempts: number;
  /** A failed object is tried again for so long after its first failure, even when its attempts are used up (default 0). */
  readonly retryForMs?: number;
  /** Only objects that are to be replayed. */
  readonly replaysOnly?: boolean;
  /** Only this object, where it may be worked on. */
  readonly only?: Pick<ObjectInfo, "bucket" | "key">;
  /**
   * True: hand out nothing while any object is claimed, another run lists the bucket, or an older object has failed and will be tried again.
   * Otherwise one over which workers died again and again comes last, to an owner that holds nothing else, who gets nothing else meanwhile.
   */
  readonly keepOrder?: boolean;
  /** How long after a failure the same run tries again, doubled with each attempt; absent: only the next run does. */
  readonly retryAfterMs?: number;
}

export interface LedgerError {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly row?: number;
  readonly retryable: boolean;
}

export interface Settlement {
  readonly outcome: "done" | "failed" | "gone";
  /** Of an outcome other than done: whatever a begun commit may have made visible was withdrawn. */
  readonly withdrawn?: boolean;
  readonly counts: RowCounts;
  /** Bytes read from S3, before decompression. */
  readonly bytesRead: number;
  /** Bytes written by the sink. */
  readonly bytesWritten: number;
  /** SHA-256 of the converter's text, in hex. */
  readonly converterHash: string;
  /** Why it failed; for a done object the first row that was set aside, if any. */
  readonly error?: LedgerError;
  readonly drift?: DriftReport;
  /** The columns of a done object, to compare the next one with. */
  readonly columns?: readonly ColumnKinds[];
}

/** Something worth knowing of an object that stops nothing. */
export interface ObjectFinding {
  readonly bucket: string;
  readonly key: string;
  readonly code: keyof typeof DISCOVERY_CODES;
  readonly message: string;
}

/** A converter that passed on a real object. */
export interface KeptConverter {
  /** SHA-256 of its text, in hex. */
  readonly hash: string;
  readonly text: string;
  /** The key of the object. */
  readonly passedOn: string;
}

/** A message of the queue that could not be understood, and is kept. */
export interface SetAsideMessage {
  readonly id: string;
  readonly body: string;
  readonly reason: string;
}

/** Who wants to list the bucket, and when it is worth it. */
export interface ScanRequest {
  /** The process, as `ownerOfThisProcess` names it, and its run. */
  readonly owner: string;
  readonly run: string;
  readonly leaseMs: number;
  /** Of the converter in force, which decides what is listed: a listing under another one does not count as the last. */
  readonly converterHash: string;
  /** The last listing that came to its end, of whatever process, has to be so long ago (default 0). */
  readonly everyMs?: number;
}

/** Whether a process may list the bucket: alone, until its lease ends. */
export type ScanTurn =
  | { readonly granted: true }
  /** `owner`: who lists now; absent: nobody, the last listing is recent. */
  | { readonly granted: false; readonly owner?: string; readonly waitMs: number };

/** What a page of a listing brought. */
export interface Discovery {
  /** Objects not seen before, and objects never delivered whose content is new. */
  readonly fresh: number;
  /** Objects whose content changed after they were ingested. */
  readonly changed: readonly ObjectInfo[];
  /** Objects out of the order of their names' dates, and names seen before. */
  readonly findings: readonly ObjectFinding[];
}

export interface Backlog {
  readonly objects: number;
  readonly bytes: number;
  /** Objects that some worker holds at the moment. */
  readonly claimed: number;
  /** Objects that failed, whether they are tried again or not. */
  readonly failed: number;
  /** When the object was found that is next in line; absent where none waits. */
  readonly oldestWaitingAt?: number;
  /** When the last object was found; absent where there is none. */
  readonly newestFoundAt?: number;
}

/** What became of the objects that were settled on a day. */
export interface LedgerDay {
  /** In UTC, as YYYY-MM-DD. */
  readonly day: string;
  readonly done: number;
  readonly failed: number;
  readonly bytesRead: number;
  /** Rows of what is delivered. */
  readonly counts: RowCounts;
}

/** All objects of a ledger in numbers, as of one moment. */
export interface LedgerSummary {
  readonly states: Readonly<Record<ObjectState, number>>;
  /** Rows of all objects that are delivered; of those that are to be replayed, as they are delivered. */
  readonly totals: RowCounts;
  /** How many delivered objects are to be replayed, among those discovered, claimed and failed. */
  readonly replays: number;
  readonly lastIngestedAt?: number;
  /** The newest first. */
  readonly days: readonly LedgerDay[];
}

/** What a process says of itself while it works. */
export interface WorkerReport {
  /** As `ownerOfThisProcess` names it. */
  readonly owner: string;
  readonly host: string;
  /** The version of Heddle. */
  readonly version: string;
  /** Rows mapped in a second, since the last report. */
  readonly rowsPerSecond: number;
}

/** A process that works on a ledger. */
export interface LedgerWorker extends WorkerReport {
  readonly startedAt: number;
  readonly seenAt: number;
  /** Objects that it holds. */
  readonly held: number;
}

/** All that a ledger knows of one object. */
export interface LedgerEntry extends ObjectInfo {
  readonly state: ObjectState;
  readonly discoveredAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly attempts: number;
  readonly counts: RowCounts;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly converterHash?: string;
  readonly error?: LedgerError;
  /** The ETag seen last, where it is not the one that was ingested. */
  readonly changedTo?: string;
  /** It was delivered, and is to be replayed. */
  readonly replay?: ReplayScope;
  readonly findings: readonly { readonly code: string; readonly message: string }[];
  readonly drift?: DriftReport;
}

/** Where a page of objects that are tried again ended. */
export interface RetryPlace {
  readonly key: string;
  readonly id: number;
}

export interface RetriedPage {
  /** Of the objects that are tried again. */
  readonly keys: readonly string[];
  /** Absent after the last page. */
  readonly next?: RetryPlace;
}

/** When objects were last changed: at `since` or later, and before `until`. */
export interface DoneFilter {
  readonly since?: number;
  readonly until?: number;
}

/** What a ledger knows of an object that is done, as far as a replay asks for it. */
export interface DoneObject extends ObjectInfo {
  readonly endedAt: number;
  readonly rows: number;
  readonly events: number;
  /** Rows that were set aside. */
  readonly setAside: number;
  readonly bytesRead: number;
  readonly converterHash: string;
}

/** Which entries are asked for: those that are all that is given. */
export interface EntryFilter {
  readonly state?: ObjectState;
  /** Settled at this instant or later, or found, where it is not settled. */
  readonly since?: number;
  /** True: only objects with an error, which those that are done have where a row was set aside. */
  readonly errors?: boolean;
}

/**
 * Every method may be called from several processes on one ledger at once. Instants are milliseconds since the epoch, by the ledger's own
 * clock; leases are measured by one that does not step. A lease that has ended is nobody's: whoever acts on that first takes the claim
 * away in one transaction, and its holder can renew, begin a commit, acknowledge and settle nothing, even before somebody does.
 */
export interface Ledger {
  /** @throws StageFailure `ledger/other-source` when the ledger has ingested from another source. */
  bind(source: SourceIdentity): Promise<void>;
  /** The source that it is bound to; undefined before the first job. */
  source(): Promise<Pick<SourceIdentity, "bucket" | "prefix"> | undefined>;
  /** `converterHash`: the converter in force now, if it is one that the ledger keeps. */
  discover(objects: readonly ObjectInfo[], converterHash?: string): Promise<Discovery>;
  /** Asks for the turn to list the bucket; the run that has it already gets it again. Of all processes one at a time has it. */
  beginScan(request: ScanRequest): Promise<ScanTurn>;
  /** Keeps the turn for so long from now on. False: it has ended, and the listing must stop. */
  renewScan(run: string, leaseMs: number): Promise<boolean>;
  /** Gives the turn back. `isComplete`: the listing came to its end, and counts as the last. */
  endScan(run: string, isComplete: boolean): Promise<void>;
  /** The oldest object that may be worked on (by last change, then key), now held by the caller; undefined when there is none. */
  claim(request: ClaimRequest): Promise<Claim | undefined>;
  /** Extends the lease and notes progress. False: the claim was lost or its lease has ended, and the work must stop. */
  renew(claim: Claim, leaseMs: number, progress: { readonly rows: number; readonly bytes: number }): Promise<boolean>;
  /**
   * The last look before the output becomes visible: extends the lease, and records that the object may be delivered until it is settled.
   * False: the claim was lost or its lease has ended, and the work must stop.
   */
  beginCommit(claim: Claim, leaseMs: number): Promise<boolean>;
  /** How many rows from the first on a sink has acknowledged of this version, mapped by this converter; 0 where none. */
  acknowledged(claim: Claim, converterHash: string): Promise<number>;
  /** The rows from `from` up to, not including, `to` that the destination has refused for good. */
  refused(claim: Claim, from: number, to: number): Promise<readonly RefusedRow[]>;
  /** Keeps what a sink acknowledged and refused. False: the claim was lost, and the work must stop. */
  acknowledge(
    claim: Claim,
    converterHash: string,
    acknowledged: number,
    refused: readonly RefusedRow[],
  ): Promise<boolean>;
  /** Whether the holder of an object under this fencing token has delivered it, may still do so, or never will. Frees a claim whose lease has ended. */
  claimStatus(id: number, fencingToken: number): Promise<ClaimStatus>;
  /**
   * Records the outcome; may be repeated where the answer got lost. False: the claim was lost or its lease has ended, and nothing was
   * recorded.
   */
  settle(claim: Claim, settlement: Settlement): Promise<boolean>;
  /** Gives an object back as if it had not been claimed. */
  release(claim: Claim): Promise<void>;
  /** Frees what processes hold that are known to be dead, the turn to list included; returns how many objects that were. */
  reclaimDead(isDead: (owner: string) => boolean): Promise<number>;
  /** What waits, without counting all objects. */
  backlog(request: ClaimRequest): Promise<Backlog>;
  /** Kept with every change, so that it is exact and costs the same however many objects there are. */
  summary(): Promise<LedgerSummary>;
  /** Keeps a worker's report: it is at work for `silentMs` from now on, unless it reports again or leaves. */
  report(worker: WorkerReport, silentMs: number): Promise<void>;
  /** Removes a worker's report. */
  leave(owner: string): Promise<void>;
  /** The processes at work, the oldest first. */
  workers(): Promise<readonly LedgerWorker[]>;
  /** Whether any worker holds an object. */
  anyClaimed(): Promise<boolean>;
  /**
   * Whether an object needs no more work: it was delivered, is gone, or has failed for good, by these limits. False also for one that was
   * never found.
   */
  isSettled(
    object: Pick<ObjectInfo, "bucket" | "key">,
    limits: Pick<ClaimRequest, "maxAttempts" | "retryForMs">,
  ): Promise<boolean>;
  /** Whether any object was ever delivered. */
  hasIngested(): Promise<boolean>;
  /** How many objects wait that were found under another converter and of which nothing is delivered: this one will map them. */
  waitingUnderOther(converterHash: string): Promise<number>;
  /**
   * Of a page of failed and gone objects, in the order of their keys from `after` on, those whose key the test accepts become `discovered`
   * again, with fresh attempts and under the converter then in force.
   */
  retry(accept: (key: string) => boolean, after?: RetryPlace): Promise<RetriedPage>;
  /**
   * Done objects become `discovered` again, to replace what is delivered of them; returns how many. Until a replay begins its commit,
   * the object's earlier events count as delivered, and an outcome other than done leaves it done as it was, unless it is tried again.
   */
  replay(objects: readonly Pick<ObjectInfo, "bucket" | "key" | "etag">[], scope: ReplayScope): Promise<number>;
  /** How many objects are to be replayed. */
  replaysLeft(): Promise<number>;
  /** Every object that the filter lets through, the most recently settled first. */
  entries(filter?: EntryFilter): AsyncIterable<LedgerEntry>;
  countEntries(filter: EntryFilter): Promise<number>;
  /** Every done object last changed in a time, the one found first first; read in pages, however many there are. */
  doneObjects(changed?: DoneFilter): AsyncIterable<DoneObject>;
  /** Keeps a converter that passed on a real object; one that is kept already stays as it is. */
  keepConverter(converter: KeptConverter): Promise<void>;
  converter(hash: string): Promise<KeptConverter | undefined>;
  /** The columns of the files so far, each as the last file with it had them. */
  columns(): Promise<readonly ColumnKinds[]>;
  /** Keeps a message; one with the same id that is kept already stays as it is. */
  setAsideMessage(message: SetAsideMessage): Promise<void>;
  messages(): Promise<readonly SetAsideMessage[]>;
  close(): Promise<void>;
}
