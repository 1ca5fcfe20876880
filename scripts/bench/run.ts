// The suite: every level of speed, memory and start-up, measured beside what a user would pick instead; a table, or JSON with --json.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { jsonFiles, versionOf } from "./data.ts";
import { cellsLevel } from "./level-cells.ts";
import { compileLevel, memoryLevel, startLevel } from "./level-command.ts";
import { filesLevel } from "./level-files.ts";
import { formatsLevel } from "./level-formats.ts";
import { mapperLevel } from "./level-mapper.ts";
import { s3Level } from "./level-s3.ts";
import { workersLevel } from "./level-workers.ts";
import type { Result } from "./measure.ts";

const HELP = `pnpm bench [--rows 50000] [--runs 3] [--only mapper,files,cells,s3,workers,formats,compile,start,memory] [--json [--output <file>]]
Rows are about 1.1 KB each; the files are kept in .heddle/bench. Ratios hold within one run; figures of a shared machine vary.`;

const { values: options } = parseArgs({
  options: {
    rows: { type: "string", default: "50000" },
    runs: { type: "string", default: "3" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
    output: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(HELP);
  process.exit(0);
}
const rows = Number(options.rows);
const runs = Number(options.runs);
if (!Number.isSafeInteger(rows) || rows < 1 || !Number.isSafeInteger(runs) || runs < 1) throw new Error(HELP);

const root = join(import.meta.dirname, "..", "..");
execFileSync(join(root, "node_modules", ".bin", "tsc"), ["-b", join(root, "packages", "cli")], { stdio: "inherit" });
execFileSync(process.execPath, [join(root, "scripts", "bundle.ts")], { stdio: "inherit" });
const files = await jsonFiles(rows);
const levels: Readonly<Record<string, () => Promise<Result[]>>> = {
  mapper: () => mapperLevel(Math.max(runs, 7)),
  files: () => filesLevel(files, rows, runs),
  // So many rows that the start is little of it.
  cells: () => cellsLevel(rows * 10, runs),
  s3: () => s3Level(files.plain, rows, runs),
  workers: () => workersLevel(rows * 8, runs),
  formats: () => formatsLevel(rows, runs),
  compile: () => compileLevel(runs),
  start: () => startLevel(runs),
  memory: () => memoryLevel(rows),
};
const results: Result[] = [];
for (const [name, measure] of Object.entries(levels)) {
  if (options.only !== undefined && !options.only.split(",").includes(name)) continue;
  const measured = await measure();
  results.push(...measured);
  if (!options.json) printTable(measured);
}
const machine = {
  date: new Date().toISOString().slice(0, 10),
  processor: cpus()[0]?.model ?? "",
  cores: cpus().length,
  node: process.versions.node,
  rows,
  runs,
  jq: versionOf("jq", "--version") ?? "not installed",
  gojq: versionOf("gojq", "--version") ?? "not installed",
};
const json = `${JSON.stringify({ machine, results }, undefined, 2)}\n`;
if (options.output !== undefined) writeFileSync(options.output, json);
else if (options.json) process.stdout.write(json);
if (!options.json) {
  console.log(
    `\n${Object.entries(machine)
      .map(([key, value]) => `${key}: ${value}`)
      .join(", ")}`,
  );
  const missed = results.filter(({ met }) => met === false);
  console.log(
    missed.length === 0
      ? "All targets are met."
      : `Targets missed: ${missed.map(({ level, what }) => `${level} (${what})`).join("; ")}`,
  );
}

function printTable(measured: readonly Result[]): void {
  let level = "";
  for (const result of measured) {
    if (result.level !== level) console.log(`\n${result.level}`);
    level = result.level;
    const { seconds, cpuSeconds, rows: count, peakMB, ratio, target, met, note } = result;
    const cells = [
      result.what.padEnd(34),
      (
        note ??
        (seconds === undefined
          ? ""
          : seconds < 1
            ? `${(seconds * 1000).toFixed(seconds < 0.1 ? 1 : 0)} ms`
            : `${seconds.toFixed(2)} s`)
      ).padStart(9),
      (cpuSeconds === undefined ? "" : `cpu ${cpuSeconds.toFixed(2)} s`).padStart(11),
      (count === undefined || seconds === undefined
        ? ""
        : `${Math.round(count / seconds).toLocaleString("en")} rows/s`
      ).padStart(18),
      (peakMB === undefined ? "" : `${peakMB.toFixed(0)} MB`).padStart(7),
      (ratio === undefined ? "" : `${ratio.toFixed(2)} x`).padStart(9),
      target === undefined ? "" : `${met === true ? "met" : "missed"}: ${target}`,
    ];
    console.log(`  ${cells.join(" ")}`.trimEnd());
  }
}
