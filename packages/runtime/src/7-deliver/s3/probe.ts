// From the settings of an S3 sink to whether it can do all that it has to: each step is tried under the prefix, and undone.
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { randomUUID } from "node:crypto";
import { StageFailure } from "../../contracts/stage-failure.ts";
import { isConflict, type WriteCondition } from "./guarded-writes.ts";
import { sinkFailure } from "./sink-failure.ts";

export interface S3Probe {
  /** What could not be undone; absent where nothing is left. */
  readonly left?: string;
}

export interface ProbeOptions {
  readonly client: S3Client;
  readonly bucket: string;
  readonly prefix?: string;
}

/**
 * Begins an upload, sends a part of it and withdraws it, and then tries conditional writes.
 * @throws StageFailure `sink/not-written`, `sink/ignores-conditions`
 */
export async function probeS3Sink({ client, bucket, prefix = "" }: ProbeOptions): Promise<S3Probe> {
  const place = { Bucket: bucket, Key: `${prefix}.heddle-doctor-${randomUUID()}` };
  const listed = { Bucket: bucket, Prefix: place.Key };
  await step(bucket, "s3:ListBucketMultipartUploads", () => client.send(new ListMultipartUploadsCommand(listed)));
  await step(bucket, "s3:ListBucket", () => client.send(new ListObjectsV2Command(listed)));
  const { UploadId } = await step(bucket, "s3:PutObject", () => client.send(new CreateMultipartUploadCommand(place)));
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
    await step(bucket, "s3:PutObject", () =>
      client.send(new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: Buffer.from("{}\n") })),
    );
  } catch (error) {
    await withdraw().catch(() => {});
    throw error;
  }
  await withdraw();
  return tryConditionalWrites({ client, bucket, prefix });
}

/**
 * Writes a small object, and writes it again on conditions that do not hold, which the store has to refuse. Then it goes, with its versions
 * where the bucket keeps them.
 * @throws StageFailure `sink/ignores-conditions`, `sink/not-written`
 */
export async function tryConditionalWrites({ client, bucket, prefix = "" }: ProbeOptions): Promise<S3Probe> {
  const place = { Bucket: bucket, Key: `${prefix}.heddle-doctor-${randomUUID()}` };
  const versions: string[] = [];
  const put = async (condition: WriteCondition): Promise<string> => {
    const { ETag = "", VersionId } = await client.send(
      new PutObjectCommand({ ...place, Body: Buffer.from("{}\n"), ...condition }),
    );
    if (VersionId !== undefined) versions.push(VersionId);
    return ETag;
  };
  const isRefused = (condition: WriteCondition): Promise<boolean> =>
    put(condition).then(
      () => false,
      (error: unknown) => {
        if (isConflict(error)) return true;
        throw error;
      },
    );
  const ignored: string[] = [];
  await step(bucket, "s3:PutObject", async () => {
    const etag = await put({ IfNoneMatch: "*" });
    if (!(await isRefused({ IfNoneMatch: "*" }))) ignored.push("If-None-Match");
    if (!(await isRefused({ IfMatch: OTHER_ETAG }))) ignored.push("If-Match");
    if (ignored.length === 0) await step(bucket, "s3:GetObject", () => put({ IfMatch: etag }));
  });
  const probe = await removeVersions(client, bucket, place, versions);
  if (ignored.length > 0) throw ignoresConditions(client, bucket, ignored);
  return probe;
}

/** Of no object that the probe writes. */
const OTHER_ETAG = '"00000000000000000000000000000000"';

async function removeVersions(
  client: S3Client,
  bucket: string,
  place: { readonly Bucket: string; readonly Key: string },
  versions: readonly string[],
): Promise<S3Probe> {
  const { DeleteMarker, VersionId } = await step(bucket, "s3:DeleteObject", () =>
    client.send(new DeleteObjectCommand(place)),
  );
  const left = DeleteMarker === true && VersionId !== undefined ? [...versions, VersionId] : versions;
  try {
    for (const version of left) await client.send(new DeleteObjectCommand({ ...place, VersionId: version }));
    return {};
  } catch {
    return { left: `the bucket keeps versions: a delete marker and versions of "${place.Key}" are left there` };
  }
}

function ignoresConditions(client: S3Client, bucket: string, headers: readonly string[]): StageFailure {
  const { endpoint } = client.config;
  return new StageFailure({
    code: "sink/ignores-conditions",
    message: `the store of bucket "${bucket}" ignores ${headers.join(" and ")}: a late write of a worker that lost its object can overwrite what another delivered`,
    hint: `use a store that keeps to conditional writes, as Amazon S3 does${endpoint === undefined ? "" : " (see `sink.endpoint`)"}, or run one worker process alone`,
  });
}

/** @throws StageFailure that names the action which `work` needs. */
async function step<T>(bucket: string, action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof StageFailure ? error : refused(error, bucket, action);
  }
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
