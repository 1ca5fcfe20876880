// From the paths that a user gives to converters, source files and other texts: files, standard input, folders and globs.
import { stat } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { type DecodedText, decodeText } from "@heddle/compiler";
import { kindOfFile } from "@heddle/lsp";
import { readText, unreadable } from "./named-file.ts";
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
 * The paths of files, each once: those that are given as they are, there or not, and of folders and globs the JSON files that
 * are recognised. `what`: what they are, for messages.
 * @throws Misuse for a folder or glob without such files, and for standard input given twice.
 */
export async function filePaths(
  given: readonly string[],
  recognise: Recognise,
  what = "converter or source file",
): Promise<readonly string[]> {
  if (given.filter((path) => path === STANDARD_INPUT).length > 1)
    throw new Misuse("standard input can be read only once");
  const found: string[] = [];
  for (const path of given) {
    const entry = path === STANDARD_INPUT ? undefined : await stat(path).catch(() => undefined);
    const isSeveral = entry?.isDirectory() === true || (entry === undefined && /[*?[{]/.test(path));
    found.push(...(isSeveral ? await recognisedFiles(path, recognise, what) : [path]));
  }
  return [...new Set(found)];
}

/** The text of a file, or of standard input. @throws Misuse when it cannot be read. */
export async function readTextFile(path: string, { input }: Pick<Terminal, "input">): Promise<TextFile> {
  return { path, ...(path === STANDARD_INPUT ? decodeText(await buffer(input)) : await readText(path)) };
}

async function recognisedFiles(path: string, recognise: Recognise, what: string): Promise<readonly string[]> {
  // The runtime is large; files that are named need it not.
  const { localInputs } = await import("@heddle/runtime/local");
  const found: string[] = [];
  try {
    for await (const { name, open } of localInputs(path, (each) => each.endsWith(".json"))) {
      await using file = await open();
      const start = new TextDecoder().decode(await file.head(LOOKED_AT));
      if (recognise(name, start)) found.push(name);
    }
  } catch (error) {
    throw new Misuse(unreadable(path, error));
  }
  if (found.length === 0) throw new Misuse(`there is no ${what} in ${path}`);
  return found;
}
