// Before and after the tests of a run: a folder for whatever they and the processes that they start leave on the disk.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

const folder = mkdtempSync(join(tmpdir(), "heddle-tests-"));

/** Runs side by side share nothing: temporary folders, bundled programs, and what Node keeps compiled of them, belong to one run. */
export function setup(project: TestProject): void {
  process.env["TMPDIR"] = folder;
  process.env["NODE_COMPILE_CACHE"] = join(folder, "compiled");
  // Sources have changed: programs are bundled anew.
  project.onTestsRerun(() => rmSync(join(folder, "programs"), { recursive: true, force: true }));
}

export function teardown(): void {
  stopPostgres(join(folder, "postgres"));
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Ends the PostgreSQL server that files of this run shared, if any of them started it; its first line names its process. */
function stopPostgres(place: string): void {
  const file = join(place, "data", "postmaster.pid");
  if (!existsSync(file)) return;
  // As PostgreSQL calls it, immediately: nothing of it is kept.
  process.kill(Number(readFileSync(file, "utf8").split("\n")[0]), "SIGQUIT");
}
