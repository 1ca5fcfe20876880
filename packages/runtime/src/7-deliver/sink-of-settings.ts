// From the sink of a source file to the sink of its job, with the connections that it needs.
import { createS3Client } from "../2-open/client.ts";
import { StageFailure } from "../failure.ts";
import type { SinkSettings, SourceConfig } from "../source/config.ts";
import { amplitudeSink } from "./amplitude/amplitude.ts";
import { ndjsonSink } from "./ndjson.ts";
import { s3Sink } from "./s3/s3-sink.ts";
import type { Sink } from "./sink.ts";

/** @throws StageFailure `sink/no-api-key` of scope "job" where neither the settings nor the environment have one. */
export function sinkOf({ sink, limits }: Pick<SourceConfig, "sink" | "limits">, environment: NodeJS.ProcessEnv = process.env): Sink {
  switch (sink.type) {
    case "ndjson": {
      const { type: _, rotateAfterSeconds, ...options } = sink;
      return ndjsonSink({ ...options, ...(rotateAfterSeconds === undefined ? {} : { rotateAfterMs: rotateAfterSeconds * 1000 }) });
    }
    case "s3": {
      const client = createS3Client(sink);
      return { ...s3Sink({ ...sink, client }), close: async () => client.destroy() };
    }
    case "amplitude": {
      const { type: _, directory, compression, dataCenter, apiKey = environment["AMPLITUDE_API_KEY"], ...options } = sink;
      if (apiKey === undefined || apiKey === "") {
        throw new StageFailure({
          code: "sink/no-api-key", scope: "job", message: "the sink has no API key of Amplitude's",
          hint: "set AMPLITUDE_API_KEY, or `sink.apiKey` in the source file",
        });
      }
      return amplitudeSink({
        ...options,
        apiKey,
        rejects: ndjsonSink({ directory, ...(compression === undefined ? {} : { compression }) }),
        ...(dataCenter === undefined ? {} : { region: dataCenter }),
        ...(limits.minIdLength === undefined ? {} : { minIdLength: limits.minIdLength }),
      });
    }
    default:
      return sink satisfies never;
  }
}

/** Whether the far side itself drops events that it has seen within seven days. */
export function deduplicates({ type }: SinkSettings): boolean {
  return type === "amplitude";
}
