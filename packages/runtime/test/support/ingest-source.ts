// A process that runs a source file once and says each step on its standard output, so that a test can kill it at any of them.
import { writeSync } from "node:fs";
import { runSource } from "../../src/compose/run-source.ts";
import { loadSource } from "../../src/source/load-source.ts";

// Written at once: what a pipe still holds would die with the process.
const say = (what: string): void => void writeSync(1, `${what}\n`);
const report = await runSource(await loadSource(process.argv[2] ?? ""), {
  once: true,
  hooks: {
    onJob: () => say("job"),
    onObjectStart: () => say("start"),
    onProgress: () => say("rows"),
    onObjectEnd: () => say("end"),
  },
});
if (report.failure !== undefined) console.error(report.failure);
process.exitCode = report.failure === undefined && report.outcomes.failed === 0 ? 0 : 1;
