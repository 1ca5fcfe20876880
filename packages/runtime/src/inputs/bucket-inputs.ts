// From a source, or an address s3://bucket/prefix, to the objects there. No ledger is touched.
import type { S3Client } from "@aws-sdk/client-s3";
import type { KeyPattern } from "@heddle/compiler";
import { isData, keyFilter } from "../1-discover/filter.ts";
import { headObject } from "../1-discover/head-object.ts";
import { listObjects } from "../1-discover/list.ts";
import { openObject } from "../2-open/object.ts";
import { sourceClients } from "../aws/clients.ts";
import { createS3Client } from "../aws/s3-client.ts";
import type { ObjectInfo } from "../contracts/object-info.ts";
import type { SourceConfig } from "../source/config.ts";
import { globOf, type InputFile } from "./input-file.ts";

/** Objects of one bucket, and the connections to it. */
export interface BucketInputs {
  /** In the order of their keys, listed page by page; markers and empty objects are left out. @throws StageFailure of scope "job". */
  files(signal?: AbortSignal): AsyncGenerator<InputFile>;
  close(): void;
}

export interface SourceInputsOptions {
  /** Only these: whole keys, keys without the prefix of the source, or globs of either. Default: all. */
  readonly keys?: readonly string[];
  /** The converter's; a key that was asked for need not match it. */
  readonly filterPattern?: KeyPattern;
}

/** The objects of a source, reached as its job reaches them. */
export function sourceInputs(
  config: Pick<SourceConfig, "bucket" | "prefix" | "region"> & Parameters<typeof sourceClients>[0],
  { keys = [], filterPattern }: SourceInputsOptions = {},
): BucketInputs {
  const { bucket, prefix } = config;
  const { s3, destroy } = sourceClients(config);
  const accepts = keyFilter(filterPattern, prefix);
  return {
    async *files(signal) {
      if (keys.length === 0) {
        for await (const object of objectsUnder(s3, bucket, prefix, signal))
          if (accepts(object.key)) yield inputOf(s3, object);
        return;
      }
      for (const key of keys) yield* filesOfKey(s3, bucket, key.startsWith(prefix) ? key : prefix + key, signal);
    },
    close: destroy,
  };
}

export interface BucketAddress {
  readonly bucket: string;
  /** A key, a prefix, or a glob; empty: all. */
  readonly key: string;
}

/** `s3://bucket/prefix` in its parts; undefined for other texts. */
export function bucketAddress(text: string): BucketAddress | undefined {
  const [, bucket, key = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(text) ?? [];
  return bucket === undefined ? undefined : { bucket, key };
}

/**
 * The objects at an address, reached with the credentials, the region and the endpoint of the environment or the profile
 * (AWS_REGION, AWS_ENDPOINT_URL and so on, as other tools take them).
 */
export function addressInputs({ bucket, key }: BucketAddress): BucketInputs {
  let client: Promise<S3Client> | undefined;
  return {
    async *files(signal) {
      client ??= clientOfEnvironment();
      yield* filesOfKey(await client, bucket, key, signal);
    },
    close: () => void client?.then((made) => made.destroy()),
  };
}

/** Objects that are named by their whole keys. */
export interface ObjectInputs {
  /** The object with exactly this key; nothing is listed. @throws StageFailure: `s3/object-gone` where there is none. */
  object(place: Pick<ObjectInfo, "bucket" | "key">, signal?: AbortSignal): Promise<InputFile>;
  close(): void;
}

/** Objects of a source's bucket, reached as its job reaches them; or else of any bucket, as {@link addressInputs} reaches them. */
export function objectInputs(source?: Parameters<typeof sourceClients>[0]): ObjectInputs {
  const clients = source === undefined ? undefined : sourceClients(source);
  let client = clients === undefined ? undefined : Promise.resolve(clients.s3);
  return {
    async object(place, signal) {
      client ??= clientOfEnvironment();
      const s3 = await client;
      return inputOf(s3, await headObject(s3, place, signal));
    },
    close: () => void client?.then((made) => made.destroy()),
  };
}

/** Where nothing says a region; S3 names the bucket's own in its answer, which the client then takes. */
const FIRST_REGION = "us-east-1";

async function clientOfEnvironment(): Promise<S3Client> {
  const { AWS_ENDPOINT_URL_S3: own, AWS_ENDPOINT_URL: common } = process.env;
  const access = {
    followRegionRedirects: true,
    ...((own ?? common ?? "") === "" ? {} : { forcePathStyle: true }),
  };
  const client = createS3Client(access);
  return client.config.region().then(
    () => client,
    () => createS3Client({ ...access, region: FIRST_REGION }),
  );
}

/** An object with exactly this key, else those that the glob matches, else those whose keys start with it. */
async function* filesOfKey(
  client: S3Client,
  bucket: string,
  key: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<InputFile> {
  const glob = await globOf(key);
  const prefix = glob === undefined ? key : `${glob.base}${glob.base === "" || glob.base.endsWith("/") ? "" : "/"}`;
  for await (const object of objectsUnder(client, bucket, prefix, signal)) {
    if (glob !== undefined && object.key !== key && !glob.matches(object.key)) continue;
    yield inputOf(client, object);
    // The first of all keys that start with it.
    if (object.key === key) return;
  }
}

async function* objectsUnder(
  client: S3Client,
  bucket: string,
  prefix: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<ObjectInfo> {
  const options = { bucket, prefix, ...(signal === undefined ? {} : { signal }) };
  for await (const page of listObjects(client, options)) for (const object of page) if (isData(object)) yield object;
}

function inputOf(client: S3Client, object: ObjectInfo): InputFile {
  const { bucket, key, size, lastModified } = object;
  return {
    name: `s3://${bucket}/${key}`,
    bucket,
    key,
    size,
    lastModified,
    async open(signal) {
      const opened = openObject(client, object, signal === undefined ? {} : { signal });
      return {
        head: (length) => opened.read(0, Math.min(length, size)),
        stream: opened.stream,
        object: opened,
        async [Symbol.asyncDispose]() {},
      };
    },
  };
}
