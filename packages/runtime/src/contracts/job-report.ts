import type { NoticeCounts } from "./notified-batch.ts";
import type { ObjectInfo } from "./object-info.ts";
import type { FindingCode } from "../codes/catalog.ts";
import type { RuleCode } from "../codes/rules.ts";
import type { DriftReport } from "./drift.ts";
import type { RowCounts } from "./row-counts.ts";
import type { StageFailure } from "./stage-failure.ts";
import type { Backlog, LedgerError, ObjectFinding, SourceIdentity } from "./ledger.ts";

/** Something worth knowing that stops nothing. */
export interface Finding {
  readonly code: FindingCode | RuleCode;
  readonly message: string;
}

/** `lost`: another worker took the object over; that worker reports it. */
export type ObjectOutcome = "done" | "failed" | "gone" | "lost";

/** The steps of an object. Rows are mapped and checked in one pass, on any thread. */
export type StepName = "open" | "decompress" | "rows" | "map" | "deliver" | "settle";

/** When a step of an object was at work. Steps overlap: a batch is delivered while the next one is read. */
export interface StepTiming {
  readonly step: StepName;
  /** Milliseconds since the epoch, with fractions. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Time spent in the step itself; with several threads, of all of them. */
  readonly busyMs: number;
  /** What ended the object was thrown here. */
  readonly failed?: true;
}

export interface ObjectReport {
  readonly object: ObjectInfo;
  readonly outcome: ObjectOutcome;
  /** All zero unless `done`: of any other object nothing was delivered. */
  readonly counts: RowCounts;
  /** Bytes read from S3, before decompression; repeated reads count again. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly files: readonly string[];
  /** From its claim to its settlement. */
  readonly ms: number;
  /** From its claim to its delivery, or to what stopped that. */
  readonly workMs?: number;
  /** Which attempt this was, from 1. */
  readonly attempt?: number;
  readonly steps?: readonly StepTiming[];
  /** Given to hooks: when this job tries a failed object again, where it does. */
  readonly retryInMs?: number;
  /** Events sent again after an answer that left open whether they had been taken; some of them may have arrived twice. */
  readonly resent?: number;
  /** Why it failed; for a done object the first row that was set aside, if any. */
  readonly error?: LedgerError;
  readonly findings: readonly Finding[];
  /** Which converter mapped it. */
  readonly converterHash: string;
  /** Of a done object whose rows could be read. */
  readonly drift?: DriftReport;
}

export interface ScanReport {
  /** Objects that the source offered. */
  readonly listed: number;
  readonly fresh: number;
  readonly changed: readonly ObjectInfo[];
  /** Objects out of the order of their names' dates, and names seen before. */
  readonly findings: readonly ObjectFinding[];
  /** Why the listing did not come to its end, where it did not. */
  readonly incomplete?: StageFailure;
  /** Present where the objects came from notifications instead of a listing. */
  readonly notified?: NoticeCounts;
}

export interface ObjectProgress {
  readonly object: ObjectInfo;
  readonly bytes: number;
  readonly rows: number;
  readonly events: number;
}

/** A sign of life of a job, with what its ledger says. */
export interface Beat {
  readonly backlog?: Backlog;
  /** Why the ledger said nothing. */
  readonly failure?: StageFailure;
}

/** Called as things happen; what a hook throws ends the job. */
export interface JobHooks {
  onJob?(job: {
    readonly source: SourceIdentity;
    readonly converterHash: string;
    /** How many waiting objects were found under another converter, and will be mapped by this one. */
    readonly waitingUnderOther: number;
    /** Whether rows go as bytes, but for those that are given back: they leave next to nothing to collect. */
    readonly asBytes: boolean;
  }): void;
  /** After each scan, and after each batch of notifications: what it brought, and what is waiting now. */
  onScan?(scan: ScanReport, backlog: Backlog): void;
  /** After each look for new objects that succeeded: a scan, a poll of the queue, or a scan of another process. */
  onLook?(): void;
  /** Once a minute or more often, whatever else happens, until the job ends. What it throws is passed over. */
  onBeat?(beat: Beat): void;
  onObjectStart?(object: ObjectInfo, attempt: number): void;
  /** After each batch of rows. */
  onProgress?(progress: ObjectProgress): void;
  onObjectEnd?(report: ObjectReport): void;
  /** A failure of the job as a whole; with `next` it goes on, and tries again after so many milliseconds. */
  onFailure?(failure: StageFailure, next?: { readonly retryInMs: number }): void;
  /** Once, when the job has ended, with what `runJob` returns. */
  onJobEnd?(report: JobReport): void;
}

export interface JobReport {
  readonly source: SourceIdentity;
  readonly startedAt: number;
  readonly endedAt: number;
  /** One record for each object that this run worked on, in order of their ends; the first 10,000. */
  readonly objects: readonly ObjectReport[];
  /** How many records were left out of `objects`; the ledger has them. */
  readonly omitted: number;
  /** Objects whose content changed after they were ingested. */
  readonly changed: readonly ObjectInfo[];
  /** Objects out of the order of their names' dates, and names seen before; the first 10,000. */
  readonly findings: readonly ObjectFinding[];
  readonly outcomes: Readonly<Record<ObjectOutcome, number>>;
  /** Objects that are failed in the ledger at the end, those of earlier runs included; absent where it could not be asked. */
  readonly stillFailed?: number;
  /** Completed listings: only after one is it known that nothing is new. */
  readonly listings: number;
  readonly totals: RowCounts;
  /** What ended the job early. */
  readonly failure?: StageFailure;
  /** True where the signal stopped the job. */
  readonly aborted: boolean;
}
