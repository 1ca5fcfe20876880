// From the settings of a source file on what is watched to the hooks of its job.
import { StageFailure } from "../contracts/stage-failure.ts";
import type { JobHooks } from "../contracts/job-report.ts";
import { runtimeVersion } from "../process/version.ts";
import { hideSecrets } from "../settings/hide-secrets.ts";
import type { SourceConfig } from "../source/config.ts";
import { combineHooks } from "./hooks.ts";
import { sourceSecrets } from "../source/secrets.ts";
import { createLog, logHooks } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { serveMetrics } from "./metrics-server.ts";
import { openTelemetryHooks } from "./open-telemetry.ts";
import { startTelemetry } from "./telemetry-sdk.ts";

export interface Observing {
  readonly hooks: JobHooks;
  /** Ends what was set up, once the job has ended. */
  close(): Promise<void>;
}

type Watched = Pick<SourceConfig, "log" | "metrics" | "openTelemetry"> & Partial<SourceConfig>;

/**
 * Hooks that log, count and trace as the source file says; without such settings they do nothing.
 * @throws StageFailure of scope "job": `observe/unusable` where the log file or the port cannot be used, `observe/no-telemetry`.
 */
export async function observeJob(config: Watched): Promise<Observing> {
  const parts: Observing[] = [];
  try {
    if (config.log !== undefined) parts.push(observeLog(config, config.log));
    if (config.metrics !== undefined) parts.push(await observeMetrics(config.metrics));
    if (config.openTelemetry) parts.push(await observeTelemetry(config));
  } catch (error) {
    await closeAll(parts);
    if (error instanceof StageFailure) throw error;
    throw new StageFailure({
      code: "observe/unusable",
      cause: error,
      message: `cannot set up the log or the metrics: ${(error as Error).message}`,
      hint: "check `log.file` and `metrics.port` in the source file",
    });
  }
  return { hooks: combineHooks(...parts.map(({ hooks }) => hooks)), close: () => closeAll(parts) };
}

async function closeAll(parts: readonly Observing[]): Promise<void> {
  await Promise.all(parts.map((part) => part.close()));
}

function observeLog(config: Watched, { file, level = "info" }: NonNullable<Watched["log"]>): Observing {
  const log = createLog({
    level,
    secrets: sourceSecrets(config),
    onError: ({ message }) => warn(`cannot write the log ${file ?? ""}: ${message}; the job goes on without it`),
    ...(file === undefined ? {} : { destination: file }),
  });
  return { hooks: logHooks(log), close: async () => {} };
}

async function observeMetrics(settings: NonNullable<Watched["metrics"]>): Promise<Observing> {
  const metrics = createMetrics();
  const server = await serveMetrics(metrics, settings);
  return { hooks: metrics.hooks, close: server.close };
}

async function observeTelemetry(config: Watched): Promise<Observing> {
  const hide = hideSecrets(sourceSecrets(config));
  const sdk = await startTelemetry((message) => warn(hide(`cannot export by OpenTelemetry: ${message}`)));
  return { hooks: openTelemetryHooks({ version: runtimeVersion(), hide }), close: () => sdk.shutdown() };
}

function warn(message: string): void {
  process.stderr.write(`${message}\n`);
}
