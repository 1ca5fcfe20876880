// A folder of its own for a test, and the lines of the NDJSON files below one.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Removed when the test has ended. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "heddle-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The lines of the uncompressed files whose names start with `kind`, file by file; what is still being written is left out. */
export function linesBelow(directory: string, kind: "events" | "set-aside"): string[] {
  const lines: string[] = [];
  for (const folder of readdirSync(directory)) {
    if (folder.startsWith(".")) continue;
    for (const file of readdirSync(join(directory, folder)).toSorted()) {
      if (!file.startsWith(kind)) continue;
      lines.push(
        ...readFileSync(join(directory, folder, file), "utf8")
          .split("\n")
          .filter((line) => line !== ""),
      );
    }
  }
  return lines;
}

/** The same, each parsed. */
export function readOutput(directory: string, kind: "events" | "set-aside"): Record<string, unknown>[] {
  return linesBelow(directory, kind).map((line) => JSON.parse(line) as Record<string, unknown>);
}
