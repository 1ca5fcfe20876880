// The command as set-up installs it: built, and on the pinned Node whatever else the PATH offers.
import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { converter, folderWith } from "./support/heddle.ts";

const installed = fileURLToPath(new URL("../../../node_modules/.bin/heddle", import.meta.url));

it("runs on the Node beside it, not on the one that comes first on the PATH", async () => {
  const cwd = folderWith({ "c.json": converter(), "rows.json": '{"name":"Buy","user":"user-1"}\n' });
  writeFileSync(join(cwd, "node"), "#!/bin/sh\nexit 99\n");
  chmodSync(join(cwd, "node"), 0o755);
  const env = { ...process.env, PATH: `${cwd}${delimiter}${process.env["PATH"] ?? ""}` };
  const { stdout } = await promisify(execFile)(installed, ["map", "c.json", "rows.json", "--raw"], { cwd, env });
  expect(stdout).toBe('{"event_type":"Buy","user_id":"user-1","event_properties":{}}\n');
});

it("says which Node it needs where it runs on an older one", async () => {
  const bin = fileURLToPath(new URL("../bin/heddle.js", import.meta.url));
  const old = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.11.1" } }); await import(${JSON.stringify(bin)});`;
  const run = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", old]);
  await expect(run).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^heddle needs Node 22\.15 or newer; this is 20\.11\.1 /) as string,
  });
});

it("maps from the command in one file, unless a package was built again since that was made", async () => {
  const cwd = folderWith({ "package.json": '{ "type": "module" }' });
  for (const folder of ["packages/cli/dist", "packages/runtime/dist"])
    mkdirSync(join(cwd, folder), { recursive: true });
  writeFileSync(join(cwd, "packages/cli/dist/compile-cache.js"), "export const keepCompiledCode = () => {};");
  writeFileSync(join(cwd, "packages/cli/dist/main.js"), 'console.log("modules");');
  writeFileSync(join(cwd, "packages/cli/dist/main.bundle.js"), 'console.log("bundle");');
  writeFileSync(join(cwd, "packages/runtime/dist/.tsbuildinfo"), "{}");
  cpSync(fileURLToPath(new URL("../bin/heddle.js", import.meta.url)), join(cwd, "packages/cli/bin/heddle.js"));
  const startOf = async (command: string): Promise<string> =>
    (await promisify(execFile)(process.execPath, [join(cwd, "packages/cli/bin/heddle.js"), command])).stdout.trim();
  const builtAt = (seconds: number): void =>
    utimesSync(join(cwd, "packages/runtime/dist/.tsbuildinfo"), seconds, seconds);
  utimesSync(join(cwd, "packages/cli/dist/main.bundle.js"), 1_000, 1_000);
  builtAt(1_000);
  expect([await startOf("map"), await startOf("run")]).toEqual(["bundle", "modules"]);
  builtAt(1_001);
  expect(await startOf("map")).toBe("modules");
});
