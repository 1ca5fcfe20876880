// From one claimed object to its settled outcome: read, map, check, deliver, and only then move the ledger.
import type { ObjectInfo } from "../contracts/object-info.ts";
import type { OpenedObject } from "../2-open/object.ts";
import { type ColumnKinds, type DriftSample, sampleDrift } from "../5-map/drift.ts";
import { deliveriesOf, linesWithout } from "../7-deliver/event-lines.ts";
import type { Delivered, Delivery, DeliveryProgress, RejectedRow, SinkWriter } from "../contracts/sink.ts";
import { type DedupSession, Preempted } from "../contracts/deduplicator.ts";
import { addCounts, count, noRows, type RowCounts, sum } from "../contracts/row-counts.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import type { Claim, LedgerError, Settlement } from "../contracts/ledger.ts";
import { batchOutcomes, type BatchOutcome } from "./batch-outcomes.ts";
import { jobSettings } from "./job-settings.ts";
import type { JobParts } from "../contracts/job-parts.ts";
import type { Finding, JobHooks, ObjectReport } from "../contracts/job-report.ts";

/** Rejects with this when the lease ended and another worker may hold the object. */
class ClaimLost extends Error {}

const MEGABYTE = 1_000_000;

/**
 * Ingests one object. Whatever is wrong with the object alone is settled and reported.
 * @throws StageFailure of scope "job", or the signal's reason; the object is then given back, unless the failure is its own.
 */
export async function ingestObject(
  parts: JobParts,
  claim: Claim,
  hooks: JobHooks,
  signal: AbortSignal,
): Promise<ObjectReport> {
  const { ledger } = parts;
  let converterHash = claim.converterHash ?? parts.mapper.hash;
  const { clock } = jobSettings(parts);
  const startedAt = clock();
  const work = new Work(claim.object);

  const finish = async (
    settlement: Omit<Settlement, "converterHash" | "bytesRead">,
    files: readonly string[],
  ): Promise<ObjectReport> => {
    const recorded = await inLedger(() =>
      ledger.settle(claim, { ...settlement, bytesRead: work.bytes, converterHash }),
    );
    const report: ObjectReport = {
      object: claim.object,
      outcome: recorded ? settlement.outcome : "lost",
      counts: recorded ? settlement.counts : noRows(),
      bytesRead: work.bytes,
      bytesWritten: settlement.bytesWritten,
      files,
      ms: clock() - startedAt,
      findings: [...sizeFindings(claim.object), ...lostTimeFindings(work)],
      converterHash,
      ...(settlement.drift === undefined ? {} : { drift: settlement.drift }),
      ...(settlement.error === undefined ? {} : { error: settlement.error }),
      ...(work.resent === undefined ? {} : { resent: work.resent }),
    };
    hooks.onObjectEnd?.(report);
    return report;
  };

  try {
    hooks.onObjectStart?.(claim.object, claim.attempt);
    const own = await partsOf(parts, claim);
    converterHash = own.mapper.hash;
    work.drift = sampleDrift(own.mapper.columns);
    const delivered = await whileHeld(own, claim, work, signal, (held) => deliverObject(own, claim, work, hooks, held));
    const before = await inLedger(() => ledger.columns());
    return await finish(
      {
        outcome: "done",
        columns: work.drift.columns(),
        ...driftOf(work, before),
        counts: work.counts,
        bytesWritten: delivered.bytes,
        ...(work.first === undefined ? {} : { error: work.first }),
      },
      delivered.files,
    );
  } catch (error) {
    // Nothing of it was delivered, and it is still held: it starts again, after the object that overtook it.
    if (error instanceof Preempted && !signal.aborted) return ingestObject(parts, claim, hooks, signal);
    if (error instanceof ClaimLost) return finish({ outcome: "failed", counts: noRows(), bytesWritten: 0 }, []);
    if (signal.aborted) {
      await ledger.release(claim).catch(() => {});
      throw signal.reason;
    }
    const failure = asFailure(error, claim.object);
    const isOwnFault = failure.scope === "object" || failure.code === TOO_MANY;
    if (!isOwnFault) {
      await ledger.release(claim).catch(() => {});
      throw failure;
    }
    const settled = await finish(
      {
        outcome: failure.code === "s3/object-gone" ? "gone" : "failed",
        counts: noRows(),
        bytesWritten: 0,
        error: errorOf(failure),
      },
      [],
    );
    if (failure.scope === "job") throw failure;
    return settled;
  }
}

