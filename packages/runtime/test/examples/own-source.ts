// Your own source: files of a folder instead of a bucket, each ingested once.
import { readdir, stat } from "node:fs/promises";
import { basename } from "node:path";
import { type ObjectInfo, type ObjectSource, openLocalFile } from "@heddle/runtime";

export function folderSource(folder: string): ObjectSource {
  const bucket = basename(folder);
  return {
    identity: { bucket, prefix: "", region: "local" },
    async *scan() {
      const found = (await readdir(folder)).map(async (key): Promise<ObjectInfo> => {
        const { size, mtimeMs } = await stat(`${folder}/${key}`);
        return { bucket, key, size, lastModified: Math.trunc(mtimeMs), etag: `${size}-${mtimeMs}` };
      });
      yield await Promise.all(found);
    },
    open: ({ key, size, etag, lastModified }, signal) => ({
      size,
      etag,
      lastModified,
      async *stream() {
        await using file = await openLocalFile(`${folder}/${key}`);
        yield* file.stream();
      },
      async read(start, end) {
        await using file = await openLocalFile(`${folder}/${key}`);
        return file.read(start, end, signal);
      },
    }),
  };
}
