// From a source's settings to its job on several threads, which share the ledger and take object after object from it.
import { Worker } from "node:worker_threads";
import { addCounts, noRows } from "./counts.ts";
import { StageFailure } from "./failure.ts";
import { composeJob } from "./pipeline-compose.ts";
import type { JobHooks, JobReport, ObjectOutcome } from "./pipeline-report.ts";
import { type JobOptions, runJob } from "./pipeline.ts";
import type { SourceConfig } from "./source/config.ts";

export interface SourceRunOptions extends JobOptions {
  /** Once the signal aborts, threads that have not stopped within so many milliseconds are ended as they are (default 10,000). */
  readonly stopMs?: number;
  /** Arguments of Node for the threads (default: those of this process). */
  readonly execArgv?: readonly string[];
}

export interface ThreadData {
  readonly config: SourceConfig;
  readonly once: boolean;
}

export type FailureData = Pick<StageFailure, "code" | "scope" | "message" | "hint" | "place" | "retryable">;

/** What a thread tells. */
export type FromThread =
  | { readonly hook: Exclude<keyof JobHooks, "onFailure">; readonly told: readonly unknown[] }
  | { readonly failed: FailureData }
  | { readonly report: Omit<JobReport, "failure">; readonly failure?: FailureData }
  | { readonly refused: FailureData };

/**
 * Runs the job of a source: on this thread, or side by side on as many as `limits.workers` says. An object is worked on by one
 * thread, so the order of its rows is kept; where mutations have to arrive in the order of the objects, there is one thread.
 * `limits.objectsAtOnce` counts over all threads. Objects of a thread that died are free when their lease has ended.
 * @throws StageFailure of scope "job" when the job cannot be composed.
 */
export async function runSource(config: SourceConfig, options: SourceRunOptions = {}): Promise<JobReport> {
  const threads = config.strategy === "mirror_sync" ? 1 : (config.limits.workers ?? 1);
  if (threads > 1) return runThreads(config, threads, options);
  const job = await composeJob(config);
  try {
    return await runJob(job.parts, options);
  } finally {
    await job.close();
  }
}

async function runThreads(config: SourceConfig, threads: number, options: SourceRunOptions): Promise<JobReport> {
  const objectsAtOnce = Math.max(1, Math.floor((config.limits.objectsAtOnce ?? 4) / threads));
  const shared: SourceConfig = { ...config, limits: { ...config.limits, objectsAtOnce } };
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  let thrown: unknown;
  const hooks = options.hooks ?? {};
  const call = (name: keyof JobHooks, told: readonly unknown[]): void => {
    try {
      (hooks[name] as ((...told: readonly unknown[]) => void) | undefined)?.call(hooks, ...told);
    } catch (error) {
      thrown ??= new StageFailure({
        code: "pipeline/hook-failed", scope: "job", cause: error, hint: "mend the hook; objects that were worked on are given back",
        message: `the hook ${name} failed: ${error instanceof Error ? error.message : String(error)}`,
      });
      stop.abort(thrown);
    }
  };
  const startedAt = Date.now();
  const ends = await Promise.all(
    Array.from({ length: threads }, (_, number) =>
      // One thread tells of the start of the job, not each.
      runThread({ config: shared, once: options.once === true }, options, signal, (name, told) => void (name === "onJob" && number > 0 ? undefined : call(name, told))).then((end) => {
        if (end.failure !== undefined) stop.abort(end.failure);
        return end;
      }),
    ),
  );
  const refused = ends.find(({ report, failure }) => report === undefined && failure?.code !== "pipeline/thread-died")?.failure;
  if (refused !== undefined && ends.every(({ report }) => report === undefined)) throw refused;
  return merged(ends, startedAt, thrown instanceof StageFailure ? thrown : undefined, options.signal?.aborted === true, config);
}

interface End {
  /** Absent: the thread could not begin, or died. */
  readonly report?: Omit<JobReport, "failure">;
  readonly failure?: StageFailure;
}

/** Resolves when the thread has ended, however it did. */
function runThread(data: ThreadData, { stopMs = 10_000, execArgv }: SourceRunOptions, signal: AbortSignal, call: (name: keyof JobHooks, told: readonly unknown[]) => void): Promise<End> {
  const file = import.meta.url.endsWith(".ts") ? "./pipeline-thread.ts" : "./pipeline-thread.js";
  const worker = new Worker(new URL(file, import.meta.url), { workerData: data, ...(execArgv === undefined ? {} : { execArgv: [...execArgv] }) });
  let end: End | undefined;
  let died: unknown;
  let patience: NodeJS.Timeout | undefined;
  const onStop = (): void => {
    worker.postMessage("stop");
    patience = setTimeout(() => void worker.terminate(), stopMs);
  };
  if (signal.aborted) onStop();
  else signal.addEventListener("abort", onStop, { once: true });
  worker.on("message", (message: FromThread) => {
    if ("hook" in message) call(message.hook, message.told);
    else if ("failed" in message) call("onFailure", [new StageFailure(message.failed)]);
    else if ("refused" in message) end = { failure: new StageFailure(message.refused) };
    else end = { report: message.report, ...(message.failure === undefined ? {} : { failure: new StageFailure(message.failure) }) };
  });
  worker.on("error", (error) => {
    died = error;
  });
  return new Promise((resolve) => {
    worker.on("exit", () => {
      clearTimeout(patience);
      signal.removeEventListener("abort", onStop);
      resolve(end ?? (signal.aborted ? {} : { failure: threadDied(died) }));
    });
  });
}

export function failureAsData({ code, scope, message, hint, place, retryable }: StageFailure): FailureData {
  return { code, scope, message, hint, place, retryable };
}

function threadDied(error: unknown): StageFailure {
  return new StageFailure({
    code: "pipeline/thread-died", scope: "job", retryable: true, cause: error,
    message: `a thread of the job died: ${error instanceof Error ? `${error.name}: ${error.message}` : "it ended without a word"}`,
    hint: "the next run goes on with its objects; give the machine more memory, or take fewer `limits.workers`",
  });
}

const KEPT = 10_000;

function merged(ends: readonly End[], startedAt: number, ofHook: StageFailure | undefined, aborted: boolean, { bucket, prefix, region, roleArn }: SourceConfig): JobReport {
  const reports = ends.flatMap(({ report }) => (report === undefined ? [] : [report]));
  const outcomes: Record<ObjectOutcome, number> = { done: 0, failed: 0, gone: 0, lost: 0 };
  const totals = noRows();
  for (const report of reports) {
    for (const outcome of Object.keys(outcomes) as ObjectOutcome[]) outcomes[outcome] += report.outcomes[outcome];
    addCounts(totals, report.totals);
  }
  const objects = reports.flatMap((report) => report.objects);
  const failure = ofHook ?? ends.find((end) => end.failure !== undefined)?.failure;
  return {
    source: { bucket, prefix, region, ...(roleArn === undefined ? {} : { roleArn }) },
    startedAt,
    endedAt: Date.now(),
    objects: objects.slice(0, KEPT),
    omitted: reports.reduce((total, { omitted }) => total + omitted, Math.max(0, objects.length - KEPT)),
    changed: reports.flatMap(({ changed }) => changed).slice(0, KEPT),
    findings: reports.flatMap(({ findings }) => findings).slice(0, KEPT),
    outcomes,
    totals,
    aborted,
    ...(failure === undefined ? {} : { failure }),
  };
}
