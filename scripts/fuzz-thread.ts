// One thread of the fuzzer. In: a seed and counts. Out: how many pairs agreed, and the first disagreement.
import { parentPort, workerData } from "node:worker_threads";
import fc from "fast-check";
import { createCompiler, disagreement, enginesFor } from "../packages/compiler/test/support/agreement.ts";
import { converterText, row } from "../packages/compiler/test/support/arbitrary.ts";

const { seed, programs, rows } = workerData as { seed: number; programs: number; rows: number };
const compiler = createCompiler();
let pairs = 0;
let valid = 0;

const check = await fc.check(
  fc.asyncProperty(converterText, fc.array(row, { minLength: rows, maxLength: rows }), async (text, sample) => {
    const engines = await enginesFor(compiler, text, true);
    if (engines === undefined) return;
    const found = disagreement(engines, sample);
    if (found !== undefined) throw new Error(`${text}\n${found}`);
    valid++;
    pairs += sample.length;
  }),
  { seed, numRuns: programs },
);
const failure = check.failed
  ? String(check.errorInstance instanceof Error ? check.errorInstance.message : check.errorInstance)
  : undefined;
parentPort?.postMessage({ pairs, programs: valid, ...(failure !== undefined && { failure }) });
