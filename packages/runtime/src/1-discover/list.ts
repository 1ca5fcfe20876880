// From a bucket and a prefix to pages of the objects under it, as S3 lists them.
import { ListObjectsV2Command, type ListObjectsV2CommandOutput, type S3Client } from "@aws-sdk/client-s3";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { isFolderMarker } from "./filter.ts";
import type { ObjectInfo } from "../contracts/object-info.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import { failureOf } from "../aws/s3-failures.ts";

export interface ListOptions {
  readonly bucket: string;
  readonly prefix: string;
  /** Keys a page, at most 1000, which is the default. */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
  /** Called with what is passed over: the key, as listed where it cannot be decoded, and what is odd about it. */
  readonly onOdd?: (key: string, what: string) => void;
}

/**
 * Pages of objects in the order of their keys, folder markers left out. A page may be empty. What is listed without a readable key,
 * size or date is passed over.
 * @throws StageFailure of scope "job" when the bucket cannot be listed; `s3/odd-listing` where the listing does not come to its end,
 * after the pages before.
 */
export async function* listObjects(client: S3Client, options: ListOptions): AsyncGenerator<readonly ObjectInfo[]> {
  const { bucket } = options;
  const seen = new Set<string>();
  for (let continuation: string | undefined; ;) {
    const page = await requestPage(client, options, continuation);
    if (!isListing(page)) throw oddListing(bucket, "the answer is not a listing");
    yield objectsOf(page, options);
    if (page.IsTruncated !== true) return;
    continuation = page.NextContinuationToken;
    if (continuation === undefined || continuation === "")
      throw oddListing(bucket, "it goes on, and does not say where: IsTruncated without a token");
    if (seen.has(continuation)) throw oddListing(bucket, "it goes on where it was before: the same token again");
    seen.add(continuation);
  }
}

async function requestPage(
  client: S3Client,
  { bucket, prefix, pageSize = 1000, signal }: ListOptions,
  continuation: string | undefined,
): Promise<ListObjectsV2CommandOutput> {
  const request = new ListObjectsV2Command({
    Bucket: bucket,
    Prefix: prefix,
    MaxKeys: pageSize,
    // XML cannot hold every character that a key may have.
    EncodingType: "url",
    ...(continuation === undefined ? {} : { ContinuationToken: continuation }),
  });
  leaveOutOddDates(request);
  try {
    return await client.send(request, signal === undefined ? {} : { abortSignal: signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw failureOf(error, "list", { bucket });
  }
}

/** The page of a captive portal, or nothing at all, would read as an empty bucket. */
function isListing({ Name: name, IsTruncated: more, KeyCount: count, Contents: contents }: ListObjectsV2CommandOutput) {
  return name !== undefined || more !== undefined || count !== undefined || contents !== undefined;
}

function objectsOf(page: ListObjectsV2CommandOutput, { bucket, onOdd }: ListOptions): readonly ObjectInfo[] {
  const decode = page.EncodingType === "url" ? decodeKey : (key: string): string => key;
  const objects: ObjectInfo[] = [];
  for (const { Key: listed, ETag: etag, Size: size, LastModified: lastModified } of page.Contents ?? []) {
    if (listed === undefined) continue;
    const key = decode(listed);
    if (key === undefined) onOdd?.(listed, "its key is not percent-encoded UTF-8");
    else if (size === undefined || !Number.isSafeInteger(size) || size < 0) onOdd?.(key, "its size is not a number");
    else if (lastModified === undefined) onOdd?.(key, "it has no date");
    else if (!isFolderMarker(key, size))
      objects.push({ bucket, key, etag: etag ?? "", size, lastModified: lastModified.getTime() });
  }
  return objects;
}

function decodeKey(listed: string): string | undefined {
  try {
    return decodeURIComponent(listed.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

/** One date that the client cannot read would cost the whole page. */
function leaveOutOddDates(request: ListObjectsV2Command): void {
  request.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { body?: unknown };
      if (response.body === undefined) return result;
      const xml = await text(response.body as Readable);
      response.body = Readable.from([
        Buffer.from(
          xml.replace(/<LastModified>([^<]*)<\/LastModified>/g, (element: string, date: string) =>
            DATE.test(date) && !Number.isNaN(Date.parse(date)) ? element : "",
          ),
        ),
      ]);
      return result;
    },
    // Not "low": the limits on answers, which are, have to hold for the bytes that are read here.
    { step: "deserialize", name: "leaveOutOddDates" },
  );
}

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function oddListing(bucket: string, what: string): StageFailure {
  return new StageFailure({
    code: "s3/odd-listing",
    place: { bucket },
    message: `the listing of bucket "${bucket}" is incomplete: ${what}`,
    hint: "what was listed before is ingested; check `endpoint`, and proxies on the way",
  });
}
