// A source whose objects are in memory: for tests of what a job does, whatever it reads from.
import { Buffer } from "node:buffer";
import type { ObjectSource } from "../../src/contracts/job-parts.ts";
import type { ObjectInfo } from "../../src/contracts/object-info.ts";
import { StageFailure } from "../../src/contracts/stage-failure.ts";

/** Objects by key, oldest first; a test may change them. */
export type MemoryObjects = Map<string, string>;

export function memorySource(objects: MemoryObjects): ObjectSource {
  const infoOf = (key: string, lastModified: number): ObjectInfo => ({
    bucket: "memory",
    key,
    etag: `"${Buffer.from(objects.get(key) ?? "").toString("base64")}"`,
    size: objects.get(key)?.length ?? 0,
    lastModified,
  });
  return {
    identity: { bucket: "memory", prefix: "", region: "eu-west-1" },
    async *scan() {
      yield [...objects.keys()].map(infoOf);
    },
    open({ key, etag, size, lastModified }) {
      const bytes = (): Buffer => {
        const text = objects.get(key);
        if (text !== undefined) return Buffer.from(text);
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