/** The parts for one object: those of the converter that made the events of it that are already delivered, where that is another one. */
async function partsOf(parts: JobParts, claim: Claim): Promise<JobParts> {
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
      hint: "`heddle retry` lets the object be ingested with the converter of today",
    });
  }
}

function driftOf(work: Work, before: readonly ColumnKinds[]): Pick<Settlement, "drift"> {
  const drift = work.drift.report(before);
  return drift === undefined ? {} : { drift };
}

/** What is known of the object while it is worked on. */
class Work {
  readonly counts: RowCounts = noRows();
  readonly object: ObjectInfo;
  bytes = 0;
  /** The first row that was set aside. */
  first: LedgerError | undefined;
  drift: DriftSample = sampleDrift(undefined);
  dedup: DedupSession | undefined;
  /** Events that have a time, and the first that lost its own. */
  timed = 0;
  lostTime: BatchOutcome["mapped"]["lostTime"];
  /** Set by sinks that send. */
  resent: number | undefined;

  constructor(object: ObjectInfo) {
    this.object = object;
  }
}

/** Keeps the lease alive during `work`, and aborts it when the lease was lost. */
async function whileHeld<T>(
  parts: JobParts,
  claim: Claim,
  work: Work,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { leaseMs } = jobSettings(parts);
  const lost = new AbortController();
  const timer = setInterval(() => {
    parts.ledger.renew(claim, leaseMs, { rows: work.counts.rows, bytes: work.bytes }).then(
      (held) => held || lost.abort(new ClaimLost()),
      (error: unknown) => lost.abort(ledgerFailure(error)),
    );
  }, leaseMs / 3);
  try {
    return await run(AbortSignal.any([signal, lost.signal]));
  } catch (error) {
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    clearInterval(timer);
  }
}

