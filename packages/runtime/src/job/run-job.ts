// Runs a job: scans, notifications and workers side by side, until nothing is left, the signal aborts, or the job fails.
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createMutex } from "../async/mutex.ts";
import { createNotifier } from "../async/notifier.ts";
import { runTaskGroup } from "../async/task-group.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import type { Claim, ClaimRequest } from "../contracts/ledger.ts";
import { isDeadProcess, ownerOfThisProcess } from "../process/owner.ts";
import { createBeats } from "./beats.ts";
import { converterGate } from "./converter-gate.ts";
import { inLedger } from "./in-ledger.ts";
import { ingestObject } from "./ingest-object.ts";
import { jobSettings } from "./job-settings.ts";
import { combineHooks } from "../observe/hooks.ts";
import { createPresence } from "./presence.ts";
import { SCAN_SECONDS } from "../settings/limits.ts";
import type { JobParts } from "../contracts/job-parts.ts";
import type { JobHooks, JobReport, ObjectReport, ScanReport } from "../contracts/job-report.ts";
import { reportCollector } from "./report-collector.ts";
import { discover, type Found, nothingFound, type ScanEnd, type Scanner, scanInTurn } from "./scan.ts";

export interface JobOptions {
  /** End when nothing new is left; otherwise scan again and again until the signal aborts. */
  readonly once?: boolean;
  /** Work on objects that are to be replayed, and on no others; then end. */
  readonly replaysOnly?: boolean;
  /** Stops the job, and gives back what is under way. */
  readonly signal?: AbortSignal;
  /** Ends the job once what is under way is finished: nothing more is listed or claimed. */
  readonly drain?: AbortSignal;
  readonly hooks?: JobHooks;
}

/**
 * Ingests what the source offers and the ledger does not have yet. Resolves with the report also when the job failed
 * (`failure`) or was stopped (`aborted`); objects that were worked on at that moment are given back to the ledger.
 * Running on, it survives failures that may pass, such as S3 out of reach.
 */
export async function runJob(parts: JobParts, options: JobOptions = {}): Promise<JobReport> {
  const { clock } = jobSettings(parts);
  const report = reportCollector(parts.source.identity, clock());
  const signal = options.signal ?? new AbortController().signal;
  const drain = options.drain ?? new AbortController().signal;
  const presence = createPresence(parts);
  const job: Job = {
    parts,
    options,
    signal,
    drain,
    looking: AbortSignal.any([signal, drain]),
    report,
    request: claimRequest(parts, options),
    gate: converterGate(parts),
    exclusive: createMutex(),
    hooks: guarded(combineHooks(presence.hooks, options.hooks ?? {})),
  };
  const beats = createBeats(job);
  try {
    await inLedger(() => parts.ledger.bind(parts.source.identity));
    await presence.begin();
    if (parts.mapper.text !== undefined) parts.pool?.start({ hash: parts.mapper.hash, text: parts.mapper.text });
    const { hash: converterHash } = parts.mapper;
    const waitingUnderOther = await inLedger(() => parts.ledger.waitingUnderOther(converterHash));
    const { identity } = parts.source;
    job.hooks.onJob?.({ source: identity, converterHash, waitingUnderOther, asBytes: goAsBytes(parts) });
    beats.start();
    if (options.replaysOnly === true) await untilReplayed(job);
    else if (options.once === true) await untilNothingNew(job);
    else await untilStopped(job);
    const { failed: stillFailed } = await inLedger(() => parts.ledger.backlog(job.request));
    return ended(job, report.end(clock(), job.looking.aborted, { stillFailed }));
  } catch (error) {
    if (signal.aborted) return ended(job, report.end(clock(), true));
    const failure = asJobFailure(error);
    const end = report.end(clock(), false, { failure });
    // A hook that failed is not called again.
    if (failure.code === "pipeline/hook-failed") return end;
    job.hooks.onFailure?.(failure);
    return ended(job, end);
  } finally {
    await beats.stop();
    await presence.end();
  }
}

function goAsBytes({ bytes }: JobParts): boolean {
  return bytes !== undefined && !("why" in bytes.mapper());
}

function ended(job: Job, report: JobReport): JobReport {
  job.hooks.onJobEnd?.(report);
  return report;
}

interface Job extends Scanner {
  readonly options: JobOptions;
  readonly signal: AbortSignal;
  readonly drain: AbortSignal;
  /** Aborts with either: no more work is looked for. */
  readonly looking: AbortSignal;
  readonly hooks: JobHooks;
  readonly report: ReturnType<typeof reportCollector>;
  readonly request: ClaimRequest;
}

function claimRequest(parts: JobParts, options: JobOptions): ClaimRequest {
  const { leaseMs, maxAttempts, retryForMs, keepOrder } = jobSettings(parts);
  return {
    owner: ownerOfThisProcess(),
    run: randomUUID(),
    leaseMs,
    maxAttempts,
    retryForMs,
    keepOrder,
    ...(options.once === true || options.replaysOnly === true ? {} : { retryAfterMs: retryMs(parts) }),
    ...(options.replaysOnly === true ? { replaysOnly: true } : {}),
  };
}

