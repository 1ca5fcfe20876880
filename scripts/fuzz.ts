// Compares the engines on random programs for as long as one likes: `pnpm fuzz [--pairs N] [--seed N] [--minutes N]`.
// Ends with exit code 1 at the first disagreement, which it prints shrunk, with the seed that repeats it.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";

/** Compiled modules stay in a thread's memory for good, so each thread gets only so many programs. */
const PROGRAMS_PER_THREAD = 1_000;
const ROWS_PER_PROGRAM = 20;

const { values } = parseArgs({
  options: { pairs: { type: "string" }, seed: { type: "string" }, minutes: { type: "string" } },
});
const minutes = Number(values.minutes ?? Number.POSITIVE_INFINITY);
const pairs = Number(values.pairs ?? (values.minutes === undefined ? 1_000_000 : Number.POSITIVE_INFINITY));
const firstSeed = Number(values.seed ?? Date.now() % 2_147_483_647);
const started = Date.now();

let nextSeed = firstSeed;
let compared = 0;
let programs = 0;
let failed = false;

console.log(`seed ${firstSeed}, ${Number.isFinite(pairs) ? `${pairs} pairs` : `${minutes} minutes`}`);
await Promise.all(Array.from({ length: availableParallelism() }, lane));
const seconds = (Date.now() - started) / 1000;
console.log(
  `${compared} program-row pairs of ${programs} programs compared in ${seconds.toFixed(0)} s: ${failed ? "a disagreement" : "no disagreement"}`,
);
if (failed) process.exitCode = 1;

async function lane(): Promise<void> {
  while (!failed && compared < pairs && Date.now() - started < minutes * 60_000) {
    const seed = nextSeed++;
    const result = await runThread(seed);
    compared += result.pairs;
    programs += result.programs;
    if (result.failure !== undefined) {
      failed = true;
      console.error(`\nseed ${seed}:\n${result.failure}`);
    } else process.stdout.write(`\r${compared} pairs, ${programs} programs `);
  }
  process.stdout.write("\n");
}

interface ThreadResult {
  readonly pairs: number;
  readonly programs: number;
  readonly failure?: string;
}

function runThread(seed: number): Promise<ThreadResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./fuzz-thread.ts", import.meta.url), {
      workerData: { seed, programs: PROGRAMS_PER_THREAD, rows: ROWS_PER_PROGRAM },
    });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}
