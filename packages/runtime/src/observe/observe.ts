// From the settings `log` and `metrics` of a source file to the hooks of its job.
import { StageFailure } from "../contracts/stage-failure.ts";
import type { JobHooks } from "../contracts/job-report.ts";
import type { SourceConfig } from "../source/config.ts";
import { combineHooks } from "./hooks.ts";
import { sourceSecrets } from "../source/secrets.ts";
import { createLog, logHooks } from "./log.ts";
import { createMetrics, serveMetrics } from "./metrics.ts";

export interface Observing {
  readonly hooks: JobHooks;
  close(): Promise<void>;
}

/**
 * Hooks that log and count as the source file says; without such settings they do nothing.
 * @throws StageFailure `observe/unusable` of scope "job" when the log file or the port cannot be used.
 */
export async function observeJob(
  config: Pick<SourceConfig, "log" | "metrics"> & Partial<SourceConfig>,
): Promise<Observing> {
  const { log, metrics } = config;
  const hooks: JobHooks[] = [];
  const closing: (() => Promise<void>)[] = [];
  try {
    if (log !== undefined) {
      const { file, level = "info" } = log;
      hooks.push(
        logHooks(
          createLog({
            level,
            secrets: sourceSecrets(config),
            onError: ({ message }) =>
              process.stderr.write(`cannot write the log ${file ?? ""}: ${message}; the job goes on without it\n`),
            ...(file === undefined ? {} : { destination: file }),
          }),
        ),
      );
    }
    if (metrics !== undefined) {
      const counted = createMetrics();
      const server = await serveMetrics(counted, metrics);
      hooks.push(counted.hooks);
      closing.push(server.close);
    }
  } catch (error) {
    throw new StageFailure({
      code: "observe/unusable",
      cause: error,
      message: `cannot set up the log or the metrics: ${(error as Error).message}`,
      hint: "check `log.file` and `metrics.port` in the source file",
    });
  }
  return {
    hooks: combineHooks(...hooks),
    close: async () => void (await Promise.all(closing.map((close) => close()))),
  };
}
