// What a job does, as lines of JSON that say no secret: a pino logger, and the hooks that feed it.
import { type DestinationStream, type Logger, pino } from "pino";
import { sum } from "../contracts/row-counts.ts";
import type { JobHooks } from "../contracts/job-report.ts";
import type { SourceConfig } from "../source/config.ts";

export interface LogOptions {
  /** `debug` tells of every object that is begun, too (default `info`). */
  readonly level?: "debug" | "info" | "warn" | "error" | "silent";
  /** A file to append to, a stream; default: standard error. */
  readonly destination?: string | DestinationStream;
  /** Texts that appear as `***` wherever they stand in a line. */
  readonly secrets?: readonly string[];
}

/** Keys whose values are left out, wherever a line holds settings. */
const SECRET_KEYS = ["apiKey", "secretAccessKey", "sessionToken", "externalId"];
const SECRET_PATHS = SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `*.*.*.${key}`]);

export function createLog({ level = "info", destination, secrets = [] }: LogOptions = {}): Logger {
  // As they stand inside a JSON string; the longest first, for one may be part of another.
  const hidden = secrets
    .filter((secret) => secret !== "")
    .map((secret) => JSON.stringify(secret).slice(1, -1))
    .toSorted((a, b) => b.length - a.length);
  const stream =
    typeof destination === "object"
      ? destination
      : pino.destination({ dest: destination ?? 2, mkdir: true, sync: true });
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET_PATHS, censor: "***" },
      hooks: { streamWrite: (line) => hidden.reduce((text, secret) => text.replaceAll(secret, "***"), line) },
    },
    stream,
  );
}

/** The secrets of a source file, and of the environment that its sink reads. */
export function secretsOf(
  { credentials, externalId, sink }: Pick<SourceConfig, "credentials" | "externalId" | "sink">,
  environment: NodeJS.ProcessEnv = process.env,
): readonly string[] {
  const ofSink = "credentials" in sink ? sink.credentials : undefined;
  const key = sink.type === "amplitude" ? (sink.apiKey ?? environment["AMPLITUDE_API_KEY"]) : undefined;
  const all = [
    credentials?.secretAccessKey,
    credentials?.sessionToken,
    ofSink?.secretAccessKey,
    ofSink?.sessionToken,
    externalId,
    key,
  ];
  return all.filter((secret) => secret !== undefined);
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
    onObjectEnd({ object: { bucket, key, etag }, outcome, counts, bytesRead, bytesWritten, ms, error, resent }) {
      const line = {
        bucket,
        key,
        etag,
        outcome,
        counts,
        bytesRead,
        bytesWritten,
        ms,
        ...(resent === undefined ? {} : { resent }),
        ...(error === undefined ? {} : { error }),
      };
      if (outcome === "failed" || outcome === "gone") log.error(line, "object failed");
      else if (sum(counts.setAside) > 0) log.warn(line, "object ingested, with rows set aside");
      else log.info(line, "object ingested");
    },
    onFailure: ({ code, scope, message, hint, place, retryable }) =>
      log.error({ code, scope, hint, place, retryable, failure: message }, "job failed"),
  };
}
