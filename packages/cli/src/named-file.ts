// Files that the user names: whether they can be read, and their text. Loads no compiler.
import { readFile, stat } from "node:fs/promises";
import { type DecodedText, decodeText } from "@heddle/compiler";
import { Misuse } from "./failure.ts";

/** Reads a JSON file that the user named; what is not UTF-8 is among the diagnostics. @throws Misuse when it cannot be read. */
export async function readText(path: string): Promise<DecodedText> {
  try {
    return decodeText(await readFile(path));
  } catch (error) {
    throw new Misuse(unreadable(path, error));
  }
}

/** @throws Misuse when the file does not exist or is a folder. */
export async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw new Misuse(unreadable(path, error));
  });
  if (found.isDirectory()) throw new Misuse(`${path} is a folder, not a file`);
}

/** Why a file cannot be read, as a message. */
export function unreadable(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return `${path} does not exist`;
  if (code === "EISDIR") return `${path} is a folder, not a file`;
  if (code === "EACCES") return `no permission to read ${path}`;
  return `${path} cannot be read: ${message}`;
}
