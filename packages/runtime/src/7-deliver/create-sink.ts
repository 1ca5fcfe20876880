// From the sink of a source file to its definition, and to the sink of its job.
import type { Sink } from "../contracts/sink.ts";
import type { SinkDefinition, SinkSurroundings, SinkValues } from "./define-sink.ts";
import { SINKS } from "./sinks.gen.ts";

type SettingsOf<Sink> = Sink extends SinkDefinition<infer Type, infer S> ? SinkValues<Type, S> : never;

/** The sink of a source file, with defaults, and with absolute paths. */
export type SinkSettings = SettingsOf<(typeof SINKS)[number]>;

/** The definition of a kind of sink. */
export function sinkDefinition({ type }: Pick<SinkSettings, "type">): SinkDefinition {
  const found = SINKS.find((sink) => sink.type === type);
  if (found === undefined) throw new RangeError(`there is no sink of type ${JSON.stringify(type)}`);
  return found;
}

/** @throws StageFailure of scope "job" where the settings and the environment are not enough. */
export function createSink(
  { sink, limits, region }: { readonly sink: SinkSettings } & Omit<SinkSurroundings, "environment">,
  environment: NodeJS.ProcessEnv = process.env,
): Sink {
  return sinkDefinition(sink).create(sink, { limits, region, environment });
}
