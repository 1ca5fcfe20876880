// From a claimed object to its settled outcome: the ledger moves only after the sink has committed.
import type { Delivered } from "../contracts/sink.ts";
import { LaterAttempt, Preempted } from "../contracts/deduplicator.ts";
import type { JobParts } from "../contracts/job-parts.ts";
import type { Finding, JobHooks, ObjectReport } from "../contracts/job-report.ts";
import type { Claim, LedgerError, Settlement } from "../contracts/ledger.ts";
import type { ObjectInfo } from "../contracts/object-info.ts";
import { noRows } from "../contracts/row-counts.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import { sampleDrift } from "../5-map/drift.ts";
import { deliverObject, withdrawObject } from "./deliver-object.ts";
import { inLedger } from "./in-ledger.ts";
import { jobSettings } from "./job-settings.ts";
import { ClaimLost, whileHeld } from "./lease.ts";
import { newObjectWork, type ObjectWork } from "./object-work.ts";

const MEGABYTE = 1_000_000;

interface Ingestion {
  readonly parts: JobParts;
  readonly claim: Claim;
  readonly hooks: JobHooks;
  readonly work: ObjectWork;
  readonly clock: () => number;
  readonly startedAt: number;
  /** Of the converter that maps the object. */
  converterHash: string;
}

/**
 * Ingests one object. Whatever is wrong with the object alone is settled and reported.
 * @throws StageFailure of scope "job", or the signal's reason. The object is then released, unless its own rows are the failure.
 */
export async function ingestObject(
  parts: JobParts,
  claim: Claim,
  hooks: JobHooks,
  signal: AbortSignal,
): Promise<ObjectReport> {
  const { clock } = jobSettings(parts);
  const work = newObjectWork(claim);
  const converterHash = claim.converterHash ?? parts.mapper.hash;
  const ingestion: Ingestion = { parts, claim, hooks, work, clock, startedAt: clock(), converterHash };
  try {
    hooks.onObjectStart?.(claim.object, claim.attempt);
    const own = await partsFor(parts, claim);
    ingestion.converterHash = own.mapper.hash;
    work.drift = sampleDrift(own.mapper.columns);
    const delivered = await whileHeld(own, claim, work, signal, (held, lease) =>
      deliverObject(own, claim, work, lease, hooks, held),
    );
    return await settleDone(ingestion, delivered);
  } catch (error) {
    // The ledger knows no later attempt than this one: starting over would come to the same for ever.
    if (error instanceof LaterAttempt && !signal.aborted && (await isHeld(parts, claim)))
      return settleFailed(ingestion, keysAhead(claim.object), signal);
    // Nothing was delivered: the object starts over after the one that preempted it, if the claim is still held.
    if (error instanceof Preempted && !signal.aborted && (await isHeld(parts, claim)))
      return ingestObject(parts, claim, hooks, signal);
    if (error instanceof Preempted && !signal.aborted) return settle(ingestion, failed());
    if (error instanceof ClaimLost) return settle(ingestion, failed());
    if (signal.aborted) {
      await parts.ledger.release(claim).catch(() => {});
      throw signal.reason;
    }
    return settleFailed(ingestion, asFailure(error, claim.object), signal);
  }
}

/** Renews the lease, and says whether it could. */
function isHeld(parts: JobParts, claim: Claim): Promise<boolean> {
  const { leaseMs } = jobSettings(parts);
  return inLedger(() => parts.ledger.renew(claim, leaseMs, { rows: 0, bytes: 0 }));
}

/** The parts for one object: with another converter where that one made the events of it that are already delivered. */
async function partsFor(parts: JobParts, claim: Claim): Promise<JobParts> {
  if (claim.replay?.scope === "set-aside") {
    // Several converters map its rows, each by values.
    const { bytes: _, ...others } = parts;
    return { ...others, ...(await completingParts(parts, claim, claim.replay)) };
  }
  const { converterHash: hash, object } = claim;
  if (hash === undefined || hash === parts.mapper.hash || parts.earlier === undefined) return parts;
  const kept = await inLedger(() => parts.ledger.converter(hash));
  if (kept === undefined) return parts;
  try {
    return { ...parts, ...(await parts.earlier(kept)) };
  } catch (error) {
    throw new StageFailure({
      code: "converter/earlier-unusable",
      place: { bucket: object.bucket, key: object.key },
      cause: error,
      message: `the converter that made the events of object "${object.key}" already delivered can no longer be used: ${error instanceof Error ? error.message : String(error)}`,
      hint: "run `heddle retry` to ingest the object with today's converter",
    });
  }
}

/** The parts that map what was set aside by today's converter, and everything else by the converters that made what is delivered. */
async function completingParts(
  { ledger, completing }: JobParts,
  { object }: Claim,
  { converterHash }: NonNullable<Claim["replay"]>,
): Promise<Partial<JobParts>> {
  const kept = await Promise.all(converterHash.split("+").map((hash) => inLedger(() => ledger.converter(hash))));
  const known = kept.filter((converter) => converter !== undefined);
  if (completing === undefined || known.length < kept.length)
    throw new StageFailure({
      code: "replay/converter-unknown",
      place: { bucket: object.bucket, key: object.key },
      message: `the converter that mapped object "${object.key}" is not kept in the ledger`,
      hint: "replay the object without --set-aside: all its rows then go through today's converter",
    });
  return completing(known);
}

type Outcome = Omit<Settlement, "converterHash" | "bytesRead"> & { readonly files?: readonly string[] };

const failed = (): Outcome => ({ outcome: "failed", counts: noRows(), bytesWritten: 0 });

