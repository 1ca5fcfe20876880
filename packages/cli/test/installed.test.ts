// The command as set-up installs it: built, and on the pinned Node whatever else the PATH offers.
import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
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

it("leaves out that the SQLite of Node 22 is experimental, and no other warning", async () => {
  const bin = fileURLToPath(new URL("../bin/heddle.js", import.meta.url));
  const warned = `process.argv.push("heddle", "--version"); await import(${JSON.stringify(bin)});
    process.emitWarning("SQLite is an experimental feature", "ExperimentalWarning");
    process.emitWarning("Another is an experimental feature", "ExperimentalWarning");`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", warned]);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(stderr).not.toContain("SQLite");
  expect(stderr).toContain("Another is an experimental feature");
});

it("finds the driver of PostgreSQL where it is installed beside, and says what to install where it is not", async () => {
  const cwd = folderWith({
    "s.json": JSON.stringify({
      bucket: "my-bucket",
      region: "eu-west-1",
      converter: "c.json",
      dataType: "event",
      sink: { type: "s3", bucket: "out-bucket", region: "eu-west-1" },
      ledger: { type: "postgres", url: "postgres://me:hunter2@127.0.0.1:1/none", schema: "orders" },
    }),
  });
  const own = join(cwd, "node_modules", "heddle");
  for (const part of ["bin", "dist", "package.json"])
    cpSync(fileURLToPath(new URL(`../${part}`, import.meta.url)), join(own, part), { recursive: true });
  const status = () => promisify(execFile)(process.execPath, [join(own, "bin/heddle.js"), "status", "s.json"], { cwd });
  await expect(status()).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/\[ledger\/no-driver\][^]*npm install pg/) as string,
  });
  const driver = fileURLToPath(new URL("../../runtime/node_modules/pg", import.meta.url));
  mkdirSync(join(cwd, "node_modules"), { recursive: true });
  symlinkSync(realpathSync(driver), join(cwd, "node_modules", "pg"));
  await expect(status()).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/\[ledger\/unreadable\][^]*ECONNREFUSED/) as string,
  });
});
