// From the settings of a source file on what is watched to the hooks of its job.
import { StageFailure } from "../contracts/stage-failure.ts";
import type { JobHooks } from "../contracts/job-report.ts";
import { runtimeVersion } from "../process/version.ts";
import { hideSecrets } from "../settings/hide-secrets.ts";
import type { SourceConfig } from "../source/config.ts";
import { combineHooks } from "./hooks.ts";
import { sourceSecrets } from "../source/secrets.ts";
import { alertHooks, type AlertSettings } from "./alerts.ts";
import { createHealth } from "./health.ts";
import { createLog, logHooks, type LogOptions } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { keepServing, serveMetrics } from "./metrics-server.ts";
import { alertSender } from "./send-alert.ts";
import { openTelemetryHooks } from "./open-telemetry.ts";
import { startTelemetry } from "./telemetry-sdk.ts";

export interface Observing {
  readonly hooks: JobHooks;
  /** Something that whoever runs the job should know, in the log and wherever messages go. */
  readonly notify: Notify;
  /** Ends what was set up, once the job has ended. */
  close(): Promise<void>;
}

export type Notify = (level: "info" | "warn", message: string) => void;

export interface ObserveOptions {
  /** Where messages go besides the log; default: standard error. Nowhere where the log goes there. */
  readonly show?: Notify;
  /** Writes records of this level to standard error, wherever else the source file has the log. */
  readonly records?: NonNullable<LogOptions["level"]>;
}

type Part = Pick<Observing, "hooks" | "close">;
type Watched = Pick<SourceConfig, "log" | "metrics" | "alerts" | "openTelemetry"> & Partial<SourceConfig>;

/** How long a port may be taken by another process before it is tried again. */
const PORT_RETRY_MS = 30_000;

/**
 * Hooks that log, count and trace as the source file says; without such settings they do nothing.
 * @throws StageFailure of scope "job": `observe/unusable` where the log file cannot be used, `observe/no-telemetry`,
 * `observe/insecure-webhook`.
 */
export async function observeJob(config: Watched, options: ObserveOptions = {}): Promise<Observing> {
  const secrets = sourceSecrets(config);
  const logs = openLogs(config.log, options, secrets);
  const isRecorded = options.records !== undefined || (config.log !== undefined && config.log.file === undefined);
  const show = isRecorded ? (): void => {} : (options.show ?? ((_level, message) => warn(message)));
  const hide = hideSecrets(secrets);
  const notify: Notify = (level, message) => {
    for (const log of logs) log[level](message);
    show(level, hide(message));
  };
  const parts: Part[] = logs.map((log) => ({ hooks: logHooks(log), close: async () => {} }));
  try {
    if (config.metrics !== undefined) parts.push(await observeMetrics(config.metrics, notify));
    if (config.alerts !== undefined) parts.push(observeAlerts(config.alerts, notify));
    if (config.openTelemetry) parts.push(await observeTelemetry(hide, notify));
  } catch (error) {
    await closeAll(parts);
    throw error;
  }
  return { hooks: combineHooks(...parts.map(({ hooks }) => hooks)), notify, close: () => closeAll(parts) };
}

async function closeAll(parts: readonly Part[]): Promise<void> {
  await Promise.all(parts.map((part) => part.close()));
}

/** @throws StageFailure `observe/unusable`. */
function openLogs(log: Watched["log"], { records }: ObserveOptions, secrets: readonly string[]) {
  const { file, level = "info" } = log ?? {};
  const toError = records ?? (log !== undefined && file === undefined ? level : undefined);
  try {
    return [
      ...(toError === undefined ? [] : [createLog({ level: toError, secrets })]),
      ...(file === undefined ? [] : [fileLog(file, level, secrets)]),
    ];
  } catch (error) {
    throw new StageFailure({
      code: "observe/unusable",
      cause: error,
      message: `cannot set up the log: ${(error as Error).message}`,
      hint: "check `log.file` in the source file",
    });
  }
}

function fileLog(file: string, level: NonNullable<LogOptions["level"]>, secrets: readonly string[]) {
  return createLog({
    level,
    secrets,
    destination: file,
    onError: ({ message }) => warn(`cannot write the log ${file}: ${message}; the job goes on without it`),
  });
}

async function observeMetrics(settings: NonNullable<Watched["metrics"]>, notify: Notify): Promise<Part> {
  const { port, host } = settings;
  const metrics = createMetrics();
  const health = createHealth();
  const server = keepServing(
    () => serveMetrics({ ...metrics, health }, settings),
    (chosen) => {
      if (port === 0) notify("info", `metrics at http://${host.includes(":") ? `[${host}]` : host}:${chosen}/metrics`);
    },
    ({ message }) =>
      notify(
        "warn",
        `cannot serve metrics: ${message}; the job goes on, and tries again every ${PORT_RETRY_MS / 1000} s`,
      ),
    PORT_RETRY_MS,
  );
  await server.tried;
  return { hooks: combineHooks(metrics.hooks, health.hooks), close: server.close };
}

function observeAlerts(settings: AlertSettings, notify: Notify): Part {
  const sender = alertSender(settings, (message) => notify("warn", message));
  let isReported = false;
  const hooks = alertHooks(
    settings,
    (alert) => {
      notify(alert.state === "firing" ? "warn" : "info", `alert ${alert.alert}: ${alert.text}`);
      sender.send(alert);
    },
    ({ message }) => {
      if (!isReported) notify("warn", `cannot keep the state of alerts: ${message}`);
      isReported = true;
    },
  );
  return { hooks, close: () => sender.close() };
}

async function observeTelemetry(hide: (text: string) => string, notify: Notify): Promise<Part> {
  const sdk = await startTelemetry((message) => notify("warn", `cannot export by OpenTelemetry: ${message}`));
  return { hooks: openTelemetryHooks({ version: runtimeVersion(), hide }), close: () => sdk.shutdown() };
}

function warn(message: string): void {
  process.stderr.write(`${message}\n`);
}
