// From the place of rows set aside, a folder or a prefix of a bucket, to the sink that takes them, its trial, and the policy that it needs.
import { defineSettings, type ValuesOf } from "@heddle/compiler/settings";
import { ACCESS_SETTINGS, REGION } from "../aws/access-settings.ts";
import type { Policy } from "../aws/policy.ts";
import type { CheckResult } from "../contracts/check-result.ts";
import type { Sink } from "../contracts/sink.ts";
import { COMPRESSION } from "./compression.ts";
import type { SinkSurroundings } from "./define-sink.ts";
import { ndjsonSink } from "./ndjson/ndjson-sink.ts";
import { s3 } from "./s3/definition.ts";
import { requireWritable } from "./writable-folder.ts";

const S3 = "s3://";

/** The settings of a sink that keeps rows set aside apart from its events. */
export const REJECTS_SETTINGS = defineSettings({
  directory: {
    kind: "string",
    required: true,
    minLength: 1,
    path: true,
    orAddress: S3,
    pattern: "^(?!s3:)|^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/|$)",
    form: 'the path of a folder, or a prefix of a bucket, as in "s3://acme-rejects/orders/"',
    doc: 'The folder of the rows set aside, or a prefix of a bucket, as in "s3://acme-rejects/orders/": several machines need one.',
  },
  directoryAccess: {
    kind: "object",
    otherwise: "the region of the source's bucket and the default chain of the AWS SDK",
    doc: "How a `directory` in a bucket is reached.",
    settings: { region: { ...REGION, doc: "The region of that bucket." }, ...ACCESS_SETTINGS },
  },
  compression: { ...COMPRESSION, doc: "How the rows set aside are compressed." },
});

type RejectsSettings = ValuesOf<typeof REJECTS_SETTINGS>;
type Surroundings = Pick<SinkSurroundings, "region">;

/** The sink that takes them; of a bucket its writes are fenced as those of events are. */
export function rejectsSink(settings: RejectsSettings, surroundings: SinkSurroundings): Sink {
  const inBucket = bucketOf(settings, surroundings);
  const { directory, compression } = settings;
  return inBucket === undefined ? ndjsonSink({ directory, compression }) : s3.create(inBucket, surroundings);
}

/** @throws StageFailure of scope "job": why they cannot be written. */
export async function checkRejects(
  settings: RejectsSettings,
  surroundings: SinkSurroundings & { readonly signal: AbortSignal },
): Promise<CheckResult | undefined> {
  const inBucket = bucketOf(settings, surroundings);
  if (inBucket !== undefined) return s3.check(inBucket, surroundings);
  await requireWritable(settings.directory, "sink.directory");
  return undefined;
}

/** What the keys that write them must be allowed; undefined where they go into a folder. */
export function rejectsPolicy(settings: RejectsSettings, surroundings: Surroundings): Policy | undefined {
  const inBucket = bucketOf(settings, surroundings);
  return inBucket === undefined ? undefined : s3.policy(inBucket, surroundings);
}

/** The settings of an S3 sink under that prefix. */
function bucketOf({ directory, directoryAccess, compression }: RejectsSettings, { region }: Surroundings) {
  if (!directory.startsWith(S3)) return undefined;
  const [, bucket = "", path = ""] = /^s3:\/\/([^/]*)\/?(.*)$/s.exec(directory) ?? [];
  const prefix = path === "" || path.endsWith("/") ? path : `${path}/`;
  return { type: "s3", bucket, prefix, compression, region, ...directoryAccess } as const;
}
