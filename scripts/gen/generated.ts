// Writes generated files, or, with --check, says which of them are stale.
import { existsSync, readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";

export const root = join(import.meta.dirname, "..", "..");

/** A generated file: its path from the checkout's root, and its text. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** Writes the files whose text differs; with `check` it writes nothing and gives the stale ones. */
export function settle(files: readonly GeneratedFile[], check: boolean): string[] {
  const stale: string[] = [];
  for (const { path, text } of files) {
    const full = join(root, path);
    if (existsSync(full) && readFileSync(full, "utf8") === text) continue;
    stale.push(relative(root, full));
    if (check) continue;
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
  return stale;
}
