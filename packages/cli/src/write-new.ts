// Writes files for the user that may not be there yet.
import { access, writeFile } from "node:fs/promises";
import { Misuse } from "./failure.ts";

/** @throws Misuse where a file exists. */
export async function requireAbsent(path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) throw existing(path);
}

/** Resolves with the path. @throws Misuse where the file cannot be written, or exists and `force` is not set. */
export async function writeNew(path: string, text: string, force: boolean): Promise<string> {
  try {
    await writeFile(path, text, { flag: force ? "w" : "wx" });
    return path;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === "EEXIST" ? existing(path) : new Misuse(`${path} cannot be written: ${message}`);
  }
}

function existing(path: string): Misuse {
  return new Misuse(`${path} exists; --force overwrites it`);
}