/** A worker without work looks for some this often. */
const LONGEST_IDLE_MS = 5000;

function retryMs(parts: JobParts): number {
  return Math.min(jobSettings(parts).scanMs, SCAN_SECONDS * 1000);
}

/** Resolves also where the job drains, and so looks for no more work. */
async function unlessDraining<T>(job: Job, looking: Promise<T>): Promise<T | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (job.drain.aborted && !job.signal.aborted) return undefined;
    throw error;
  }
}

/**
 * Scans and works until a scan brings nothing and nobody holds an object any more. What is gone when it is read brings nothing either: a
 * listing may go on naming it (D).
 */
async function untilNothingNew(job: Job): Promise<void> {
  const { ledger } = job.parts;
  const work = (): Promise<number> => workers(job, job.signal, async () => false);
  for (;;) {
    let worked = 0;
    const scanned = scanAfterOthers(job, job.looking, async () => void (worked += await work()));
    const incomplete = await unlessDraining(job, scanned);
    worked += await work();
    // Other processes may be at work; if one dies, its objects become free here.
    while (!job.drain.aborted && (await inLedger(() => ledger.anyClaimed()))) {
      await unlessDraining(job, sleep(250, undefined, { signal: job.looking }));
      await inLedger(() => ledger.reclaimDead(isDeadProcess));
      worked += await work();
    }
    // What was listed is ingested; that nothing else is new, nobody knows.
    if (incomplete !== undefined) throw incomplete;
    if (worked === 0 || job.drain.aborted) return;
  }
}

/** Works until nobody holds an object that is to be replayed; nothing is listed. */
async function untilReplayed(job: Job): Promise<void> {
  await inLedger(() => job.parts.ledger.reclaimDead(isDeadProcess));
  await workers(job, job.signal, async () => false);
}

/** Scans at intervals while workers wait for what the scans bring. */
async function untilStopped(job: Job): Promise<void> {
  const { scanMs } = jobSettings(job.parts);
  while (!job.looking.aborted) {
    try {
      await runTaskGroup(job.signal, async (group) => {
        const signal = AbortSignal.any([group, job.drain]);
        const newWork = createNotifier();
        const scans = async (): Promise<void> => {
          // What others listed a moment ago need not be listed again at the start.
          for (let everyMs = retryMs(job.parts); ; everyMs = scanMs) {
            const end = await scan(job, signal, everyMs);
            const incomplete = end.granted ? end.found.incomplete : undefined;
            if (incomplete !== undefined) job.hooks.onFailure?.(incomplete, { retryInMs: scanMs });
            else job.hooks.onLook?.();
            newWork.notify();
            const pauseMs = end.granted ? scanMs : Math.min(Math.max(end.waitMs, SHORTEST_WAIT_MS), scanMs);
            await sleep(pauseMs, undefined, { signal });
          }
        };
        const waitForWork = async (): Promise<boolean> => {
          await unlessDraining(job, newWork.next(signal));
          return !job.drain.aborted;
        };
        // Objects become due, claims end and other processes find objects without a scan of this one, too.
        const ticks = async (): Promise<void> => {
          for (;;) {
            await sleep(Math.min(retryMs(job.parts), LONGEST_IDLE_MS), undefined, { signal });
            newWork.notify();
          }
        };
        const looking = [scans(), ticks(), watch(job, signal, newWork.notify)];
        return [...looking.map((task) => unlessDraining(job, task)), workers(job, group, waitForWork)];
      });
    } catch (error) {
      const failure = asJobFailure(error);
      if (job.signal.aborted || !failure.retryable) throw error;
      const retryInMs = retryMs(job.parts);
      job.hooks.onFailure?.(failure, { retryInMs });
      await unlessDraining(job, sleep(retryInMs, undefined, { signal: job.looking }));
    }
  }
}

/** Lists the bucket in turn, if the last listing was so long ago; what it brought is in the ledger. */
async function scan(job: Job, signal: AbortSignal, everyMs?: number): Promise<ScanEnd> {
  const end = await scanInTurn(job, signal, everyMs);
  if (end.granted) await report(job, end.found);
  return end;
}

const SHORTEST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 1000;

/** Lists the bucket, after whoever lists it now; `meanwhile` is called at times. Resolves with why the listing is incomplete, where it is. */
async function scanAfterOthers(
  job: Job,
  signal: AbortSignal,
  meanwhile = async (): Promise<void> => {},
): Promise<StageFailure | undefined> {
  for (;;) {
    const end = await scan(job, signal);
    if (end.granted) {
      if (end.found.incomplete === undefined) job.hooks.onLook?.();
      return end.found.incomplete;
    }
    await meanwhile();
    await sleep(Math.min(Math.max(end.waitMs, SHORTEST_WAIT_MS), LONGEST_WAIT_MS), undefined, { signal });
  }
}

