// heddle run: runs the ingest job of a source file, with progress on standard error and a table at the end.
import { printable } from "@heddle/compiler/printable";
import {
  combineHooks,
  type JobHooks,
  type JobReport,
  loadSource,
  type ObjectReport,
  observeJob,
  runSource,
  type ScanReport,
  type SourceConfig,
  type SourceRunOptions,
  StageFailure,
  sum,
} from "@heddle/runtime";
import type { InputOf } from "../../command/define-command.ts";
import { requireFile } from "../../named-file.ts";
import { failureLines, failureText } from "../../failure-text.ts";
import { gcHooks } from "../../gc-tuning.ts";
import { limitNewFiles } from "../../new-files.ts";
import { driftWords } from "../../report/drift.ts";
import { formatBytes, formatCount, formatDuration, formatReasons, plural } from "../../report/format.ts";
import { jsonText } from "../../report/json.ts";
import { renderJobReport } from "../../report/job.ts";
import { layoutOf } from "../../report/layout.ts";
import { createProgress, type Progress } from "../../report/progress.ts";
import { painter } from "../../report/style.ts";
import type { Terminal } from "../../terminal.ts";
import { withoutSecrets } from "../../without-secrets.ts";
import type { command } from "./command.ts";

/** How long a stopped process may go on after its report, if something keeps it alive. */
const EXIT_DELAY_MS = 2_000;

/** Exit code 0: all objects were ingested, or the job was stopped by a signal; 1: the job or an object failed, in this run or before. */
export async function run(
  { source: path, once, json, quiet, logFormat, newKeys }: InputOf<typeof command>,
  terminal: Terminal,
): Promise<number> {
  await requireFile(path);
  const config = await loadSource(path);
  return runAndReport(
    config,
    (options) => runSource(config, { ...options, once, newKeys }),
    { json, quiet, isShort: once, logFormat },
    terminal,
  );
}

interface ReportOptions {
  /** How standard error is written; absent: as the source file says. */
  readonly logFormat?: "text" | "json" | undefined;
  readonly json: boolean;
  readonly quiet?: boolean;
  /** Whether the job ends by itself, so that its report follows soon. */
  readonly isShort?: boolean;
}

/** Runs a job of a source with progress on standard error, and prints its report; gives the exit code. */
export async function runAndReport(
  config: SourceConfig,
  start: (options: Pick<SourceRunOptions, "signal" | "drain" | "hooks">) => Promise<JobReport>,
  { json, quiet = false, isShort = false, logFormat }: ReportOptions,
  bare: Terminal,
): Promise<number> {
  const terminal = withoutSecrets(bare, config);
  const allowNewFiles = limitNewFiles(config);
  const progress = createProgress(terminal.err);
  const hasRecords = logFormat === undefined ? logsToStandardError(config) : logFormat === "json";
  const observing = await observeJob(
    logFormat === "text" && logsToStandardError(config) ? withoutLog(config) : config,
    {
      show: (level, message) => {
        if (!quiet || level === "warn") progress.log(printable(message));
      },
      ...(hasRecords ? { records: quiet ? "error" : (config.log?.level ?? "info") } : {}),
    },
  );
  const underWay = new Set<string>();
  const stopping = stopOnSignals(() => {
    if (underWay.size === 0 || quiet) return;
    const what = `finishing ${plural(underWay.size, "object")}, for up to ${config.limits.drainSeconds} s`;
    observing.notify("info", `${what}; another signal gives ${underWay.size === 1 ? "it" : "them"} back at once`);
  });
  try {
    const shown = new Set<unknown>();
    const hooks = shownHooks(
      quiet,
      hasRecords,
      progressHooks(progress, terminal, isShort && !json && terminal.out.isTty && terminal.err.isTty),
    );
    const onFailure: JobHooks["onFailure"] = (failure, next) => {
      shown.add(failure);
      hooks.onFailure?.(failure, next);
    };
    const report = await start({
      signal: stopping.stop,
      drain: stopping.drain,
      hooks: combineHooks(
        {
          onObjectStart: ({ key }) => void underWay.add(key),
          onObjectEnd: ({ object }) => void underWay.delete(object.key),
        },
        { ...hooks, onFailure },
        observing.hooks,
        gcHooks(),
      ),
    });
    progress.stop();
    if (json) await terminal.out.write(jsonText(report));
    else await terminal.out.write(`${renderJobReport(report, layoutOf(terminal.out))}\n`);
    if (report.failure !== undefined && !shown.has(report.failure))
      await terminal.err.write(failureLines("heddle run", report.failure, terminal.err));
    // Work that does not stop in time must not keep the process alive; its claims are free once the process has ended.
    if (report.aborted) setTimeout(() => process.exit(), EXIT_DELAY_MS).unref();
    return exitCodeOf(report);
  } catch (error) {
    if (!hasRecords || !(error instanceof StageFailure)) throw error;
    observing.hooks.onFailure?.(error);
    return 1;
  } finally {
    stopping.forget();
    await observing.close();
    // Work that did not stop in time may still write.
    if (!stopping.stop.aborted) allowNewFiles();
  }
}

