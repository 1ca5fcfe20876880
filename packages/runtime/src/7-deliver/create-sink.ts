// From the sink of a source file to its definition, and to the sink of its job.
import type { Sink } from "../contracts/sink.ts";
import type { SinkSettings, SourceConfig } from "../source/config.ts";
import type { SinkDefinition } from "./define-sink.ts";
import { SINKS } from "./sinks.gen.ts";

/** The definition of a kind of sink. */
export function sinkDefinition({ type }: Pick<SinkSettings, "type">): SinkDefinition {
  const found = SINKS.find((sink) => sink.type === type);
  if (found === undefined) throw new RangeError(`there is no sink of type ${JSON.stringify(type)}`);
  return found;
}

/** @throws StageFailure of scope "job" where the settings and the environment are not enough. */
export function createSink(
  { sink, limits }: Pick<SourceConfig, "sink" | "limits">,
  environment: NodeJS.ProcessEnv = process.env,
): Sink {
  return sinkDefinition(sink).create(sink, { limits, environment });
}
