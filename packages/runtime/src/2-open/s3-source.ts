// From a bucket, a prefix and a key filter to the source of a job.
import { setImmediate } from "node:timers/promises";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { S3Client } from "@aws-sdk/client-s3";
import type { KeyPattern } from "@heddle/compiler";
import type { ObjectFinding, SourceIdentity } from "../contracts/ledger.ts";
import { type OpenOptions, openObject } from "./object.ts";
import type { ObjectInfo } from "../contracts/object-info.ts";
import { createSemaphore } from "../async/semaphore.ts";
import type { ObjectSource } from "../contracts/job-parts.ts";
import type { NotificationSettings } from "../aws/access-settings.ts";
import { watchQueue } from "../1-discover/notifications/watch.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import { isFolderMarker, keyFilter } from "../1-discover/filter.ts";
import { headObject } from "../1-discover/head-object.ts";
import { listObjects } from "../1-discover/list.ts";

export interface S3SourceOptions {
  readonly client: S3Client;
  readonly identity: SourceIdentity;
  readonly filterPattern?: KeyPattern;
  readonly pageSize?: number;
  /** The queue that S3 notifies of new objects. */
  readonly notifications?: { readonly sqs: SQSClient; readonly settings: NotificationSettings };
  readonly open?: Omit<OpenOptions, "signal">;
}

/**
 * Ranges of all objects read at the same time. A request that waited within the client for a connection would count as one on which
 * nothing arrives, and the data of all of them would lie in memory.
 */
const RANGES_AT_ONCE = 32;

/** Scans by listing, and watches a queue where there is one; objects are opened with their ETag pinned. */
export function s3Source(options: S3SourceOptions): ObjectSource {
  const { client, identity } = options;
  const accepts = keyFilter(options.filterPattern, identity.prefix);
  const { notifications } = options;
  const slots = createSemaphore(RANGES_AT_ONCE);
  /** Keys that were reported, so that not every scan reports them again. */
  const reported = new Set<string>();
  return {
    identity,
    async *scan(signal, onFinding) {
      const { bucket, prefix } = identity;
      const onOdd = (key: string, what: string): void => {
        if (!reported.has(key))
          onFinding?.({ bucket, key, code: "discover/odd-entry", message: `passed over: ${what}` });
        reported.add(key);
      };
      const pages = listObjects(client, {
        bucket,
        prefix,
        signal,
        onOdd,
        ...(options.pageSize === undefined ? {} : { pageSize: options.pageSize }),
      });
      for await (const page of pages) {
        const accepted: ObjectInfo[] = [];
        for (const object of page) {
          const slow: string[] = [];
          if (accepts(object.key, (key) => slow.push(key))) accepted.push(object);
          if (slow.length === 0) continue;
          if (!reported.has(object.key)) onFinding?.(slowKey(object));
          reported.add(object.key);
          // The filter held this thread: leases are renewed and signals heard before the next key.
          await setImmediate();
          signal.throwIfAborted();
        }
        yield accepted;
      }
    },
    ...(notifications === undefined
      ? {}
      : {
          watch: (signal: AbortSignal, onPoll?: () => void) =>
            watchQueue({
              ...notifications,
              s3: client,
              bucket: identity.bucket,
              signal,
              accepts: (key) => key.startsWith(identity.prefix) && accepts(key),
              ...(onPoll === undefined ? {} : { onPoll }),
            }),
        }),
    async find(key, signal) {
      if (!key.startsWith(identity.prefix) || !accepts(key)) return undefined;
      const found = await headObject(client, { bucket: identity.bucket, key }, signal).catch((error: unknown) => {
        if (error instanceof StageFailure && error.code === "s3/object-gone") return undefined;
        throw error;
      });
      return found === undefined || isFolderMarker(key, found.size) ? undefined : found;
    },
    open: (object, signal) => openObject(client, object, { slots, ...options.open, signal }),
  };
}

function slowKey({ bucket, key }: ObjectInfo): ObjectFinding {
  return {
    bucket,
    key,
    code: "discover/pattern-too-slow",
    message: "passed over: filterPattern takes too long on this key; it tries too many ways to match",
  };
}
