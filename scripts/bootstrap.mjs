// In: a checkout on a machine with Node >= 20 and npm. Out: dependencies, the pinned Node and the built packages,
// then, when a task is named, that task run on the pinned Node with the remaining arguments.
// Plain JavaScript without dependencies, because it runs before anything is installed and on an old Node.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === "win32";
const tasks = { demo: "scripts/demo.ts", package: "packages/vscode/scripts/package.ts", verify: "scripts/verify.ts" };

const [task, ...rest] = process.argv.slice(2);
if (task !== undefined && !(task in tasks)) {
  fail(`bootstrap: unknown task ${JSON.stringify(task)}; it knows ${Object.keys(tasks).join(", ")}`, 2);
}

const pnpm = ensurePnpm();
step("installing dependencies", process.execPath, [pnpm, "install", "--frozen-lockfile"]);
const node = join(root, "node_modules", ".bin", windows ? "node.cmd" : "node");
if (!existsSync(node))
  fail("bootstrap: the pinned Node is missing after the install; remove node_modules and run again");
step("building", node, [join("node_modules", "typescript", "bin", "tsc"), "-b"]);
step("bundling", node, [join("scripts", "bundle.ts")]);

if (task === undefined) {
  console.error("Ready. Try: npm run demo, or node_modules/.bin/heddle --help");
} else {
  const done = run(node, [join(root, tasks[task]), ...rest], "inherit");
  process.exit(done.status ?? 1);
}

/** Brings the pnpm that package.json names, from the npm registry into the checkout; returns its entry file. */
function ensurePnpm() {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const version = manifest.packageManager.split("@")[1];
  const home = join(root, ".heddle", "bootstrap");
  const installed = join(home, "node_modules", "pnpm", "package.json");
  if (!existsSync(installed) || JSON.parse(readFileSync(installed, "utf8")).version !== version) {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "package.json"), '{ "private": true }\n');
    const npm = process.env.npm_execpath?.endsWith("npm-cli.js")
      ? [process.execPath, [process.env.npm_execpath]]
      : [windows ? "npm.cmd" : "npm", []];
    step(`fetching pnpm ${version}`, npm[0], [
      ...npm[1],
      "install",
      `pnpm@${version}`,
      "--prefix",
      home,
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
    ]);
  }
  return join(home, "node_modules", "pnpm", "bin", "pnpm.mjs");
}

/** Runs one step quietly; what it printed is shown only when it fails. */
function step(title, command, args) {
  const started = Date.now();
  process.stderr.write(`${title} ... `);
  const done = run(command, args, "pipe");
  if (done.status !== 0) {
    process.stderr.write("failed\n");
    fail(`${done.stdout ?? ""}${done.stderr ?? ""}${done.error?.message ?? ""}\nbootstrap: ${title} failed`);
  }
  process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

function run(command, args, stdio) {
  const bins = [join(root, "node_modules", ".bin"), join(root, ".heddle", "bootstrap", "node_modules", ".bin")];
  const path = [...bins, process.env.PATH ?? ""].join(windows ? ";" : ":");
  return spawnSync(command, args, {
    cwd: root,
    stdio: stdio === "pipe" ? ["ignore", "pipe", "pipe"] : stdio,
    encoding: "utf8",
    maxBuffer: 64 << 20,
    shell: windows && command.endsWith(".cmd"),
    env: { ...process.env, PATH: path },
  });
}

function fail(message, code = 1) {
  console.error(message);
  process.exit(code);
}
