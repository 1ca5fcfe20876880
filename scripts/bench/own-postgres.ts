// A PostgreSQL server for a measurement: that of `--url`, or one of the tests' in a folder of its own, which does not wait for the disk.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Calls `use` with the address of the server that was named, or else of one that is there for this call alone. */
export async function withPostgres(named: string | undefined, use: (url: string) => Promise<void>): Promise<void> {
  if (named !== undefined) return use(named);
  const folder = mkdtempSync(join(tmpdir(), "heddle-bench-"));
  process.env["TMPDIR"] = folder;
  const { postgresUrl } = await import("../../packages/runtime/test/support/postgres.ts");
  try {
    await use(await postgresUrl());
  } finally {
    const data = join(folder, "postgres", "data");
    const pgCtl = join(folder, "postgres", "native", "bin", "pg_ctl");
    const who = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    if (existsSync(data)) spawnSync(pgCtl, ["stop", "--pgdata", data, "--mode", "immediate"], { ...who, cwd: "/" });
    rmSync(folder, { recursive: true, force: true });
  }
}