/** Takes objects from notifications until the signal aborts; survives failures that may pass, while scans go on. */
async function watch(job: Job, signal: AbortSignal, notify: () => void): Promise<void> {
  const { ledger, source } = job.parts;
  if (source.watch === undefined) return;
  for (let failures = 0; ;) {
    try {
      for await (const batch of source.watch(signal, () => job.hooks.onLook?.())) {
        const found: Found = { ...nothingFound(), notified: batch.counts };
        // Messages come in any order; only a listing shows what was uploaded before.
        if (job.request.keepOrder === true && batch.objects.length > 0) await scanAfterOthers(job, signal);
        else await discover(job, batch.objects, found, signal);
        for (const message of batch.setAside) await inLedger(() => ledger.setAsideMessage(message));
        notify();
        await batch.done();
        await report(job, found);
        failures = 0;
      }
      return;
    } catch (error) {
      const failure = asJobFailure(error);
      if (signal.aborted || !failure.retryable) throw error;
      failures += 1;
      const retryInMs = Math.min(60_000, 1000 * 2 ** failures);
      job.hooks.onFailure?.(failure, { retryInMs });
      await sleep(retryInMs, undefined, { signal });
    }
  }
}

async function report(job: Job, found: ScanReport): Promise<void> {
  job.report.addScan(found);
  const waiting = await inLedger(() => job.parts.ledger.backlog(job.request));
  job.hooks.onScan?.(found, waiting);
}

/** Works on objects side by side; gives the number of those that were there. Where none is left, `more` waits for others, or says that there will be none. */
async function workers(job: Job, signal: AbortSignal, more: () => Promise<boolean>): Promise<number> {
  let worked = 0;
  const hooks = combineHooks({
    ...job.hooks,
    onObjectEnd: (report) => job.hooks.onObjectEnd?.({ ...report, ...nextAttempt(job.request, report) }),
  });
  const worker = async (held: AbortSignal): Promise<void> => {
    for (;;) {
      held.throwIfAborted();
      if (job.drain.aborted) return;
      const next = (): Promise<Claim | undefined> => inLedger(() => job.parts.ledger.claim(job.request));
      const claim = await (job.request.keepOrder === true ? job.exclusive(next) : next());
      if (claim === undefined) {
        if (await more()) continue;
        return;
      }
      // Whoever stays has it at once.
      if (job.drain.aborted) return inLedger(() => job.parts.ledger.release(claim));
      const ended = await ingestObject(job.parts, claim, hooks, held);
      job.report.add(ended);
      if (ended.outcome !== "gone") worked += 1;
    }
  };
  const width = Math.max(1, jobSettings(job.parts).objectsAtOnce);
  await runTaskGroup(signal, async (held) => Array.from({ length: width }, () => worker(held)));
  return worked;
}

/** As ledgers say when a failed object is due; after its last attempt only they know. */
function nextAttempt(
  { retryAfterMs, maxAttempts }: ClaimRequest,
  { outcome, error, attempt = 1, ms }: ObjectReport,
): Pick<ObjectReport, "retryInMs"> {
  if (outcome !== "failed" || error?.retryable !== true || retryAfterMs === undefined || attempt >= maxAttempts)
    return {};
  return { retryInMs: Math.max(0, retryAfterMs * 2 ** Math.min(attempt - 1, 10) - ms) };
}

/** The same hooks; an error of one becomes a failure of the job, never of the object under way. */
function guarded(hooks: JobHooks): JobHooks {
  const names = [
    "onJob",
    "onScan",
    "onLook",
    "onObjectStart",
    "onProgress",
    "onObjectEnd",
    "onFailure",
    "onJobEnd",
  ] as const;
  const call = (name: (typeof names)[number], args: readonly unknown[]): void => {
    try {
      (hooks[name] as ((...args: readonly unknown[]) => void) | undefined)?.call(hooks, ...args);
    } catch (error) {
      throw new StageFailure({
        code: "pipeline/hook-failed",
        cause: error,
        message: `the hook ${name} failed: ${error instanceof Error ? error.message : String(error)}`,
        hint: "fix the hook; the objects under way were released",
      });
    }
  };
  return {
    ...Object.fromEntries(names.map((name) => [name, (...args: readonly unknown[]) => call(name, args)])),
    ...(hooks.onBeat === undefined ? {} : { onBeat: hooks.onBeat }),
  };
}

function asJobFailure(error: unknown): StageFailure {
  if (error instanceof StageFailure) return error;
  return new StageFailure({
    code: "pipeline/unexpected",
    scope: "job",
    retryable: false,
    cause: error,
    message: `the job failed: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
    hint: "please report it, with this message",
  });
}
