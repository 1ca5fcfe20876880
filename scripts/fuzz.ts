// `pnpm fuzz [--bytes] [--pairs N] [--seed N] [--minutes N]`: the campaign `agreement` of `pnpm torture`, or `bytes`, counted in pairs of a
// converter and a row.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";

/** Of each random converter, as in packages/compiler/test/agreement.test.ts. */
const ROWS_PER_CONVERTER = 5;

const { values } = parseArgs({
  options: {
    bytes: { type: "boolean", default: false },
    pairs: { type: "string" },
    seed: { type: "string" },
    minutes: { type: "string" },
  },
});
const rowsPerRound = values.bytes ? 1 : ROWS_PER_CONVERTER;
const rounds = values.pairs === undefined ? undefined : String(Math.ceil(Number(values.pairs) / rowsPerRound));
const options = Object.entries({ rounds, seed: values.seed, minutes: values.minutes });
const args = options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
const torture = join(import.meta.dirname, "torture.ts");
process.exitCode =
  spawnSync(process.execPath, [torture, values.bytes ? "bytes" : "agreement", ...args], { stdio: "inherit" }).status ??
  1;
