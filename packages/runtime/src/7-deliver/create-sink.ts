// From the sink of a source file to the sink of its job, with the connections that it needs.
import { createS3Client } from "../aws/s3-client.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import type { AmplitudeSinkSettings, SinkSettings, SourceConfig } from "../source/config.ts";
import { amplitudeSink } from "./amplitude/amplitude-sink.ts";
import type { AmplitudeAccess } from "./amplitude/post.ts";
import { ndjsonSink } from "./ndjson/ndjson-sink.ts";
import { s3Sink } from "./s3/s3-sink.ts";
import type { Sink } from "../contracts/sink.ts";

/** @throws StageFailure `sink/no-api-key` of scope "job" where neither the settings nor the environment have one. */
export function createSink(
  { sink, limits }: Pick<SourceConfig, "sink" | "limits">,
  environment: NodeJS.ProcessEnv = process.env,
): Sink {
  switch (sink.type) {
    case "ndjson": {
      const { type: _, rotateAfterSeconds, ...options } = sink;
      return ndjsonSink({
        ...options,
        ...(rotateAfterSeconds === undefined ? {} : { rotateAfterMs: rotateAfterSeconds * 1000 }),
      });
    }
    case "s3": {
      const client = createS3Client(sink);
      return { ...s3Sink({ ...sink, client }), close: async () => client.destroy() };
    }
    case "amplitude": {
      const { directory, compression } = sink;
      return amplitudeSink({
        ...amplitudeAccess(sink, environment),
        ...(sink.requestsAtOnce === undefined ? {} : { requestsAtOnce: sink.requestsAtOnce }),
        rejects: ndjsonSink({ directory, ...(compression === undefined ? {} : { compression }) }),
        ...(limits.minIdLength === undefined ? {} : { minIdLength: limits.minIdLength }),
      });
    }
    default:
      return sink satisfies never;
  }
}

/**
 * Where Amplitude is, and with which key.
 * @throws StageFailure `sink/no-api-key` of scope "job" where neither the settings nor the environment have one.
 */
export function amplitudeAccess(
  { apiKey, api, dataCenter, endpoint }: AmplitudeSinkSettings,
  environment: NodeJS.ProcessEnv = process.env,
): AmplitudeAccess {
  const key = apiKey ?? environment["AMPLITUDE_API_KEY"] ?? "";
  if (key === "") {
    throw new StageFailure({
      code: "sink/no-api-key",
      message: "the sink has no API key of Amplitude's",
      hint: "set AMPLITUDE_API_KEY, or `sink.apiKey` in the source file",
    });
  }
  return {
    apiKey: key,
    ...(api === undefined ? {} : { api }),
    ...(dataCenter === undefined ? {} : { region: dataCenter }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
}

/** Whether the far side itself drops events that it has seen within seven days. */
export function deduplicates({ type }: SinkSettings): boolean {
  return type === "amplitude";
}
