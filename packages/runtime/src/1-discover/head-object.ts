// From the place of an object to what the bucket holds there now.
import { HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { failureOf } from "../aws/s3-failures.ts";
import type { ObjectInfo } from "../contracts/object-info.ts";

/** @throws StageFailure: `s3/object-gone` where no object has this key. */
export async function headObject(
  s3: S3Client,
  { bucket, key }: Pick<ObjectInfo, "bucket" | "key">,
  signal?: AbortSignal,
): Promise<ObjectInfo> {
  try {
    const {
      ETag: etag = "",
      ContentLength: size = 0,
      LastModified: modified,
    } = await s3.send(
      new HeadObjectCommand({ Bucket: bucket, Key: key }),
      signal === undefined ? {} : { abortSignal: signal },
    );
    return { bucket, key, etag, size, lastModified: modified?.getTime() ?? 0 };
  } catch (error) {
    signal?.throwIfAborted();
    throw failureOf(error, "read", { bucket, key });
  }
}
