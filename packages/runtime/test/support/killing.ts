// A child process that ingests, started, killed at a moment of one's choice, or let run to its end.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { openLedger } from "../../src/ledger/sqlite/sqlite-ledger.ts";
import type { ChildSettings, DieAt } from "./ingest-child.ts";
import { programArguments } from "./programs.ts";
import { seeded } from "./random.ts";
import type { TestS3 } from "./s3.ts";

/** How often the tests kill, and the seed of the moments. */
export const SEED = Number(process.env["HEDDLE_SEED"] ?? 4);
export const killsOr = (usual: number): number => Number(process.env["HEDDLE_KILLS"] ?? usual);

/** Puts objects of so many rows into a new bucket. Rows of seven users, numbered within their object. */
export async function fill(s3: TestS3, bucket: string, objects: number, rows: number): Promise<void> {
  await s3.bucket({}, bucket);
  await put(s3, bucket, objects, rows, {});
}

/** Puts other contents under the same names: the same events, each with `again`. */
export function overwrite(s3: TestS3, bucket: string, objects: number, rows: number): Promise<void> {
  return put(s3, bucket, objects, rows, { again: true });
}

async function put(s3: TestS3, bucket: string, objects: number, rows: number, more: object): Promise<void> {
  for (let file = 0; file < objects; file += 1) {
    const lines = Array.from({ length: rows }, (_, n) =>
      JSON.stringify({ event: { event_type: "t", user_id: `user-${n % 7}`, file, n, ...more } }),
    );
    await s3.put(bucket, `file-${file}.json`, lines.join("\n"));
  }
}

export async function start(settings: ChildSettings): Promise<ChildProcess> {
  const program = await programArguments("runtime/test/support/ingest-child.ts");
  return spawn(process.execPath, [...program, JSON.stringify(settings)], { stdio: ["ignore", "pipe", "inherit"] });
}

/** When to kill: so many lines after the start, and so many milliseconds after that line. */
interface Moment {
  readonly line: number;
  readonly delay: number;
}

/** Kills the process at the moment, if it lives so long; returns its exit code, null when it was killed, and how many objects it ended. */
async function runAndKill(
  settings: ChildSettings,
  { line, delay }: Moment,
): Promise<{ readonly code: number | null; readonly ended: number }> {
  const process = await start(settings);
  const exit = once(process, "exit") as Promise<[number | null]>;
  const kill = (): void => void sleep(delay).then(() => process.kill("SIGKILL"));
  let said = "";
  let lines = 0;
  if (line === 0) kill();
  process.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const before = lines;
    said += text;
    lines += text.split("\n").length - 1;
    if (before < line && lines >= line) kill();
  });
  const [code] = await exit;
  return { code, ended: said.split("\n").filter((one) => one === "end").length };
}

export interface Killings {
  readonly kills: number;
  readonly objects: number;
  /** Lines that the child says of an object. */
  readonly linesPerObject: number;
}

/** One ingest of all objects, over as many processes as it takes. */
export interface Pass {
  readonly settings: ChildSettings;
  /** After each process: fails when what it has delivered is not whole, or there twice. */
  look(): Promise<void> | void;
  /** After the last: fails when anything is missing. */
  end(): Promise<void> | void;
}

const START_MS = 150;
const LINE_MS = 10;

/** Kills so often, over as many passes as that takes. The moments are spread evenly over what is left of a pass, its start included. */
export async function killAgainAndAgain(
  { kills, objects, linesPerObject }: Killings,
  newPass: () => Promise<Pass> | Pass,
): Promise<void> {
  const random = seeded(SEED);
  let pass = await newPass();
  let left = objects;
  for (let killed = 0; killed < kills;) {
    // A few more than are left, so that a pass comes to its end, too.
    const line = Math.floor(random() * (left + 5) * linesPerObject);
    const { code, ended } = await runAndKill(pass.settings, {
      line,
      delay: random() * (line === 0 ? START_MS : LINE_MS),
    });
    await pass.look();
    left -= ended;
    if (code === null) {
      killed += 1;
      continue;
    }
    expect(code).toBe(0);
    await pass.end();
    pass = await newPass();
    left = objects;
  }
  await finish(pass.settings);
  await pass.look();
  await pass.end();
}

export async function finish(settings: ChildSettings): Promise<void> {
  const process = await start(settings);
  process.stdout?.resume();
  expect(await once(process, "exit")).toEqual([0, null]);
}

/** The process ends itself at that point of the first object that gets there, and another goes on; `look` comes between them. */
export async function dieAndFinish(
  settings: ChildSettings,
  dieAt: DieAt,
  look: () => Promise<void> | void = () => {},
): Promise<void> {
  const process = await start({ ...settings, dieAt });
  process.stdout?.resume();
  expect(await once(process, "exit")).toEqual([null, "SIGKILL"]);
  await look();
  await finish(settings);
}

export async function ledgerStates(folder: string): Promise<Record<string, number>> {
  const ledger = openLedger(join(folder, "ledger.db"));
  const states: Record<string, number> = {};
  for await (const entry of ledger.entries()) states[entry.state] = (states[entry.state] ?? 0) + 1;
  await ledger.close();
  return states;
}

/** Fails when an event is there twice, or an object's output is not whole. Returns the number of events. */
export function expectWhole(events: readonly Readonly<Record<string, unknown>>[], rowsPerObject: number): number {
  const perFile = new Map<unknown, Set<unknown>>();
  for (const { file, n } of events) perFile.set(file, (perFile.get(file) ?? new Set()).add(n));
  for (const rows of perFile.values()) expect(rows.size).toBe(rowsPerObject);
  expect(events).toHaveLength(perFile.size * rowsPerObject);
  return events.length;
}
