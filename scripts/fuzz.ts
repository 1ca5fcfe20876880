// `pnpm fuzz [--bytes] [--pairs N] [--seed N] [--minutes N]`: the campaign `agreement` of `pnpm torture`, or `bytes`, counted in pairs of a
// converter and a row. With `--bytes --digest` it writes a digest of what pairs of each form come to, to be compared with other engines.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { campaign } from "./campaigns.ts";

/** Of each random converter, as in packages/compiler/test/agreement.test.ts. */
const ROWS_PER_CONVERTER = 5;

const { values } = parseArgs({
  options: {
    bytes: { type: "boolean", default: false },
    digest: { type: "boolean", default: false },
    pairs: { type: "string" },
    seed: { type: "string" },
    minutes: { type: "string" },
  },
});
process.exitCode = values.bytes && values.digest ? await printDigests() : tortured();

async function printDigests(): Promise<number> {
  const { digestFuzz } = await import("../packages/runtime/test/support/engines/digest.ts");
  const { rounds, seed } = campaign("engines");
  const task = { rounds: Number(values.pairs ?? rounds), seed: Number(values.seed ?? seed) };
  for (const { form, rows, asBytes, digest } of await digestFuzz(task))
    console.log(`${digest}  ${form}: ${rows} pairs, ${asBytes} as bytes`);
  return 0;
}

function tortured(): number {
  const rowsPerRound = values.bytes ? 1 : ROWS_PER_CONVERTER;
  const rounds = values.pairs === undefined ? undefined : String(Math.ceil(Number(values.pairs) / rowsPerRound));
  const options = Object.entries({ rounds, seed: values.seed, minutes: values.minutes });
  const args = options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
  const torture = join(import.meta.dirname, "torture.ts");
  const name = values.bytes ? "bytes" : "agreement";
  return spawnSync(process.execPath, [torture, name, ...args], { stdio: "inherit" }).status ?? 1;
}
