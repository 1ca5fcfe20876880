// The sink that writes to a bucket, as source files know it.
import { DATA_TYPE_NAMES, STRATEGY_NAMES } from "@heddle/compiler/language";
import { ACCESS_SETTINGS, REGION } from "../../aws/access-settings.ts";
import { escapeWildcards, partitionOf, policy } from "../../aws/policy.ts";
import { createS3Client } from "../../aws/s3-client.ts";
import { COMPRESSION } from "../compression.ts";
import { defineSink } from "../define-sink.ts";
import { probeS3Sink } from "./probe.ts";
import { s3Sink } from "./s3-sink.ts";

export const s3 = defineSink({
  type: "s3",
  doc: "One object of events, one a line, for each object, in a bucket.",
  settings: {
    bucket: { kind: "string", required: true, minLength: 3, doc: "The bucket of the output." },
    region: { ...REGION, required: true, doc: "The region of that bucket." },
    prefix: {
      kind: "string",
      maxLength: 900,
      default: "",
      doc: 'Put in front of every key; that of a folder ends in "/".',
    },
    ...ACCESS_SETTINGS,
    compression: COMPRESSION,
  },
  deduplicates: false,
  carries: { dataTypes: DATA_TYPE_NAMES, strategies: STRATEGY_NAMES },

  create(settings, { limits }) {
    const { bucket, prefix, compression } = settings;
    const answerMs = limits.requestSeconds * 1000;
    const client = createS3Client({ ...settings, answerMs });
    return { ...s3Sink({ bucket, prefix, compression, client, answerMs }), close: async () => client.destroy() };
  },

  async check(settings, { limits }) {
    const { bucket, prefix } = settings;
    const client = createS3Client({ ...settings, answerMs: limits.requestSeconds * 1000 });
    try {
      const { left } = await probeS3Sink({ client, bucket, prefix });
      if (left !== undefined)
        return {
          outcome: "warning",
          message: left,
          hint: "nothing needs it; delete it, or allow s3:DeleteObjectVersion to have it removed",
        };
      const place = prefix === "" ? "" : ` under "${prefix}"`;
      return {
        outcome: "ok",
        message: `an upload to "${bucket}"${place} was begun and withdrawn, and conditional writes are kept to`,
      };
    } finally {
      client.destroy();
    }
  },

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
