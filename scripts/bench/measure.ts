// Work to its median time, and programs to their median time and peak memory.
import { spawn } from "node:child_process";
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/** One line of the results: what was measured, how long it took, and its part in a ratio. */
export interface Result {
  readonly level: string;
  readonly what: string;
  /** The median over the runs, in seconds. */
  readonly seconds?: number;
  readonly rows?: number;
  readonly bytes?: number;
  /** Likewise, the time on processors of all threads. */
  readonly cpuSeconds?: number;
  /** In MB of 10^6 bytes. */
  readonly peakMB?: number;
  /** How much faster than the level's baseline, measured in the same run. */
  readonly ratio?: number;
  readonly target?: string;
  readonly met?: boolean;
  /** Said in the place of figures, where there are none. */
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Runs each work in turn, `runs` times round, so that what else the machine does falls on all alike; medians in seconds. */
export async function inTurns<Name extends string>(
  runs: number,
  works: Readonly<Record<Name, () => unknown>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(works) as Name[];
  const seconds = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let run = -1; run < runs; run += 1) {
    for (const name of names) {
      const start = performance.now();
      await works[name]();
      // The first round warms up.
      if (run >= 0) seconds.get(name)?.push((performance.now() - start) / 1000);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(seconds.get(name) ?? [])])) as Record<Name, number>;
}

export interface Ran {
  readonly seconds: number;
  /** Time on processors, all threads together; unlike the other, it hardly changes with what else the machine does. */
  readonly cpuSeconds: number | undefined;
  readonly peakMB: number | undefined;
  readonly outputBytes: number;
}

/** Runs a program with its output in a file; Node programs also tell their peak memory. @throws Error when it fails. */
export async function runProgram(
  folder: string,
  command: string,
  args: readonly string[],
  input?: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const out = join(folder, "output");
  const peakFile = join(folder, "peak");
  rmSync(peakFile, { force: true });
  const isNode = command === process.execPath;
  const output = openSync(out, "w");
  const stdin = input === undefined ? ("ignore" as const) : openSync(input, "r");
  try {
    const start = performance.now();
    const child = spawn(
      command,
      isNode ? ["--import", join(import.meta.dirname, "report-memory.mjs"), ...args] : [...args],
      {
        stdio: [stdin, output, "pipe"],
        env: { ...process.env, ...variables, PEAK_FILE: peakFile },
      },
    );
    let errors = "";
    child.stderr?.on("data", (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-2000)));
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once("error", reject).once("close", resolve),
    );
    const seconds = (performance.now() - start) / 1000;
    if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${errors}`);
    const [peak, cpu] = isNode ? readFileSync(peakFile, "utf8").split(" ").map(Number) : [];
    return {
      seconds,
      cpuSeconds: cpu === undefined ? undefined : cpu / 1000,
      peakMB: peak === undefined ? undefined : (peak * 1024) / 1e6,
      outputBytes: statSync(out).size,
    };
  } finally {
    // What is left to write would otherwise slow down the program that comes next.
    fsyncSync(output);
    closeSync(output);
    if (typeof stdin === "number") closeSync(stdin);
  }
}

/** Runs programs in turn, `runs` times round; medians. */
export async function programsInTurns<Name extends string>(
  runs: number,
  programs: Readonly<Record<Name, () => Promise<Ran>>>,
): Promise<Record<Name, Ran>> {
  const names = Object.keys(programs) as Name[];
  const all = new Map<Name, Ran[]>(names.map((name) => [name, []]));
  for (let run = 0; run < runs; run += 1) for (const name of names) all.get(name)?.push(await programs[name]());
  return Object.fromEntries(
    names.map((name) => {
      const ran = all.get(name) ?? [];
      const peaks = ran.flatMap(({ peakMB }) => (peakMB === undefined ? [] : [peakMB]));
      const cpu = ran.flatMap(({ cpuSeconds }) => (cpuSeconds === undefined ? [] : [cpuSeconds]));
      return [
        name,
        {
          seconds: median(ran.map(({ seconds }) => seconds)),
          cpuSeconds: cpu.length === 0 ? undefined : median(cpu),
          peakMB: peaks.length === 0 ? undefined : Math.max(...peaks),
          outputBytes: ran[0]?.outputBytes ?? 0,
        },
      ];
    }),
  ) as Record<Name, Ran>;
}
