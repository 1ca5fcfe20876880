// A source whose objects are in memory: for tests of what a job does, whatever it reads from.
import { Buffer } from "node:buffer";
import type { ObjectSource } from "../../src/contracts/job-parts.ts";
import type { ObjectInfo } from "../../src/contracts/object-info.ts";
import { StageFailure } from "../../src/contracts/stage-failure.ts";

/** Objects by key, oldest first; a test may change them. */
export type MemoryObjects = Map<string, string | Uint8Array>;

export function memorySource(objects: MemoryObjects): ObjectSource {
  const bytesOf = (key: string): Buffer | undefined => {
    const content = objects.get(key);
    return content === undefined ? undefined : Buffer.from(content as Uint8Array);
  };
  const infoOf = (key: string, lastModified: number): ObjectInfo => ({
    bucket: "memory",
    key,
    etag: `"${bytesOf(key)?.toString("base64") ?? ""}"`,
    size: bytesOf(key)?.length ?? 0,
    lastModified,
  });
  return {
    identity: { bucket: "memory", prefix: "", region: "eu-west-1" },
    async *scan() {
      yield [...objects.keys()].map(infoOf);
    },
    open({ key, etag, size, lastModified }) {
      const bytes = (): Buffer => {
        const found = bytesOf(key);
        if (found !== undefined) return found;
        throw new StageFailure({ code: "s3/object-gone", message: `"${key}" is gone`, hint: "none" });
      };
      return {
        size,
        etag,
        lastModified,
        async *stream() {
          yield bytes();
        },
        read: async (start, end) => bytes().subarray(start, end),
      };
    },
  };
}

/** So many lines of events of a file. */
export function eventRows(file: string, count: number): string {
  return Array.from({ length: count }, (_, n) => JSON.stringify({ event: { event_type: "t", file, n } })).join("\n");
}
