// Starts OpenTelemetry's SDK, which is no dependency: it is loaded where a source asks for it, and the variables OTEL_* configure it.
import { context, diag, DiagLogLevel, isSpanContextValid, logs, metrics, trace } from "@opentelemetry/api";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { StageFailure } from "../contracts/stage-failure.ts";

/** A running SDK. */
export interface TelemetrySdk {
  /** Exports what is left. */
  shutdown(): Promise<void>;
}

const PACKAGE = "@opentelemetry/sdk-node";
const SHUTDOWN_MS = 5_000;

/**
 * Registers providers that export as the environment says.
 * @param onError told, once, that something could not be exported
 * @throws StageFailure `observe/no-telemetry` of scope "job" where the package is missing.
 */
export async function startTelemetry(onError: (message: string) => void): Promise<TelemetrySdk> {
  // Whoever embeds Heddle, or starts Node with an agent, has chosen already.
  if (isSpanContextValid(trace.getTracer("heddle").startSpan("heddle.start").spanContext()))
    return { shutdown: async () => {} };
  const { NodeSDK } = await loadSdk();
  reportOnce(onError);
  const { OTEL_SERVICE_NAME: name, OTEL_RESOURCE_ATTRIBUTES: attributes = "" } = process.env;
  const isNamed = name !== undefined || /(?:^|,)\s*service\.name=/.test(attributes);
  // Heddle exports no logs by OpenTelemetry, and continues no trace of others.
  const sdk = new NodeSDK({
    logRecordProcessors: [],
    textMapPropagator: null,
    ...(isNamed ? {} : { serviceName: "heddle" }),
  });
  sdk.start();
  return {
    async shutdown() {
      const late = new Promise<void>((resolve) => void setTimeout(resolve, SHUTDOWN_MS).unref());
      await Promise.race([sdk.shutdown().catch(({ message }: Error) => onError(message)), late]);
      for (const api of [trace, metrics, logs, context, diag]) api.disable();
    },
  };
}

/** From beside Heddle, or from the working directory. */
async function loadSdk(): Promise<typeof import("@opentelemetry/sdk-node")> {
  try {
    return await import("@opentelemetry/sdk-node");
  } catch (error) {
    const { resolve } = createRequire(join(process.cwd(), "package.json"));
    try {
      return (await import(pathToFileURL(resolve(PACKAGE)).href)) as typeof import("@opentelemetry/sdk-node");
    } catch {
      throw new StageFailure({
        code: "observe/no-telemetry",
        cause: error,
        message: `the package ${PACKAGE} is not installed`,
        hint: `install it beside Heddle: npm install ${PACKAGE}; or remove \`openTelemetry\` from the source file`,
      });
    }
  }
}

/** Failed exports come through the diagnostics of the API. With OTEL_LOG_LEVEL the SDK writes all of them. */
function reportOnce(onError: (message: string) => void): void {
  if (process.env["OTEL_LOG_LEVEL"] !== undefined) return;
  let isReported = false;
  const report = (message: string): void => {
    // Below it is a stack.
    if (!isReported) onError(message.split("\n", 1)[0] ?? "");
    isReported = true;
  };
  const quiet = (): void => {};
  diag.setLogger(
    { error: report, warn: report, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
