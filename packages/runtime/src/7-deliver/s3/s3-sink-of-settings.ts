// From the settings of a source file to the sink that writes to a bucket, and to a trial of it.
import { createS3Client, type S3Access } from "../../aws/s3-client.ts";
import type { CheckResult } from "../../contracts/check-result.ts";
import type { Sink } from "../../contracts/sink.ts";
import type { Limits } from "../../settings/limits.ts";
import { probeS3Sink } from "./probe.ts";
import { s3Sink, type S3SinkOptions } from "./s3-sink.ts";

type S3SinkSettings = S3Access & Pick<S3SinkOptions, "bucket" | "prefix" | "compression">;

/** A sink that destroys its client when it is closed. */
export function createS3Sink(
  settings: S3SinkSettings,
  limits: Pick<Limits, "requestSeconds">,
): Sink & { close(): Promise<void> } {
  const answerMs = limits.requestSeconds * 1000;
  const client = createS3Client({ ...settings, answerMs });
  return { ...s3Sink({ ...settings, client, answerMs }), close: async () => client.destroy() };
}

/** Begins an upload and withdraws it. @throws StageFailure of scope "job": why it cannot */
export async function checkS3Sink(
  settings: S3SinkSettings,
  limits: Pick<Limits, "requestSeconds">,
): Promise<CheckResult> {
  const { bucket, prefix = "" } = settings;
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
}
