// What `npm test` runs: generated files up to date, types, lint, tests, and the packages as users would install them.
// Arguments are handed to vitest, so that `npm test -- csv` runs the tests with "csv" in their path alone.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const bin = (name: string): string => join(root, "node_modules", ".bin", name);
const only = process.argv.slice(2);

const packages = readdirSync(join(root, "packages")).filter((name) => name !== "vscode");
const steps: readonly { readonly name: string; readonly command: string; readonly args: readonly string[] }[] = [
  {
    name: "generated files are up to date",
    command: process.execPath,
    args: [join(root, "scripts", "gen", "all.ts"), "--check"],
  },
  { name: "format", command: bin("oxfmt"), args: ["--check", "."] },
  { name: "lint", command: bin("oxlint"), args: ["--deny-warnings"] },
  {
    name: "vectors of regular expressions against this machine's Java",
    command: process.execPath,
    args: [join(root, "scripts", "jvm", "regex-vectors.ts"), "--check"],
  },
  {
    name: "vectors of time patterns against this machine's Java",
    command: process.execPath,
    args: [join(root, "scripts", "jvm", "time-vectors.ts"), "--check"],
  },
  { name: "types of scripts and tests", command: bin("tsc"), args: ["-p", "scripts"] },
  { name: "types of the extension", command: bin("tsc"), args: ["-p", join("packages", "vscode")] },
  ...packages.flatMap((name) => [
    { name: `publint ${name}`, command: bin("publint"), args: ["--strict", join("packages", name)] },
    {
      name: `are the types wrong: ${name}`,
      command: bin("attw"),
      args: ["--pack", join("packages", name), "--profile", "esm-only", "--no-emoji"],
    },
  ]),
];
const tests = { name: "tests", command: bin("vitest"), args: ["run", ...only] };

const failed: string[] = [];
for (const step of only.length > 0 ? [tests] : [...steps, tests]) {
  console.log(`\n== ${step.name}`);
  const { status } = spawnSync(step.command, step.args, { cwd: root, stdio: "inherit" });
  if (status !== 0) failed.push(step.name);
}
if (failed.length > 0) {
  console.error(`\nfailed: ${failed.join("; ")}`);
  process.exitCode = 1;
}
