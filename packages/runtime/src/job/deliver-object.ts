// From a claimed object to its committed output: its rows are read, mapped, checked and delivered, all of them or none.
import type { OpenedObject } from "../contracts/opened-object.ts";
import { deliveriesOf, linesWithout } from "../7-deliver/event-lines.ts";
import type { JobParts } from "../contracts/job-parts.ts";
import type { JobHooks } from "../contracts/job-report.ts";
import type { Claim, LedgerError } from "../contracts/ledger.ts";
import { addCounts, count } from "../contracts/row-counts.ts";
import type {
  Delivered,
  Delivery,
  DeliveryProgress,
  RefusedRow,
  RejectedRow,
  SinkContext,
  SinkWriter,
} from "../contracts/sink.ts";
import { batchOutcomes, type BatchOutcome } from "./batch-outcomes.ts";
import { inLedger } from "./in-ledger.ts";
import { ClaimLost, type Lease } from "./lease.ts";
import { enforceCount, enforceObject, enforceSetAside, enforceWhole } from "./object-limits.ts";
import type { ObjectWork } from "./object-work.ts";

/** @throws whatever stopped it, once the sink has withdrawn the output. */
export async function deliverObject(
  parts: JobParts,
  claim: Claim,
  work: ObjectWork,
  lease: Lease,
  hooks: JobHooks,
  signal: AbortSignal,
): Promise<Delivered> {
  const { object } = claim;
  enforceObject(parts, claim);
  work.dedup = await parts.dedup?.open(claim);
  const context = await sinkContext(parts, claim, work, lease, signal);
  const writer = await work.steps.run("deliver", () => parts.sink.open(object, context));
  try {
    await deliverRows(parts, work, writer, hooks, signal);
    enforceWhole(parts, work);
    signal.throwIfAborted();
    await work.dedup?.seal();
    // A worker that slept through its lease must not make its output visible.
    await lease.beginCommit();
    work.mayBeDelivered = true;
    const delivered = await work.steps.run("deliver", () => writer.commit());
    settleRefused(work, delivered);
    return delivered;
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/**
 * Takes back what a begun commit may have made visible: delivered without events, an object leaves nothing.
 * @throws ClaimLost, or what the sink throws.
 */
export async function withdrawObject(
  parts: JobParts,
  claim: Claim,
  work: ObjectWork,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  const writer = await parts.sink.open(claim.object, await sinkContext(parts, claim, work, lease, signal));
  try {
    await lease.beginCommit();
    await writer.commit();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function sinkContext(
  parts: JobParts,
  claim: Claim,
  { mayBeDelivered }: ObjectWork,
  lease: Lease,
  signal: AbortSignal,
): Promise<SinkContext> {
  return {
    signal,
    progress: await progressOf(parts, claim),
    fencing: { mayBeDelivered, confirm: () => lease.require() },
    ...(claim.earlierEtags === undefined ? {} : { earlierEtags: claim.earlierEtags }),
  };
}

async function deliverRows(
  parts: JobParts,
  work: ObjectWork,
  writer: SinkWriter,
  hooks: JobHooks,
  signal: AbortSignal,
): Promise<void> {
  const { object } = work;
  const open = (held: AbortSignal): OpenedObject => counted(parts.source.open(object, held), work);
  const deliver = async (outcome: BatchOutcome): Promise<void> => {
    await work.steps.run("deliver", () => deliverBatch(parts, outcome, work, writer, signal));
    outcome.done();
    hooks.onProgress?.({ object, bytes: work.bytes, rows: work.counts.rows, events: work.counts.events });
  };
  // One batch is delivered while the next one is read and mapped.
  let delivery = Promise.resolve();
  try {
    for await (const outcome of batchOutcomes(parts, open, {
      place: { bucket: object.bucket, key: object.key },
      drift: work.drift,
      keys: work.dedup !== undefined,
      form: writer.writeLines === undefined ? "events" : "lines",
      signal,
      steps: work.steps,
    })) {
      await delivery;
      signal.throwIfAborted();
      work.drift.add(outcome.batch, outcome.mapped.drift);
      delivery = deliver(outcome);
      // Its error is thrown where it is waited for.
      delivery.catch(() => {});
    }
    await delivery;
  } finally {
    // The writer takes one call after another, and is aborted next where something failed.
    await delivery.catch(() => {});
  }
}

async function deliverBatch(
  parts: JobParts,
  { batch, mapped }: BatchOutcome,
  work: ObjectWork,
  writer: SinkWriter,
  signal: AbortSignal,
): Promise<void> {
  const { rejects, lines, events } = mapped;
  addCounts(work.counts, mapped.counts);
  work.timed += mapped.timed;
  work.lostTime ??= mapped.lostTime;
  const [first] = rejects;
  if (first !== undefined) {
    work.firstRejected ??= errorOfRow(first);
    enforceSetAside(parts, work, rejects);
    await writer.reject(rejects.map((row) => withConverterPlace(row, parts.mapper)));
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

function errorOfRow({ rule, message, row }: RefusedRow): LedgerError {
  return { code: rule, message, hint: "see the rows set aside beside the output", row, retryable: false };
}

function withConverterPlace(row: RejectedRow, { placeOf }: JobParts["mapper"]): RejectedRow {
  const converter = placeOf?.(row.rule);
  return converter === undefined ? row : { ...row, converter };
}

/** Which events of the batch were delivered before; none without deduplication. */
async function duplicatesIn(
  { keys }: BatchOutcome["mapped"],
  { dedup, counts }: ObjectWork,
  signal: AbortSignal,
): Promise<readonly boolean[]> {
  if (dedup === undefined || keys === undefined) return [];
  const duplicates = await dedup.duplicates(keys, signal);
  const dropped = duplicates.filter(Boolean).length;
  if (dropped > 0) count(counts.dropped, "dedup/duplicate", dropped);
  counts.events -= dropped;
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

/** Counts the rows that the destination refused as set aside, not as events. */
function settleRefused(work: ObjectWork, { refused = {}, firstRefused: first, resent }: Delivered): void {
  const { counts, firstRejected } = work;
  work.resent = resent;
  for (const [rule, times] of Object.entries(refused)) {
    counts.events -= times;
    count(counts.setAside, rule, times);
  }
  if (first !== undefined && (firstRejected?.row ?? Number.POSITIVE_INFINITY) > first.row)
    work.firstRejected = errorOfRow(first);
}

/** The same object; adds the bytes that are read to the work's. */
function counted(opened: OpenedObject, work: ObjectWork): OpenedObject {
  return {
    size: opened.size,
    etag: opened.etag,
    lastModified: opened.lastModified,
    async *stream() {
      for await (const chunk of work.steps.each("open", opened.stream())) {
        work.bytes += chunk.length;
        yield chunk;
      }
    },
    async read(start, end, signal) {
      const bytes = await work.steps.run("open", () => opened.read(start, end, signal));
      work.bytes += bytes.length;
      return bytes;
    },
  };
}
