// From a source's settings to its job, run with as many threads as they say, and stopped within a set time.
import { combineHooks } from "../observe/hooks.ts";
import { composeJob, type ComposeOptions } from "./compose-job.ts";
import type { JobReport } from "../contracts/job-report.ts";
import { reportCollector } from "../job/report-collector.ts";
import { type JobOptions, runJob } from "../job/run-job.ts";
import type { SourceConfig } from "../source/config.ts";

export interface SourceRunOptions extends JobOptions, ComposeOptions {
  /** Once the signal aborts, the job has so many milliseconds to end (default 10,000); then it is abandoned. */
  readonly stopMs?: number;
}

/**
 * Runs the job of a source. Once `drain` aborts, objects under way have `limits.drainSeconds` to be finished; then they are given back.
 * Discovery, reading, the ledger and the sink stay on this thread; `limits.workers` threads map and check.
 * Resolves within `stopMs` of the signal's abort, or the end of draining. What had not stopped by then may hold this process until it does, and its
 * objects go to another process when this one has ended, or their lease.
 * @throws StageFailure of scope "job" when the job cannot be composed.
 */
export async function runSource(config: SourceConfig, options: SourceRunOptions = {}): Promise<JobReport> {
  const { stopMs = 10_000, drain, hooks = {} } = options;
  const drained = new AbortController();
  const signal = AbortSignal.any([drained.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const draining = drain === undefined ? undefined : afterAbort(drain, config.limits.drainSeconds * 1000);
  void draining?.reached.then(() => drained.abort(new Error("not finished within limits.drainSeconds")));
  const job = await composeJob(config, {}, options);
  const soFar = reportCollector(job.parts.source.identity, Date.now());
  const running = runJob(job.parts, {
    ...options,
    signal,
    hooks: combineHooks({ onScan: (scan) => soFar.addScan(scan), onObjectEnd: (report) => soFar.add(report) }, hooks),
  }).finally(() => job.close());
  const overdue = afterAbort(signal, stopMs);
  try {
    return await Promise.race([
      running,
      overdue.reached.then(() => {
        void job.parts.pool?.close();
        running.catch(() => {});
        return soFar.end(Date.now(), true);
      }),
    ]);
  } finally {
    draining?.forget();
    overdue.forget();
  }
}

/** Resolves so many milliseconds after the signal aborts. */
function afterAbort(signal: AbortSignal, ms: number): { readonly reached: Promise<void>; forget(): void } {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const start = (): void => {
    timer = setTimeout(resolve, ms);
  };
  if (signal.aborted) start();
  else signal.addEventListener("abort", start, { once: true });
  return {
    reached,
    forget() {
      clearTimeout(timer);
      signal.removeEventListener("abort", start);
    },
  };
}