interface Stopping {
  /** Aborts with the first signal: finish what is under way. */
  readonly drain: AbortSignal;
  /** Aborts with the second: give it back. */
  readonly stop: AbortSignal;
  forget(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** A third signal ends the process. */
function stopOnSignals(onDrain: () => void): Stopping {
  const [drain, stop] = [new AbortController(), new AbortController()];
  const forget = (): void => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  function onSignal(): void {
    if (drain.signal.aborted) {
      forget();
      stop.abort(new Error("stopped by a second signal"));
      return;
    }
    onDrain();
    drain.abort(new Error("stopped by a signal"));
  }
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return { drain: drain.signal, stop: stop.signal, forget };
}

function exitCodeOf({ failure, outcomes, aborted, stillFailed = 0 }: JobReport): number {
  return failure === undefined && outcomes.failed === 0 && (aborted || stillFailed === 0) ? 0 : 1;
}

/** What is shown on standard error: with `quiet` failures alone; nothing where records go there, which have it all. */
function shownHooks(quiet: boolean, hasRecords: boolean, hooks: JobHooks): JobHooks {
  if (hasRecords) return {};
  return quiet && hooks.onFailure !== undefined ? { onFailure: hooks.onFailure } : hooks;
}

function logsToStandardError({ log }: Pick<SourceConfig, "log">): boolean {
  return log !== undefined && log.file === undefined;
}

function withoutLog({ log: _, ...config }: SourceConfig): SourceConfig {
  return config;
}

/** Hooks that show a job's progress; with `isReported` the same screen will have a report that says how each object ended. */
export function progressHooks(progress: Progress, { err }: Pick<Terminal, "err">, isReported: boolean): JobHooks {
  const paint = painter(err.color);
  return {
    onJob({ waitingUnderOther }) {
      if (waitingUnderOther === 0) return;
      progress.log(
        paint("yellow", `the converter has changed: it also maps ${plural(waitingUnderOther, "object")} found before`),
      );
    },
    onScan(scan, waiting) {
      for (const object of scan.changed)
        progress.log(paint("yellow", `changed after it was ingested; not ingested again: ${printable(object.key)}`));
      for (const { key, code, message } of scan.findings) {
        // An object that changed after its ingest has its line already.
        if (!scan.changed.some((object) => object.key === key))
          progress.log(paint("yellow", printable(`${key}: [${code}] ${message}`)));
      }
      for (const line of oddMessages(scan)) progress.log(paint("yellow", line));
      if (scan.fresh > 0)
        progress.log(
          `${plural(scan.listed, "object")} ${scan.notified === undefined ? "listed" : "notified"}, ${scan.fresh} new; ${waiting.objects} to ingest, ${formatBytes(waiting.bytes)}`,
        );
    },
    onBeat: err.isTty ? () => {} : heartbeat((line) => progress.log(line)),
    onObjectStart(object) {
      progress.update(object.key, { label: printable(object.key), share: 0, note: formatBytes(object.size) });
    },
    onProgress({ object, bytes, rows }) {
      const share = object.size === 0 ? 1 : bytes / object.size;
      progress.update(object.key, {
        label: printable(object.key),
        share,
        note: `${formatCount(rows)} rows, ${formatBytes(bytes)} of ${formatBytes(object.size)}`,
      });
    },
    onObjectEnd(report) {
      if (isReported) return progress.finish(report.object.key);
      const colour = report.outcome === "done" ? "green" : "red";
      progress.finish(
        report.object.key,
        `${paint(colour, report.outcome.padEnd(6))} ${printable(`${report.object.key}  ${endOf(report)}`)}`,
      );
    },
    onFailure(failure, next) {
      progress.log(`heddle run: ${paint("red", failureText(failure))}`);
      if (next !== undefined) progress.log(`trying again in ${formatDuration(next.retryInMs)}`);
    },
  };
}

function oddMessages({ notified }: ScanReport): readonly string[] {
  if (notified === undefined) return [];
  return [
    ...(notified.setAside === 0
      ? []
      : [`could not understand ${plural(notified.setAside, "message")} from the queue; kept in the ledger`]),
    ...(notified.foreign === 0
      ? []
      : [`${plural(notified.foreign, "message")} about other buckets given back to the queue`]),
    ...(notified.deleted === 0
      ? []
      : [`${plural(notified.deleted, "notified object")} deleted before it could be listed`]),
  ];
}

const HEARTBEAT_MS = 60_000;

/** A line a minute where no bars show that the job is at work. */
function heartbeat(log: (line: string) => void): NonNullable<JobHooks["onBeat"]> {
  let saidAt = performance.now();
  return ({ backlog }) => {
    if (backlog === undefined || performance.now() - saidAt < HEARTBEAT_MS) return;
    saidAt = performance.now();
    const { objects, bytes, claimed, failed } = backlog;
    const waiting = `${plural(objects, "object")} waiting, ${formatBytes(bytes)}`;
    log(`at work on ${plural(claimed, "object")}; ${waiting}${failed === 0 ? "" : `; ${formatCount(failed)} failed`}`);
  };
}

function endOf(report: ObjectReport): string {
  const { outcome, counts, ms, error, drift, findings } = report;
  if (outcome !== "done")
    return error === undefined ? "" : `[${error.code}] ${error.message}; ${error.hint}${retryOf(report)}`;
  const setAside = sum(counts.setAside);
  const kept = setAside === 0 ? "" : `, ${formatCount(setAside)} set aside (${formatReasons(counts.setAside)})`;
  const lost = counts.changes["event/time-lost"] ?? 0;
  const empty = findings.find(({ code }) => code === "file/no-rows");
  const without = empty === undefined ? "" : ` (${empty.message})`;
  const timeless = lost === 0 ? "" : `, ${formatCount(lost)} without a time [event/time-lost]`;
  return `${plural(counts.rows, "row")}${without}, ${plural(counts.events, "event")}${kept}${timeless}, ${formatDuration(ms)}${driftOf(drift)}`;
}

function retryOf({ retryInMs }: ObjectReport): string {
  return retryInMs === undefined ? "" : `; trying again in ${formatDuration(retryInMs)}`;
}

function driftOf(drift: ObjectReport["drift"]): string {
  const words = driftWords(drift);
  if (words.length === 0) return "";
  return `; drift: ${words.slice(0, 3).join(", ")}${words.length > 3 ? ` and ${words.length - 3} more` : ""}`;
}
