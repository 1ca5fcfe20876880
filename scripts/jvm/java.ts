// The Java of this machine, and the files whose content it decides.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const ROOT = new URL("../../", import.meta.url).pathname;

export function hasJava17(): boolean {
  const probe = spawnSync("javac", ["-version"], { encoding: "utf8" });
  return probe.status === 0 && /javac 17\./.test(probe.stdout + probe.stderr);
}

/** Compiles a class of this folder and calls `use` with the folder of its class files, which is gone afterwards. */
export function withClass<Outcome>(name: string, use: (classes: string) => Outcome): Outcome {
  const classes = mkdtempSync(join(tmpdir(), `${name}-`));
  try {
    run("javac", ["-J-XX:TieredStopAtLevel=1", "-d", classes, join(ROOT, `scripts/jvm/${name}.java`)], "");
    return use(classes);
  } finally {
    rmSync(classes, { recursive: true, force: true });
  }
}

/** Runs a command on an input and gives its output; throws when it fails. */
export function run(command: string, args: readonly string[], input: string): string {
  const result = spawnSync(command, args, { input, encoding: "utf8", maxBuffer: 1 << 30 });
  if (result.status !== 0) throw new Error(`${command} failed: ${result.stderr}`);
  return result.stdout;
}

export function write(path: string, text: string): number {
  writeFileSync(path, text);
  process.stdout.write(`wrote ${path.slice(ROOT.length)}, ${text.length} characters\n`);
  return 0;
}

/** 1 where a file is not what the JVM says, with a line that names it and the command that mends it; else 0. */
export function compareFiles(files: readonly (readonly [path: string, text: string])[], command: string): number {
  let stale = 0;
  for (const [path, text] of files) {
    if (readFileSync(path, "utf8") === text) continue;
    process.stderr.write(`${path.slice(ROOT.length)} is not what this JVM says: run ${command}\n`);
    stale = 1;
  }
  return stale;
}
