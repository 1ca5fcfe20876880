// The sink that writes to a bucket, as source files know it.
import { DATA_TYPE_NAMES, STRATEGY_NAMES } from "@heddle/compiler/language";
import { ACCESS_SETTINGS, REGION } from "../../aws/access-settings.ts";
import { escapeWildcards, partitionOf, policy } from "../../aws/policy.ts";
import { COMPRESSION } from "../compression.ts";
import { defineSink } from "../define-sink.ts";
import { lazySink } from "../lazy-sink.ts";

export const s3 = defineSink({
  type: "s3",
  doc: "One object of events, one a line, for each object, in a bucket.",
  settings: {
    bucket: { kind: "string", required: true, minLength: 3, reported: true, doc: "The bucket of the output." },
    region: { ...REGION, required: true, doc: "The region of that bucket." },
    prefix: {
      kind: "string",
      maxLength: 900,
      reported: true,
      default: "",
      doc: 'Put in front of every key; that of a folder ends in "/".',
    },
    ...ACCESS_SETTINGS,
    compression: COMPRESSION,
  },
  deduplicates: false,
  carries: { dataTypes: DATA_TYPE_NAMES, strategies: STRATEGY_NAMES },

  portions: (_settings, { events }) => ({ noun: "file", count: Math.min(1, events) }),

  // The AWS SDK is large, and many read this definition who deliver nothing.
  create: (settings, { limits }) =>
    lazySink(async () => (await import("./s3-sink-of-settings.ts")).createS3Sink(settings, limits)),

  check: async (settings, { limits }) => (await import("./s3-sink-of-settings.ts")).checkS3Sink(settings, limits),

  /** Uploads of an object's events, on the condition that nobody else has written them, and withdrawing what another worker left (D). */
  policy({ bucket, prefix, region }) {
    const arn = `arn:${partitionOf({ region })}:s3:::${bucket}`;
    const under = escapeWildcards(prefix);
    return policy([
      { Sid: "FindUnfinishedUploads", Effect: "Allow", Action: "s3:ListBucketMultipartUploads", Resource: arn },
      {
        Sid: "FindOutput",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: arn,
        ...(prefix === "" ? {} : { Condition: { StringLike: { "s3:prefix": `${under}*` } } }),
      },
      {
        Sid: "WriteEvents",
        Effect: "Allow",
        // A write on the condition that an object is as it was needs GetObject.
        Action: ["s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
        Resource: `${arn}/${under}*`,
      },
    ]);
  },
});
