// A child process that ingests, started, killed at a moment of one's choice, or let run to its end.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { openLedger } from "../../src/ledger/sqlite.ts";
import type { ChildSettings } from "./ingest-child.ts";
import type { TestS3 } from "./s3-server.ts";

/** How often the tests kill, and the seed of the moments. */
export const SEED = Number(process.env["HEDDLE_SEED"] ?? 4);
export const killsOr = (usual: number): number => Number(process.env["HEDDLE_KILLS"] ?? usual);

const CHILD = new URL("ingest-child.ts", import.meta.url).pathname;
const SOURCES = new URL("sources.ts", import.meta.url).href;

/** Puts objects of so many rows into a new bucket. Rows of seven users, numbered within their object. */
export async function fill(s3: TestS3, bucket: string, objects: number, rows: number): Promise<void> {
  await s3.bucket(bucket);
  for (let file = 0; file < objects; file += 1) {
    const lines = Array.from({ length: rows }, (_, n) => JSON.stringify({ event: { event_type: "t", user_id: `user-${n % 7}`, file, n } }));
    await s3.put(bucket, `file-${file}.json`, lines.join("\n"));
  }
}

export function start(settings: ChildSettings): ChildProcess {
  return spawn(process.execPath, ["--import", SOURCES, CHILD, JSON.stringify(settings)], { stdio: ["ignore", "pipe", "inherit"] });
}

/** Kills the process at the `step`-th line it says, or `delay` ms later; returns its exit code, null when it was killed. */
export async function runAndKill(settings: ChildSettings, step: number, delay: number): Promise<number | null> {
  const child = start(settings);
  const exit = once(child, "exit") as Promise<[number | null]>;
  let steps = 0;
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const before = steps;
    steps += text.split("\n").length - 1;
    if (before < step && steps >= step) void sleep(delay).then(() => child.kill("SIGKILL"));
  });
  return (await exit)[0];
}

export async function finish(settings: ChildSettings): Promise<void> {
  const child = start(settings);
  child.stdout?.resume();
  expect(await once(child, "exit")).toEqual([0, null]);
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
