// What a job does, as lines of JSON that say no secret: a pino logger, and the hooks that feed it.
import { printableJson } from "@heddle/compiler/printable";
import { type DestinationStream, type Logger, pino } from "pino";
import { sum } from "../contracts/row-counts.ts";
import type { JobHooks } from "../contracts/job-report.ts";
import { steadyNow } from "../process/steady-clock.ts";
import { hideSecrets } from "../settings/hide-secrets.ts";
import { SECRET_KEYS } from "../source/secrets.ts";

export interface LogOptions {
  /** `debug` also logs each object that is started (default `info`). */
  readonly level?: "debug" | "info" | "warn" | "error" | "silent";
  /** A file to append to, a stream; default: standard error. */
  readonly destination?: string | DestinationStream;
  /** Called with the first error of writing; the lines are lost, and the job goes on. Default: the error is thrown. */
  readonly onError?: (error: Error) => void;
  /** Texts that appear as `***` wherever a line has them. */
  readonly secrets?: readonly string[];
}

/** Keys whose values are left out, wherever a line holds settings. */
const SECRET_PATHS = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `*.*.*.${key}`]);

export function createLog({ level = "info", destination, secrets = [], onError }: LogOptions = {}): Logger {
  const hide = hideSecrets(secrets);
  const stream = typeof destination === "object" ? destination : openLog(destination, onError);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_PATHS, censor: "***" },
      hooks: { streamWrite: (line) => printableJson(hide(line)) },
    },
    stream,
  );
}

function openLog(path: string | undefined, onError: LogOptions["onError"]): DestinationStream {
  const stream = pino.destination({ dest: path ?? 2, mkdir: true, sync: true });
  let hasFailed = false;
  if (onError !== undefined)
    stream.on("error", (error: Error) => {
      if (!hasFailed) onError(error);
      hasFailed = true;
    });
  return stream;
}

/** Hooks that write a line for each thing that happens; a row's content never gets into one. */
export function logHooks(log: Logger): JobHooks {
  return {
    onJob: ({ source, converterHash }) => log.info({ source, converterHash }, "job started"),
    onScan({ listed, fresh, changed, findings }, backlog) {
      log.info({ listed, fresh, backlog }, "scanned");
      for (const { key, etag } of changed) log.warn({ key, etag }, "object changed after it was ingested");
      for (const finding of findings) log.warn({ finding }, "came in an unexpected way");
    },
    onObjectStart: ({ bucket, key, size, etag }, attempt) =>
      log.debug({ bucket, key, size, etag, attempt }, "object started"),
    onBeat: heartbeat(log),
    onObjectEnd(report) {
      const { outcome, counts, bytesRead, bytesWritten, ms, error, resent, findings, drift, attempt, retryInMs } =
        report;
      const { bucket, key, etag } = report.object;
      const line = {
        bucket,
        key,
        etag,
        outcome,
        counts,
        bytesRead,
        bytesWritten,
        ms,
        ...(attempt === undefined ? {} : { attempt }),
        ...(findings.length === 0 ? {} : { findings }),
        ...(drift === undefined ? {} : { drift }),
        ...(resent === undefined ? {} : { resent }),
        ...(retryInMs === undefined ? {} : { retryInMs }),
        ...(error === undefined ? {} : { error }),
      };
      if (outcome === "failed" || outcome === "gone") log.error(line, "object failed");
      else if (sum(counts.setAside) > 0) log.warn(line, "object ingested, with rows set aside");
      else log.info(line, "object ingested");
    },
    onFailure: ({ code, scope, message, hint, place, retryable }, next) =>
      log.error({ code, scope, hint, place, retryable, ...next, failure: message }, "job failed"),
    onJobEnd({ startedAt, endedAt, outcomes, stillFailed, listings, totals, aborted, failure }) {
      const line = { ms: endedAt - startedAt, outcomes, stillFailed, listings, totals, aborted };
      if (failure === undefined) log.info(line, "job ended");
      else log.error({ ...line, code: failure.code }, "job ended");
    },
  };
}

const HEARTBEAT_MS = 60_000;

/** A line a minute, so that silence means something. */
function heartbeat(log: Logger): NonNullable<JobHooks["onBeat"]> {
  let saidAt = steadyNow();
  return ({ backlog, failure }) => {
    if (steadyNow() - saidAt < HEARTBEAT_MS) return;
    saidAt = steadyNow();
    if (failure === undefined) log.info({ backlog }, "at work");
    else log.warn({ code: failure.code, failure: failure.message }, "the ledger does not answer");
  };
}
