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

/** Every value of the uncompressed files whose names start with `kind`, in no particular order; what is being written is left out. */
export function readOutput(directory: string, kind: "events" | "set-aside"): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  for (const folder of readdirSync(directory)) {
    if (folder.startsWith(".")) continue;
    for (const file of readdirSync(join(directory, folder))) {
      if (!file.startsWith(kind)) continue;
      const text = readFileSync(join(directory, folder, file), "utf8");
      for (const line of text.split("\n")) if (line !== "") lines.push(JSON.parse(line) as Record<string, unknown>);
    }
  }
  return lines;
}