async function settleDone(ingestion: Ingestion, { bytes, files }: Delivered): Promise<ObjectReport> {
  const { parts, work } = ingestion;
  const drift = work.drift.report(await inLedger(() => parts.ledger.columns()));
  return settle(ingestion, {
    outcome: "done",
    columns: work.drift.columns(),
    ...(drift === undefined ? {} : { drift }),
    counts: work.counts,
    bytesWritten: bytes,
    files,
    ...(work.firstRejected === undefined ? {} : { error: work.firstRejected }),
  });
}

/** @throws the failure where it concerns the job. */
async function settleFailed(ingestion: Ingestion, failure: StageFailure, signal: AbortSignal): Promise<ObjectReport> {
  const { parts, claim } = ingestion;
  // The rows of this object are the failure, though the source wants it to end the job.
  const isObjects = failure.scope === "object" || failure.code === "rows/too-many-set-aside";
  const withdrawal = isObjects ? await withdraw(ingestion, signal) : undefined;
  if (withdrawal instanceof ClaimLost) return settle(ingestion, failed());
  if (!isObjects || withdrawal?.scope === "job" || signal.aborted) {
    await parts.ledger.release(claim).catch(() => {});
    throw signal.aborted ? signal.reason : (withdrawal ?? failure);
  }
  const settled = await settle(ingestion, {
    ...failed(),
    // Of an object that is gone or failed for good nothing is in the sink: what cannot be withdrawn now is tried again.
    ...(failure.code === "s3/object-gone" && withdrawal === undefined ? { outcome: "gone" } : {}),
    withdrawn: withdrawal === undefined,
    error: errorOf(withdrawal ?? failure),
  });
  if (failure.scope === "job") throw failure;
  return settled;
}

/** Withdraws what a begun commit may have made visible; what it fails with, undefined where nothing is left. */
async function withdraw(
  { parts, claim, work }: Ingestion,
  signal: AbortSignal,
): Promise<StageFailure | ClaimLost | undefined> {
  if (!work.mayBeDelivered) return undefined;
  try {
    await whileHeld(parts, claim, work, signal, (held, lease) => withdrawObject(parts, claim, work, lease, held));
    return undefined;
  } catch (error) {
    return error instanceof ClaimLost ? error : asFailure(error, claim.object);
  }
}

/** Records an outcome in the ledger, and reports it. */
async function settle(ingestion: Ingestion, { files = [], ...settlement }: Outcome): Promise<ObjectReport> {
  const { parts, claim, hooks, work, clock, startedAt, converterHash } = ingestion;
  const workMs = clock() - startedAt;
  const recorded = await work.steps.run("settle", () =>
    inLedger(() => parts.ledger.settle(claim, { ...settlement, bytesRead: work.bytes, converterHash })),
  );
  const report: ObjectReport = {
    object: claim.object,
    outcome: recorded ? settlement.outcome : "lost",
    counts: recorded ? settlement.counts : noRows(),
    bytesRead: work.bytes,
    bytesWritten: settlement.bytesWritten,
    files,
    ms: clock() - startedAt,
    workMs,
    attempt: claim.attempt,
    steps: work.steps.timings(),
    findings: [...sizeFindings(claim.object), ...emptyFindings(settlement.outcome, work), ...lostTimeFindings(work)],
    converterHash,
    ...(settlement.drift === undefined ? {} : { drift: settlement.drift }),
    ...(settlement.error === undefined ? {} : { error: settlement.error }),
    ...(work.resent === undefined ? {} : { resent: work.resent }),
  };
  hooks.onObjectEnd?.(report);
  return report;
}

function sizeFindings({ size }: ObjectInfo): readonly Finding[] {
  if (size < MEGABYTE)
    return [{ code: "file/small", message: "smaller than 1 MB: fewer, larger files are ingested faster" }];
  if (size > 1000 * MEGABYTE)
    return [{ code: "file/large", message: "larger than 1 GB: files of about 500 MB are recommended" }];
  return [];
}

function emptyFindings(outcome: Outcome["outcome"], { object, counts }: ObjectWork): readonly Finding[] {
  if (outcome !== "done" || counts.rows > 0) return [];
  const message = object.size === 0 ? "the object is empty" : "no rows: a header alone, or nothing but blank lines";
  return [{ code: "file/no-rows", message }];
}

function lostTimeFindings({ counts, lostTime }: ObjectWork): readonly Finding[] {
  const lost = counts.changes["event/time-lost"] ?? 0;
  if (lost === 0 || lostTime === undefined) return [];
  const message = `${lost} of ${counts.events} events have no time; the first, row ${lostTime.row}: ${lostTime.message}`;
  return [{ code: "event/time-lost", message }];
}

function asFailure(error: unknown, { bucket, key }: ObjectInfo): StageFailure {
  if (error instanceof StageFailure) return error;
  return new StageFailure({
    code: "pipeline/unexpected",
    scope: "object",
    retryable: true,
    cause: error,
    place: { bucket, key },
    message: `object "${key}" failed: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
    hint: "the next run tries again; if it fails again, please report it",
  });
}

function keysAhead({ bucket, key }: ObjectInfo): StageFailure {
  return new StageFailure({
    code: "dedup/ahead",
    place: { bucket, key },
    message: `the keys of deduplication know a later attempt at object "${key}" than the ledger: the ledger is older than its keys`,
    hint: "restore both from one backup; or remove the keys and run `heddle run --new-keys` once: then events that were delivered within seven days are delivered again where they come again",
  });
}

function errorOf({ code, message, hint, retryable, place }: StageFailure): LedgerError {
  return { code, message, hint, retryable, ...(place.row === undefined ? {} : { row: place.row }) };
}
