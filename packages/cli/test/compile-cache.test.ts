// Where compiled code is kept: what is there runs as whoever starts the command, so that nobody else may be able to put it there.
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { privateCacheFolder } from "../src/compile-cache.ts";

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "heddle-cache-")));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
});
const folderOf = (xdg: string, user = process.getuid?.()): string | undefined =>
  privateCacheFolder({ XDG_CACHE_HOME: xdg }, user);

describe("the folder of compiled code", () => {
  it("is made for the user alone", () => {
    const folder = join(home, "heddle", "compiled");
    expect(folderOf(home)).toBe(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(folderOf(home)).toBe(folder);
  });

  it("is not used where another user made it, or could write to it or rename it", () => {
    const folder = folderOf(home);
    if (folder === undefined) throw new Error("no folder");
    expect(folderOf(home, 54_321)).toBeUndefined();
    chmodSync(folder, 0o777);
    expect(folderOf(home)).toBeUndefined();
    chmodSync(folder, 0o700);
    chmodSync(home, 0o777);
    expect(folderOf(home)).toBeUndefined();
    chmodSync(home, 0o1777);
    expect(folderOf(home)).toBe(folder);
  });

  it("is judged by where a link leads", () => {
    const open = join(home, "open");
    mkdirSync(open);
    chmodSync(open, 0o777);
    mkdirSync(join(home, "own"), { mode: 0o700 });
    symlinkSync(open, join(home, "own", "heddle"));
    expect(folderOf(join(home, "own"))).toBeUndefined();
  });

  it("is left out where none can be made", () => {
    expect(folderOf("/dev/null")).toBeUndefined();
  });
});

it("is where the installed command keeps its code, and not the shared temporary folder", async () => {
  const bin = fileURLToPath(new URL("../bin/heddle.js", import.meta.url));
  const shared = join(home, "tmp");
  mkdirSync(shared);
  const { NODE_COMPILE_CACHE: _, ...inherited } = process.env;
  const env = { ...inherited, XDG_CACHE_HOME: join(home, "cache"), TMPDIR: shared };
  await promisify(execFile)(process.execPath, [bin, "--version"], { env });
  expect(readdirSync(join(home, "cache", "heddle", "compiled"))).toHaveLength(1);
  expect(readdirSync(shared)).toEqual([]);
});