async function deliverObject(
  parts: JobParts,
  claim: Claim,
  work: Work,
  hooks: JobHooks,
  signal: AbortSignal,
): Promise<Delivered> {
  const { object } = claim;
  const place = { bucket: object.bucket, key: object.key };
  const { maxObjectBytes: maxBytes } = jobSettings(parts);
  if (object.size > maxBytes) {
    throw new StageFailure({
      code: "file/too-large",
      place,
      message: `object "${object.key}" has ${object.size} bytes, more than the ${maxBytes} that are allowed`,
      hint: "split it, or raise `limits.maxObjectBytes`, then run `heddle retry`",
    });
  }
  const { maxSoloCrashes: maxDeaths } = jobSettings(parts);
  if (claim.soloCrashes >= maxDeaths) {
    throw new StageFailure({
      code: "ledger/worker-died",
      place,
      message: `${claim.soloCrashes} workers died or fell silent over object "${object.key}" alone`,
      hint: "see whether it fits into the memory of the machine, then run `heddle retry`",
    });
  }
  work.dedup = await parts.dedup?.open(claim);
  const writer = await parts.sink.open(object, {
    signal,
    progress: await progressOf(parts, claim),
    ...(claim.earlierEtags === undefined ? {} : { earlierEtags: claim.earlierEtags }),
  });
  try {
    const form = writer.writeLines === undefined ? "events" : "lines";
    const open = (held: AbortSignal): OpenedObject => counted(parts.source.open(object, held), work);
    for await (const outcome of batchOutcomes(parts, open, {
      place,
      drift: work.drift,
      keys: work.dedup !== undefined,
      form,
      signal,
    })) {
      signal.throwIfAborted();
      work.drift.add(outcome.batch, outcome.mapped.drift);
      await deliverBatch(parts, outcome, work, writer, signal);
      hooks.onProgress?.({ object, bytes: work.bytes, rows: work.counts.rows, events: work.counts.events });
    }
    enforceShare(parts, work);
    enforceEvents(work);
    enforceTime(parts, work);
    signal.throwIfAborted();
    await work.dedup?.seal();
    // The last look before the output becomes visible: a worker that slept through its lease must not deliver.
    const { leaseMs } = jobSettings(parts);
    const held = await inLedger(() =>
      parts.ledger.renew(claim, leaseMs, { rows: work.counts.rows, bytes: work.bytes }),
    );
    if (!held) throw new ClaimLost();
    return settleRefused(work, await writer.commit());
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** Delivers what the rows of one batch came to, and enforces what the source allows to be set aside. */
async function deliverBatch(
  parts: JobParts,
  { batch, mapped }: BatchOutcome,
  work: Work,
  writer: SinkWriter,
  signal: AbortSignal,
): Promise<void> {
  const { rejects, lines, events } = mapped;
  addCounts(work.counts, mapped.counts);
  work.timed += mapped.timed;
  work.lostTime ??= mapped.lostTime;
  const [first] = rejects;
  if (first !== undefined) {
    work.first ??= {
      code: first.rule,
      message: first.message,
      hint: "see the rows set aside beside the output",
      row: first.row,
      retryable: false,
    };
    await writer.reject(rejects.map((row) => placed(row, parts.mapper)));
  }
  const isDuplicate = await duplicatesIn(mapped, work, signal);
  const sourceOf = (row: number): ReturnType<NonNullable<Delivery["source"]>> => {
    const offset = batch.offset(row - batch.firstRow);
    return { raw: batch.raw(row - batch.firstRow), ...(offset === undefined ? {} : { offset }) };
  };
  if (lines !== undefined) {
    const fresh = linesWithout(lines, isDuplicate);
    if (fresh.count > 0 && writer.writeLines !== undefined) await writer.writeLines(fresh);
    else if (fresh.count > 0) await writer.write(deliveriesOf(fresh, sourceOf));
  } else if (events !== undefined) {
    const fresh = events.filter((_, i) => isDuplicate[i] !== true);
    if (fresh.length > 0)
      await writer.write(fresh.map((event): Delivery => ({ ...event, source: () => sourceOf(event.row) })));
  }
  enforceCount(parts, work);
}

function placed(row: RejectedRow, { placeOf }: JobParts["mapper"]): RejectedRow {
  const converter = placeOf?.(row.rule);
  return converter === undefined ? row : { ...row, converter };
}

/** Which events of the batch were delivered before; none where nobody looks. */
async function duplicatesIn(
  { keys }: BatchOutcome["mapped"],
  work: Work,
  signal: AbortSignal,
): Promise<readonly boolean[]> {
  if (work.dedup === undefined || keys === undefined) return [];
  const duplicates = await work.dedup.duplicates(keys, signal);
  const dropped = duplicates.filter(Boolean).length;
  if (dropped > 0) count(work.counts.dropped, "dedup/duplicate", dropped);
  work.counts.events -= dropped;
  return duplicates;
}

async function progressOf({ ledger, mapper }: JobParts, claim: Claim): Promise<DeliveryProgress> {
  return {
    acknowledged: await inLedger(() => ledger.acknowledged(claim, mapper.hash)),
    refused: (from, to) => inLedger(() => ledger.refused(claim, from, to)),
    async save(acknowledged, refused) {
      if (!(await inLedger(() => ledger.acknowledge(claim, mapper.hash, acknowledged, refused)))) throw new ClaimLost();
    },
  };
}

/** Moves the rows that the sink's far side refused from the events to those set aside. */
function settleRefused(work: Work, delivered: Delivered): Delivered {
  const { counts } = work;
  work.resent = delivered.resent;
  for (const [rule, times] of Object.entries(delivered.refused ?? {})) {
    counts.events -= times;
    count(counts.setAside, rule, times);
  }
  const first = delivered.firstRefused;
  if (first !== undefined && (work.first?.row ?? Number.POSITIVE_INFINITY) > first.row) {
    work.first = {
      code: first.rule,
      message: first.message,
      hint: "see the rows set aside",
      row: first.row,
      retryable: false,
    };
  }
  return delivered;
}

const TOO_MANY = "rows/too-many-set-aside";

function enforceCount(parts: JobParts, work: Work): void {
  const policy = parts.settings?.setAside;
  if (policy === undefined || policy.action === "skip-row") return;
  const allowed = policy.afterRows ?? (policy.afterShare === undefined ? 0 : Number.POSITIVE_INFINITY);
  const rows = sum(work.counts.setAside);
  if (rows > allowed) throw tooMany(policy.action, work, `${rows} rows, where ${allowed} are allowed`);
}

function enforceShare(parts: JobParts, work: Work): void {
  const policy = parts.settings?.setAside;
  if (policy === undefined || policy.action === "skip-row" || policy.afterShare === undefined || work.counts.rows === 0)
    return;
  const share = sum(work.counts.setAside) / work.counts.rows;
  if (share > policy.afterShare)
    throw tooMany(policy.action, work, `a share of ${share.toFixed(4)}, where ${policy.afterShare} is allowed`);
}

/** An object of which every row is set aside is most likely not what the converter is for (D). */
function enforceEvents({ object, counts, first }: Work): void {
  if (counts.rows === 0 || sum(counts.setAside) < counts.rows) return;
  const { bucket, key } = object;
  throw new StageFailure({
    code: "rows/all-set-aside",
    place: { bucket, key, ...(first?.row === undefined ? {} : { row: first.row }) },
    message: `every row of object "${key}" would be set aside (${counts.rows}); row ${first?.row ?? 0}: [${first?.code ?? ""}] ${first?.message ?? ""}`,
    hint: "correct the converter, `prefix` or `filterPattern`, then run `heddle retry`",
  });
}

/** Without any time all events would be stamped with the time of the upload, and a backfill would land on today (D). */
function enforceTime({ mapper }: JobParts, { object, counts, timed, lostTime }: Work): void {
  if (mapper.mapsTime !== true || timed > 0 || counts.events === 0) return;
  const { bucket, key } = object;
  const why =
    lostTime === undefined ? "no row has what the converter reads" : `row ${lostTime.row}: ${lostTime.message}`;
  throw new StageFailure({
    code: "rows/no-time",
    place: { bucket, key, ...(lostTime === undefined ? {} : { row: lostTime.row }) },
    message: `none of the ${counts.events} events of object "${key}" has a time, though the converter maps one; ${why}`,
    hint: "correct the converter's `time`, or leave it out to let Amplitude stamp the events, then run `heddle retry`",
  });
}

function lostTimeFindings({ counts, lostTime }: Work): readonly Finding[] {
  const lost = counts.changes["event/time-lost"] ?? 0;
  if (lost === 0 || lostTime === undefined) return [];
  const message = `${lost} of ${counts.events} events have no time; the first, row ${lostTime.row}: ${lostTime.message}`;
  return [{ code: "event/time-lost", message }];
}

function tooMany(action: "skip-file" | "stop", work: Work, how: string): StageFailure {
  const { object, first } = work;
  return new StageFailure({
    code: TOO_MANY,
    scope: action === "stop" ? "job" : "object",
    place: { bucket: object.bucket, key: object.key, ...(first?.row === undefined ? {} : { row: first.row }) },
    message: `too much of object "${object.key}" would be set aside: ${how}; the first, row ${first?.row ?? 0}: ${first?.message ?? ""}`,
    hint: "mend the file or the converter, or allow more with `setAside`, then run `heddle retry`",
  });
}

function counted(opened: OpenedObject, work: Work): OpenedObject {
  return {
    size: opened.size,
    etag: opened.etag,
    lastModified: opened.lastModified,
    async *stream() {
      for await (const chunk of opened.stream()) {
        work.bytes += chunk.length;
        yield chunk;
      }
    },
    async read(start, end, signal) {
      const bytes = await opened.read(start, end, signal);
      work.bytes += bytes.length;
      return bytes;
    },
  };
}

function asFailure(error: unknown, object: ObjectInfo): StageFailure {
  if (error instanceof StageFailure) return error;
  return new StageFailure({
    code: "pipeline/unexpected",
    scope: "object",
    retryable: true,
    cause: error,
    place: { bucket: object.bucket, key: object.key },
    message: `object "${object.key}" failed: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
    hint: "the next run tries again; please report it if it lasts",
  });
}

function errorOf(failure: StageFailure): LedgerError {
  const { code, message, hint, retryable, place } = failure;
  return { code, message, hint, retryable, ...(place.row === undefined ? {} : { row: place.row }) };
}

/** Runs a step of the ledger; when the ledger itself fails, the job cannot go on. */
export async function inLedger<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw ledgerFailure(error);
  }
}

function ledgerFailure(error: unknown): StageFailure {
  if (error instanceof StageFailure) return error;
  return new StageFailure({
    code: "ledger/failed",
    cause: error,
    message: `the ledger cannot be read or written: ${error instanceof Error ? error.message : String(error)}`,
    hint: "look at the disk and the permissions of the ledger file; what was delivered but not recorded is delivered again under the same name",
  });
}

function sizeFindings(object: ObjectInfo): readonly Finding[] {
  if (object.size < MEGABYTE)
    return [{ code: "file/small", message: "under 1 MB: fewer, larger files are ingested faster" }];
  if (object.size > 1000 * MEGABYTE)
    return [{ code: "file/large", message: "over 1 GB: files of about 500 MB are recommended" }];
  return [];
}
