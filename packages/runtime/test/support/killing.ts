// A child process that ingests, killed at moments of one's choice or of chance, and started again until all is ingested.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { campaign, CAMPAIGNS } from "../../../../scripts/campaigns.ts";
import { openLedger } from "../../src/ledger/sqlite/sqlite-ledger.ts";
import type { ChildTask, Death } from "./ingest-child.ts";
import { programArguments } from "./programs.ts";
import { seeded } from "./random.ts";
import type { Objects, TestS3 } from "./s3.ts";

/** What a bucket holds whose ingest is killed. */
export const OBJECTS = 12;
export const ROWS = 200;

const kills = campaign("kills");

/** Objects of so many rows, of seven users, numbered within their object. `more`: what else is in each event. */
export function objectsOf(count: number, rows = ROWS, more: object = {}): Objects {
  const linesOf = (file: number): string =>
    Array.from({ length: rows }, (_, n) =>
      JSON.stringify({ event: { event_type: "t", user_id: `user-${n % 7}`, file, n, ...more } }),
    ).join("\n");
  return Object.fromEntries(Array.from({ length: count }, (_, file) => [`file-${file}.json`, linesOf(file)]));
}

/** Puts other contents under the names of `objectsOf`: the same events, each with `again`. */
export async function overwrite(s3: TestS3, bucket: string, count: number): Promise<void> {
  for (const [key, body] of Object.entries(objectsOf(count, ROWS, { again: true }))) await s3.put(bucket, key, body);
}

export async function start(task: ChildTask): Promise<ChildProcess> {
  const program = await programArguments("runtime/test/support/ingest-child.ts");
  return spawn(process.execPath, [...program, JSON.stringify(task)], { stdio: ["ignore", "pipe", "inherit"] });
}

/** One ingest of all objects, over as many processes as it takes. */
export interface Ingest {
  /** Starts a process that goes on with it. It writes a line for each step of the job. */
  start(death?: Death): Promise<ChildProcess>;
  /** After each that died: fails when what it has delivered is not whole, or there twice. */
  look(): Promise<void> | void;
  /** After the last: fails when anything is missing. */
  end(): Promise<void> | void;
}

/** Where processes die in turn: at the n-th time that any object gets there, so that each leaves more behind than the one before it. */
const DEATHS: readonly Death[] = [
  { point: "job", nth: 1 },
  { point: "rows", nth: 3 },
  { point: "before-commit", nth: 1 },
  { point: "before-commit", nth: 3 },
  { point: "before-settle", nth: 2 },
  { point: "after-settle", nth: 1 },
  { point: "end", nth: 2 },
];

/** Those from the rows to the ledger, where sinks differ; all of them where the campaign is long. */
export const DELIVERY_DEATHS: readonly Death[] =
  kills.rounds < CAMPAIGNS.kills.long ? DEATHS.filter(({ point }) => /rows|commit|settle/.test(point)) : DEATHS;

/** One ingest, whose processes die at each point of their work in turn. */
export async function dieAtEachPoint(ingest: Ingest, deaths: readonly Death[] = DEATHS): Promise<void> {
  for (const death of deaths) {
    const process = await ingest.start(death);
    process.stdout?.resume();
    expect(await once(process, "exit"), JSON.stringify(death)).toEqual([null, "SIGKILL"]);
    await ingest.look();
  }
  await finish(ingest);
}

async function finish(ingest: Ingest): Promise<void> {
  const process = await ingest.start();
  process.stdout?.resume();
  expect(await once(process, "exit")).toEqual([0, null]);
  await ingest.end();
}

/** When to kill: so many lines after the start, and so many milliseconds after that line. */
interface Moment {
  readonly line: number;
  readonly delay: number;
}

const START_MS = 150;
const LINE_MS = 10;

/**
 * Kills as often as the campaign says, over as many ingests of so many objects as that takes. The moments are spread evenly over what is
 * left of an ingest, its start included. `linesPerObject`: what the child writes of each.
 */
export async function killAtRandom(
  objects: number,
  linesPerObject: number,
  newIngest: () => Promise<Ingest> | Ingest,
): Promise<void> {
  const random = seeded(kills.seed);
  let ingest = await newIngest();
  let left = objects;
  for (let killed = 0; killed < kills.rounds;) {
    // A few more than are left, so that an ingest comes to its end, too.
    const line = Math.floor(random() * (left + 5) * linesPerObject);
    const moment = { line, delay: random() * (line === 0 ? START_MS : LINE_MS) };
    const { code, ended } = await runAndKill(await ingest.start(), moment);
    await ingest.look();
    left -= ended;
    if (code === null) {
      killed += 1;
      continue;
    }
    expect(code).toBe(0);
    await ingest.end();
    ingest = await newIngest();
    left = objects;
  }
  await finish(ingest);
}

/** Kills the process at the moment, if it lives so long; returns its exit code, null when it was killed, and how many objects it ended. */
async function runAndKill(
  process: ChildProcess,
  { line, delay }: Moment,
): Promise<{ readonly code: number | null; readonly ended: number }> {
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

export async function ledgerStates(folder: string): Promise<Record<string, number>> {
  const ledger = openLedger(join(folder, "ledger.db"));
  const states: Record<string, number> = {};
  for await (const entry of ledger.entries()) states[entry.state] = (states[entry.state] ?? 0) + 1;
  await ledger.close();
  return states;
}

/** Fails when an event is there twice, or an object's output is not whole. Returns the number of events. */
export function expectWhole(events: readonly Readonly<Record<string, unknown>>[], rowsPerObject = ROWS): number {
  const perFile = new Map<unknown, Set<unknown>>();
  for (const { file, n } of events) perFile.set(file, (perFile.get(file) ?? new Set()).add(n));
  for (const rows of perFile.values()) expect(rows.size).toBe(rowsPerObject);
  expect(events).toHaveLength(perFile.size * rowsPerObject);
  return events.length;
}
