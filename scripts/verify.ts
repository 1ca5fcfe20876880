// What `npm test` runs: generated files up to date, format, types, lint, the packages as users would install them, and the tests.
// Arguments are handed to vitest, so that `npm test -- csv` runs only the tests with "csv" in their path.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

/** Commands that run one after another, until one fails. */
interface Step {
  readonly name: string;
  readonly commands: readonly (readonly [program: string, ...args: string[]])[];
  /** What it prints is shown though it succeeds. */
  readonly isReport?: true;
}

const root = join(import.meta.dirname, "..");

async function main(only: readonly string[]): Promise<void> {
  const started = Date.now();
  const failed = only.length > 0 ? [] : await runSideBySide(steps());
  const tests = runTests(only);
  if (!tests.ok) failed.push("tests");
  console.log(`\nall in ${seconds(started)}`);
  if (failed.length > 0) {
    console.log(`failed: ${failed.join("; ")}`);
    process.exitCode = 1;
  }
  // The last line, from which continuous integration takes the counts.
  console.log(`${tests.passed} passed, ${tests.failed} failed`);
}

/** All but the tests, the longest first. No step depends on another. */
function steps(): readonly Step[] {
  const bin = (name: string): string => join(root, "node_modules", ".bin", name);
  const script = (...path: string[]): string => join(root, "scripts", ...path);
  const node = process.execPath;
  return [
    {
      name: "regex vectors against this machine's Java",
      commands: [[node, script("jvm", "regex-vectors.ts"), "--check"]],
    },
    {
      name: "time vectors against this machine's Java",
      commands: [[node, script("jvm", "time-vectors.ts"), "--check"]],
    },
    { name: "types of scripts and tests", commands: [[bin("tsc"), "-p", "scripts"]] },
    { name: "packages as they are published", commands: [[node, script("packages.ts")]], isReport: true },
    { name: "types of the extension", commands: [[bin("tsc"), "-p", join("packages", "vscode")]] },
    { name: "generated files are up to date", commands: [[node, script("gen", "all.ts"), "--check"]] },
    { name: "lint", commands: [[bin("oxlint"), "--deny-warnings"]] },
    { name: "format", commands: [[bin("oxfmt"), "--check", "."]] },
  ];
}

/** Runs steps, as many at once as there are cores, each told in a line; returns the names of those that failed. */
async function runSideBySide(all: readonly Step[]): Promise<string[]> {
  const failed: string[] = [];
  const waiting = [...all];
  const lane = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const started = Date.now();
      const { ok, output } = await runStep(step);
      console.log(`${ok ? "ok    " : "FAILED"} ${seconds(started).padStart(7)}  ${step.name}`);
      if (!ok) failed.push(step.name);
      if (!ok || step.isReport === true) console.log(output);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return failed;
}

/** Runs the commands of a step; what they print is kept. */
async function runStep({ commands }: Step): Promise<{ readonly ok: boolean; readonly output: string }> {
  let output = "";
  for (const [program, ...args] of commands) {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    const exitCode = await new Promise<number | null>((resolve) => {
      child.once("error", (error) => {
        output += `${error.message}\n`;
        resolve(null);
      });
      child.once("close", resolve);
    });
    if (exitCode !== 0) return { ok: false, output };
  }
  return { ok: true, output };
}

interface TestRun {
  readonly ok: boolean;
  readonly passed: number;
  readonly failed: number;
}

/** Runs vitest, which prints for itself; the counts are its own. */
function runTests(only: readonly string[]): TestRun {
  const folder = mkdtempSync(join(tmpdir(), "heddle-verify-"));
  try {
    const report = join(folder, "report.json");
    const { status } = spawnSync(
      join(root, "node_modules", ".bin", "vitest"),
      ["run", ...only, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
      { cwd: root, stdio: "inherit" },
    );
    const { passed, failed } = countTests(report);
    // An error outside of tests fails the run as well.
    return status === 0 ? { ok: true, passed, failed } : { ok: false, passed, failed: Math.max(failed, 1) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The counts of vitest's report; zeros where there is none. */
function countTests(path: string): Pick<TestRun, "passed" | "failed"> {
  let report: VitestReport;
  try {
    report = JSON.parse(readFileSync(path, "utf8")) as VitestReport;
  } catch {
    return { passed: 0, failed: 0 };
  }
  // A file that does not load has no tests, and fails for all of them.
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length };
}

/** What is read of the report of vitest's JSON reporter. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

await main(process.argv.slice(2));
