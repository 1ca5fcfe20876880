// From the paths that a user gives to converters, source files and other texts: files, standard input, and folders of them.
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { type DecodedText, decodeText } from "@heddle/compiler";
import { kindOfFile } from "@heddle/lsp";
import { readText, unreadable } from "./converter.ts";
import { Misuse } from "./failure.ts";
import { STANDARD_INPUT } from "./standard-input.ts";
import type { Terminal } from "./terminal.ts";

export interface TextFile extends DecodedText {
  /** As the user gave it, or below a folder that the user gave. */
  readonly path: string;
}

/** Whether a file of a folder is one that is looked for; `start` is what it begins with. */
export type Recognise = (path: string, start: string) => boolean;

/** What an editor takes for a converter or a source file. */
export const isOurs: Recognise = (path, start) => kindOfFile(path, start) !== undefined;

/** How much of a file says what it is, in bytes. */
const LOOKED_AT = 64 * 1024;

/**
 * The paths of files: those that are given as they are, and of folders the JSON files that are recognised, in order of name.
 * Folders that begin with a dot, and `node_modules`, are left out (D).
 * @throws Misuse for a path that does not exist, and for standard input given twice.
 */
export async function filePaths(given: readonly string[], recognise: Recognise): Promise<readonly string[]> {
  if (given.filter((path) => path === STANDARD_INPUT).length > 1)
    throw new Misuse("standard input can be read only once");
  const found: string[] = [];
  for (const path of given) {
    if (path !== STANDARD_INPUT && (await isFolder(path))) found.push(...(await filesBelow(path, recognise)));
    else found.push(path);
  }
  return [...new Set(found)];
}

/** The text of a file, or of standard input. @throws Misuse when it cannot be read. */
export async function readTextFile(path: string, { input }: Pick<Terminal, "input">): Promise<TextFile> {
  return { path, ...(path === STANDARD_INPUT ? decodeText(await buffer(input)) : await readText(path)) };
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    throw new Misuse(unreadable(path, error));
  });
  return found.isDirectory();
}

async function filesBelow(folder: string, recognise: Recognise): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new Misuse(unreadable(folder, error));
  });
  const found: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith(".") && entry.name !== "node_modules")
        found.push(...(await filesBelow(path, recognise)));
    } else if (entry.isFile() && entry.name.endsWith(".json") && recognise(path, await startOf(path))) found.push(path);
  }
  return found;
}

async function startOf(path: string): Promise<string> {
  try {
    await using file = await open(path);
    const { buffer: bytes, bytesRead } = await file.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, 0);
    return bytes.toString("utf8", 0, bytesRead);
  } catch (error) {
    throw new Misuse(unreadable(path, error));
  }
}
