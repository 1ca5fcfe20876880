// Runs a campaign for long: `pnpm torture NAME [--rounds N] [--seed N] [--minutes N]`. What fails is printed with the command that repeats it.
import { spawn } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Campaign, type CampaignName, CAMPAIGNS, taskVariable } from "./campaigns.ts";

const root = join(import.meta.dirname, "..");

const HELP = `usage: pnpm torture <campaign> [options] [test-file...]

options:
  --rounds <n>   how much to do (default: what the campaign says below)
  --minutes <n>  how long to go on, whatever the number of rounds
  --seed <n>     what decides everything random (default: the time)

Test files are named by a part of their path; without any, all of the campaign's run.

campaigns:
${Object.entries(CAMPAIGNS)
  .map(([name, { summary, rounds, long }]) => `  ${name.padEnd(11)} ${summary} (${long} ${rounds})`)
  .join("\n")}
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: "string" },
      minutes: { type: "string" },
      seed: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  const [name, ...patterns] = positionals;
  if (values.help === true || name === undefined || !isCampaign(name)) {
    if (name !== undefined) console.error(`there is no campaign ${JSON.stringify(name)}\n`);
    console.log(HELP);
    return values.help === true ? 0 : 2;
  }
  const { long, most, rounds: unit }: Campaign = CAMPAIGNS[name];
  const rounds = count("rounds", values.rounds) ?? (values.minutes === undefined ? long : Infinity);
  const ends = Date.now() + (count("minutes", values.minutes) ?? Infinity) * 60_000;
  const plan: Plan = {
    name,
    files: filesOf(name, patterns),
    perRun: Math.min(most, rounds, long),
    left: rounds,
    seed: count("seed", values.seed) ?? Date.now() % 2_147_483_647,
    ends,
    failed: false,
  };
  // The short runs of one campaign leave a core idle; several at once do not.
  await Promise.all(Array.from({ length: availableParallelism() }, () => lane(plan)));
  console.log(plan.failed ? `${name}: a failure` : `${name}: no failure; rounds are ${unit}`);
  return plan.failed ? 1 : 0;
}

/** What is still to do; the lanes take runs from it. */
interface Plan {
  readonly name: CampaignName;
  readonly files: readonly string[];
  readonly perRun: number;
  readonly ends: number;
  left: number;
  seed: number;
  failed: boolean;
}

/** Takes one run after another, until all is done, time is up, or any has failed. */
async function lane(plan: Plan): Promise<void> {
  while (!plan.failed && plan.left > 0 && Date.now() < plan.ends) {
    const task = { rounds: Math.min(plan.perRun, plan.left), seed: plan.seed };
    plan.left -= task.rounds;
    plan.seed += 1;
    const started = Date.now();
    const { ok, output } = await runTests(plan, task);
    const took = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`${ok ? "ok    " : "FAILED"} seed ${task.seed}, ${task.rounds} rounds, ${took} s`);
    if (ok) continue;
    plan.failed = true;
    console.log(output);
    console.log(`repeat it with: pnpm torture ${plan.name} --rounds ${task.rounds} --seed ${task.seed}`);
  }
}

async function runTests(
  { name, files }: Plan,
  task: { readonly rounds: number; readonly seed: number },
): Promise<{ readonly ok: boolean; readonly output: string }> {
  const child = spawn(
    join(root, "node_modules", ".bin", "vitest"),
    // Lanes side by side must not write the record of durations at once.
    ["run", ...files, `--tagsFilter=${name}`, "--no-cache"],
    { cwd: root, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...taskVariable(name, task) } },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { ok: exitCode === 0, output };
}

/** The test files that belong to a campaign: those that ask what it has to do, themselves or in a suite that they import. */
function filesOf(name: CampaignName, patterns: readonly string[]): readonly string[] {
  const asks = (path: string): boolean => readFileSync(path, "utf8").includes(`campaign("${name}")`);
  const suitesOf = (path: string): string[] =>
    [...readFileSync(path, "utf8").matchAll(/from "(\.\/contracts\/[^"]+)"/g)].map(([, suite = ""]) =>
      join(dirname(path), suite),
    );
  const files = globSync("packages/*/test/**/*.test.ts", { cwd: root }).filter(
    (path) =>
      [path, ...suitesOf(join(root, path))].some((one) => asks(resolve(root, one))) &&
      (patterns.length === 0 || patterns.some((pattern) => path.includes(pattern))),
  );
  if (files.length === 0) throw new Error(`no test file of the campaign ${name} is named by ${patterns.join(", ")}`);
  return files;
}

function isCampaign(name: string): name is CampaignName {
  return Object.hasOwn(CAMPAIGNS, name);
}

function count(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!(number > 0)) throw new Error(`--${option} must be a number above 0, and is ${JSON.stringify(text)}`);
  return number;
}

process.exitCode = await main();
