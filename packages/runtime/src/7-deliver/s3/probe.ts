// From the settings of an S3 sink to whether it can do all that it has to: each step is tried under the prefix, and undone.
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { randomUUID } from "node:crypto";
import { StageFailure } from "../../contracts/stage-failure.ts";
import { sinkFailure } from "./s3-sink.ts";

export interface S3Probe {
  /** What could not be undone; absent where nothing is left. */
  readonly left?: string;
}

/**
 * Begins an upload, sends a part of it and withdraws it: an object never appears, so no version of one stays either. Deleting a key that
 * is not there leaves a delete marker in a bucket with versions, which is removed where that is allowed.
 * @throws StageFailure `sink/not-written`
 */
export async function probeS3Sink({
  client,
  bucket,
  prefix = "",
}: {
  readonly client: S3Client;
  readonly bucket: string;
  readonly prefix?: string;
}): Promise<S3Probe> {
  const place = { Bucket: bucket, Key: `${prefix}.heddle-doctor-${randomUUID()}` };
  const step = <T>(action: string, work: () => Promise<T>): Promise<T> =>
    work().catch((error: unknown) => {
      throw refused(error, bucket, action);
    });
  await step("s3:ListBucketMultipartUploads", () =>
    client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: place.Key })),
  );
  const { UploadId } = await step("s3:PutObject", () => client.send(new CreateMultipartUploadCommand(place)));
  const withdraw = (): Promise<unknown> =>
    client.send(new AbortMultipartUploadCommand({ ...place, UploadId })).catch((error: unknown) => {
      const failure = refused(error, bucket, "s3:AbortMultipartUpload");
      throw new StageFailure({
        code: "sink/not-written",
        scope: "job",
        cause: failure.cause,
        message: `${failure.message}; the upload "${place.Key}" is left unfinished there`,
        hint: `${failure.hint}; a lifecycle rule of the bucket can remove unfinished uploads`,
      });
    });
  try {
    await step("s3:PutObject", () =>
      client.send(new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: Buffer.from("{}\n") })),
    );
  } catch (error) {
    await withdraw().catch(() => {});
    throw error;
  }
  await withdraw();
  const { DeleteMarker, VersionId } = await step("s3:DeleteObject", () => client.send(new DeleteObjectCommand(place)));
  if (DeleteMarker !== true || VersionId === undefined) return {};
  return client.send(new DeleteObjectCommand({ ...place, VersionId })).then(
    () => ({}),
    () => ({ left: `the bucket keeps versions: a delete marker of "${place.Key}" is left there` }),
  );
}

function refused(error: unknown, bucket: string, action: string): StageFailure {
  const failure = sinkFailure(error, bucket);
  const hint = failure.scope === "job" ? failure.hint : "check `sink.bucket`, `sink.region` and `sink.endpoint`";
  return new StageFailure({
    code: "sink/not-written",
    scope: "job",
    message: `${failure.message} (trying ${action})`,
    hint,
    cause: error,
  });
}
