// The kinds of sinks that a source file can name, and which keys each of them has.

export const SINK_TYPES = ["ndjson", "s3", "amplitude"] as const;
export type SinkType = (typeof SINK_TYPES)[number];

interface SinkKeys {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

export const SINK_KEYS: Readonly<Record<SinkType, SinkKeys>> = {
  ndjson: { required: ["directory"], optional: ["compression", "rotateAt", "rotateAfterSeconds"] },
  s3: {
    required: ["bucket", "region"],
    optional: ["prefix", "endpoint", "forcePathStyle", "credentials", "compression"],
  },
  amplitude: {
    required: ["directory"],
    optional: ["apiKey", "api", "dataCenter", "endpoint", "requestsAtOnce", "compression"],
  },
};

/** What a sink of each type requires, as JSON Schema says it. */
export function sinkRequirements() {
  return SINK_TYPES.map((type) => ({
    if: { properties: { type: { const: type } }, required: ["type"] },
    then: { required: SINK_KEYS[type].required },
  }));
}

/** The keys that a sink of this type does not have. */
export function foreignKeys(type: SinkType, keys: readonly string[]): readonly string[] {
  const { required, optional } = SINK_KEYS[type];
  return keys.filter((key) => key !== "type" && !required.includes(key) && !optional.includes(key));
}
