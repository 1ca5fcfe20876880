// Writes to keys that nobody else has written to since they were looked at, so that a late write of an earlier holder changes nothing.
import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { setTimeout as sleep } from "node:timers/promises";

/** The condition of one write, as a request has it. */
export type WriteCondition = { readonly IfNoneMatch: "*" } | { readonly IfMatch: string };

export interface GuardedWrites {
  /** Whether something was at the key when it was looked at. */
  isThere(key: string): boolean;
  /**
   * Writes a key with `send`, on the condition that it still holds what it held when it was looked at. Where it does not, this looks again
   * and asks whether the object is still held: then what is there came late, from an earlier holder or from this one's own lost request.
   */
  write(key: string, send: (condition: WriteCondition) => Promise<unknown>): Promise<void>;
}

export interface GuardOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** What the keys start with; looked at when the work begins, before the last look at the ledger. */
  readonly folders: readonly string[];
  /** Rejects where another holder has the object. */
  confirm(): Promise<void>;
}

const ATTEMPTS = 5;
const PAUSE_MS = 100;

export async function guardWrites({ client, bucket, folders, confirm }: GuardOptions): Promise<GuardedWrites> {
  let seen = await look(client, bucket, folders);
  return {
    isThere: (key) => seen.has(key),
    async write(key, send) {
      for (let attempt = 1; ; attempt += 1) {
        const etag = seen.get(key);
        try {
          await send(etag === undefined ? { IfNoneMatch: "*" } : { IfMatch: etag });
          return;
        } catch (error) {
          if (!isConflict(error) || attempt === ATTEMPTS) throw error;
        }
        if (attempt > 1) await sleep(PAUSE_MS * attempt);
        // In this order: whoever takes the object after the ledger has confirmed it writes after this look.
        seen = await look(client, bucket, folders);
        await confirm();
      }
    },
  };
}

/** The ETags of what is in these folders, by key; each has a handful. */
async function look(client: S3Client, bucket: string, folders: readonly string[]): Promise<Map<string, string>> {
  const seen = new Map<string, string>();
  for (const folder of folders) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: folder }));
    for (const { Key, ETag } of Contents) if (Key !== undefined && ETag !== undefined) seen.set(Key, ETag);
  }
  return seen;
}

/** The key does not hold what it held; or (409) somebody else was writing it at the same moment. */
export function isConflict(error: unknown): boolean {
  const { name, $metadata } = error as { readonly name?: string; readonly $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  return status === 412 || status === 409 || (status === 404 && name === "NoSuchKey");
}
