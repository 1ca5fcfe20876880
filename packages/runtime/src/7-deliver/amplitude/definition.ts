// The sink that posts to Amplitude, as source files know it.
import { EVENT_LIMITS } from "@heddle/compiler/language";
import { defineSettings, type ValuesOf, valueOrEnvironment } from "@heddle/compiler/settings";
import type { CheckResult } from "../../contracts/check-result.ts";
import { StageFailure } from "../../contracts/stage-failure.ts";
import { defineSink, type SinkSurroundings } from "../define-sink.ts";
import { checkRejects, REJECTS_SETTINGS, rejectsPolicy, rejectsSink } from "../rejects-place.ts";
import { ADDRESS } from "../../settings/forms.ts";
import { amplitudeSink } from "./amplitude-sink.ts";
import { addressOf, AMPLITUDE_DEFAULTS, APIS, REGIONS, requestsOf } from "./api.ts";
import { type AmplitudeAccess, postEvents } from "./post.ts";

const SETTINGS = defineSettings({
  directory: REJECTS_SETTINGS.directory,
  apiKey: {
    kind: "string",
    minLength: 1,
    secret: true,
    environment: "AMPLITUDE_API_KEY",
    doc: "The API key of the project.",
  },
  api: { kind: "choice", default: AMPLITUDE_DEFAULTS.api, choices: APIS, doc: "The API that takes the events." },
  dataCenter: { kind: "choice", default: AMPLITUDE_DEFAULTS.region, choices: REGIONS, doc: "Where the project is." },
  endpoint: { ...ADDRESS, otherwise: "that of the data centre", doc: "Address that takes the place of Amplitude's." },
  requestsAtOnce: {
    kind: "integer",
    minimum: 1,
    default: AMPLITUDE_DEFAULTS.requestsAtOnce,
    doc: "Requests of one object under way at a time; events of one user always go in order.",
  },
  directoryAccess: REJECTS_SETTINGS.directoryAccess,
  compression: REJECTS_SETTINGS.compression,
});

export const amplitude = defineSink({
  type: "amplitude",
  doc: "A project of Amplitude's, through its HTTP V2 or Batch API.",
  settings: SETTINGS,
  deduplicates: true,
  carries: {
    dataTypes: ["event", "user_properties", "group_properties"],
    strategies: ["append_only"],
    // events.md (D)
    reason:
      "Amplitude's HTTP APIs don't have `mutation_type`, so this sink can't deliver Mirror Sync or Profiles. The sink `s3` writes files of events, which Amplitude's own S3 import reads.",
  },

  portions: ({ api }, volume) => ({ noun: "request", count: requestsOf(api, volume) }),

  create(settings, surroundings) {
    const { requestsAtOnce } = settings;
    const { minIdLength, requestSeconds } = surroundings.limits;
    return amplitudeSink({
      ...accessOf(settings, surroundings),
      requestsAtOnce,
      requestTimeoutMs: requestSeconds * 1000,
      rejects: rejectsSink(settings, surroundings),
      ...(minIdLength === EVENT_LIMITS.minIdLength ? {} : { minIdLength }),
    });
  },

  async check(settings, surroundings) {
    const rejects = await checkRejects(settings, surroundings);
    const access = await checkAccess(accessOf(settings, surroundings), surroundings.signal);
    if (rejects === undefined) return access;
    return { ...rejects, message: `${access.message}; of the rows set aside: ${rejects.message}` };
  },

  policy: rejectsPolicy,
});

/** @throws StageFailure `sink/no-api-key` of scope "job" where neither the settings nor the environment have one. */
function accessOf(
  { apiKey, api, dataCenter: region, endpoint }: ValuesOf<typeof SETTINGS>,
  { environment }: SinkSurroundings,
): AmplitudeAccess {
  const key = valueOrEnvironment(SETTINGS.apiKey, apiKey, environment) ?? "";
  if (key === "") {
    throw new StageFailure({
      code: "sink/no-api-key",
      message: "the sink has no API key of Amplitude's",
      hint: `set ${SETTINGS.apiKey.environment}, or \`sink.apiKey\` in the source file`,
    });
  }
  return { apiKey: key, api, region, ...(endpoint === undefined ? {} : { endpoint }) };
}

/** A request without events cannot make any: the key is judged, and then the list is missed. */
async function checkAccess(access: AmplitudeAccess, signal: AbortSignal): Promise<CheckResult> {
  const address = addressOf(access);
  const verdict = await postEvents({ ...access, requestTimeoutMs: 15_000 }, [], signal);
  switch (verdict.kind) {
    case "fatal":
      throw new StageFailure({ code: verdict.code, message: verdict.message, hint: verdict.hint });
    case "transient":
      throw new StageFailure({
        code: "amplitude/unavailable",
        message: `${address} does not serve: ${verdict.message}`,
        hint: "check the network, `sink.endpoint` and `sink.dataCenter`; look at status.amplitude.com",
      });
    case "accepted":
    case "invalid":
    case "unattributed":
    case "throttled":
    case "too-large":
      return {
        outcome: "ok",
        message: `${address} does not refuse the API key (a request without events was sent)`,
      };
    default:
      return verdict satisfies never;
  }
}
