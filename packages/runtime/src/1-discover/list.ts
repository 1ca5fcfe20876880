// From a bucket and a prefix to pages of the objects under it, as S3 lists them.
import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { isFolderMarker } from "./filter.ts";
import type { ObjectInfo } from "../contracts/object-info.ts";
import { failureOf } from "../aws/s3-failures.ts";

export interface ListOptions {
  readonly bucket: string;
  readonly prefix: string;
  /** Keys a page, at most 1000, which is the default. */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

/**
 * Pages of objects in the order of their keys, folder markers left out. A page may be empty.
 * @throws StageFailure of scope "job" when the bucket cannot be listed.
 */
export async function* listObjects(client: S3Client, options: ListOptions): AsyncGenerator<readonly ObjectInfo[]> {
  const { bucket, prefix, signal } = options;
  let continuation: string | undefined;
  do {
    const request = new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      MaxKeys: options.pageSize ?? 1000,
      // XML cannot hold every character that a key may have.
      EncodingType: "url",
      ...(continuation === undefined ? {} : { ContinuationToken: continuation }),
    });
    const page = await client
      .send(request, signal === undefined ? {} : { abortSignal: signal })
      .catch((error: unknown) => {
        signal?.throwIfAborted();
        throw failureOf(error, "list", { bucket });
      });
    const objects: ObjectInfo[] = [];
    const decode = page.EncodingType === "url" ? decodeKey : (key: string): string => key;
    for (const { Key: listed, ETag: etag, Size: size = 0, LastModified: lastModified } of page.Contents ?? []) {
      if (listed === undefined) continue;
      const key = decode(listed);
      if (isFolderMarker(key, size)) continue;
      objects.push({ bucket, key, etag: etag ?? "", size, lastModified: lastModified?.getTime() ?? 0 });
    }
    yield objects;
    continuation = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (continuation !== undefined);
}

function decodeKey(listed: string): string {
  return decodeURIComponent(listed.replaceAll("+", " "));
}
