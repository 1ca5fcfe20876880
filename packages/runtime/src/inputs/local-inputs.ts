// From the path of a local file or folder, or a glob, to the files.
import { Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, normalize } from "node:path";
import { isData } from "../1-discover/filter.ts";
import { openLocalFile } from "../4-rows/local-file.ts";
import { globOf, type InputFile, LOCAL_BUCKET } from "./input-file.ts";

/**
 * The files that a path stands for, in the order of their paths: a file itself, all files below a folder, or those that a
 * glob matches. Below folders, files that begin with a dot or an underscore, empty ones and `node_modules` are left out.
 * @param accepts decides which of the files below a folder or of a glob count (default: all)
 * @throws what the file system throws where nothing has that path.
 */
export async function* localInputs(
  path: string,
  accepts: (path: string) => boolean = () => true,
): AsyncGenerator<InputFile> {
  const found = await stat(path).catch((error: unknown) => error);
  if (found instanceof Stats) {
    if (found.isDirectory()) yield* filesBelow(path, path, accepts);
    else yield localFile(path, found);
    return;
  }
  const glob = await globOf(normalize(path));
  if (glob === undefined) throw found;
  const matches = (each: string): boolean => glob.matches(each) && accepts(each);
  yield* filesBelow(glob.base === "" ? "." : glob.base, glob.base, matches);
}

/** @param shown the folder as names of files show it; empty: not at all */
async function* filesBelow(
  folder: string,
  shown: string,
  accepts: (path: string) => boolean,
): AsyncGenerator<InputFile> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name } = entry;
    const path = join(shown, name);
    if (entry.isDirectory()) {
      if (!/^[._]|^node_modules$/.test(name)) yield* filesBelow(join(folder, name), path, accepts);
      continue;
    }
    if (!accepts(path)) continue;
    // A link to a file is followed; one to a folder could lead in a circle.
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.isFile() === true && isData({ key: name, size: found.size })) yield localFile(path, found);
  }
}

function localFile(path: string, { size, mtimeMs }: Stats): InputFile {
  return {
    name: path,
    bucket: LOCAL_BUCKET,
    key: path,
    size,
    lastModified: Math.floor(mtimeMs),
    async open() {
      const file = await openLocalFile(path);
      return {
        head: (length) => file.read(0, Math.min(length, file.size)),
        stream: file.stream,
        object: file,
        [Symbol.asyncDispose]: file.close,
      };
    },
  };
}
