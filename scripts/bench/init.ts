// Measures heddle init on exports of about 50 MB, and which share of their rows becomes events with a time; --rows changes the size.
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { EXPORTS } from "../../packages/cli/test/support/exports.ts";
import { BENCH_FOLDER } from "./data.ts";
import { HEDDLE } from "./level-files.ts";
import { runProgram } from "./measure.ts";

const { values: options } = parseArgs({ options: { rows: { type: "string", default: "40000" } } });
const folder = join(BENCH_FOLDER, "exports");
mkdirSync(folder, { recursive: true });

interface Report {
  readonly trial: { readonly rows: number; readonly events: number; readonly timed: number; readonly errors: number };
}

console.log("file                                     MB      s  CPU s   peak MB  events with a time");
for (const { name, make } of EXPORTS) {
  const path = join(folder, name);
  writeFileSync(path, make(Number(options.rows)));
  const args = ["init", path, "-o", join(folder, "bench.converter.json"), "--force", "--json"];
  const { seconds, cpuSeconds = 0, peakMB = 0 } = await runProgram(folder, process.execPath, [HEDDLE, ...args]);
  const { rows, timed, errors } = (JSON.parse(readFileSync(join(folder, "output"), "utf8")) as Report).trial;
  const share = errors > 0 ? "the converter has errors" : `${((100 * timed) / rows).toFixed(1)} %`;
  const cells = [
    (statSync(path).size / 1e6).toFixed(1).padStart(7),
    seconds.toFixed(2).padStart(6),
    cpuSeconds.toFixed(2).padStart(6),
  ];
  console.log(`${name.padEnd(36)} ${cells.join(" ")} ${peakMB.toFixed(0).padStart(9)}  ${share}`);
}
