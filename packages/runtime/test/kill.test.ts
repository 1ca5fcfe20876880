// A process that ingests is killed again and again: no event is lost or doubled, and no output is ever seen half done.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLedger } from "../src/ledger/sqlite.ts";
import type { ChildSettings, DieAt } from "./support/ingest-child.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import { seeded } from "./support/random.ts";
import { startS3, type TestS3 } from "./support/s3-server.ts";

const KILLS = Number(process.env["HEDDLE_KILLS"] ?? 20);
const SEED = Number(process.env["HEDDLE_SEED"] ?? 4);
const OBJECTS = 50;
const ROWS = 400;
const CHILD = new URL("support/ingest-child.ts", import.meta.url).pathname;
const SOURCES = new URL("support/sources.ts", import.meta.url).href;

let s3: TestS3;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

async function fill(bucket: string, objects: number): Promise<void> {
  await s3.bucket(bucket);
  for (let file = 0; file < objects; file += 1) {
    const lines = Array.from({ length: ROWS }, (_, n) => JSON.stringify({ event: { event_type: "t", file, n } }));
    await s3.put(bucket, `file-${file}.json`, lines.join("\n"));
  }
}

function start(settings: ChildSettings): ChildProcess {
  return spawn(process.execPath, ["--import", SOURCES, CHILD, JSON.stringify(settings)], { stdio: ["ignore", "pipe", "inherit"] });
}

/** Kills the process at the `step`-th line it says, or `delay` ms later; returns its exit code, null when it was killed. */
async function runAndKill(settings: ChildSettings, step: number, delay: number): Promise<number | null> {
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

async function finish(settings: ChildSettings): Promise<void> {
  const child = start(settings);
  child.stdout?.resume();
  expect(await once(child, "exit")).toEqual([0, null]);
}

/** Fails when an event is there twice, or a file's output is visible but not whole. Returns the number of events. */
function verifyOutput(folder: string): number {
  const directory = join(folder, "out");
  if (!existsSync(directory)) return 0;
  const perFile = new Map<unknown, Set<unknown>>();
  const events = readOutput(directory, "events");
  for (const { file, n } of events) perFile.set(file, (perFile.get(file) ?? new Set()).add(n));
  for (const rows of perFile.values()) expect(rows.size).toBe(ROWS);
  expect(events).toHaveLength(perFile.size * ROWS);
  return events.length;
}

async function ledgerStates(folder: string): Promise<Record<string, number>> {
  const ledger = openLedger(join(folder, "ledger.db"));
  const states: Record<string, number> = {};
  for await (const entry of ledger.entries()) states[entry.state] = (states[entry.state] ?? 0) + 1;
  await ledger.close();
  return states;
}

describe("kill -9", () => {
  it(`at ${KILLS} random moments leaves each event exactly once (seed ${SEED})`, { timeout: 60_000 + KILLS * 5_000 }, async () => {
    await fill("killed", OBJECTS);
    const random = seeded(SEED);
    let folder = testFolder();
    let killed = 0;
    while (killed < KILLS) {
      const settings = { endpoint: s3.endpoint, bucket: "killed", folder };
      const code = await runAndKill(settings, 1 + Math.floor(random() * 40), random() * 5);
      verifyOutput(folder);
      if (code === null) {
        killed += 1;
        continue;
      }
      // It came to its end before the moment: the rest of the kills go to a new pass over the bucket.
      expect(verifyOutput(folder)).toBe(OBJECTS * ROWS);
      folder = testFolder();
    }
    await finish({ endpoint: s3.endpoint, bucket: "killed", folder });
    expect(await ledgerStates(folder)).toEqual({ done: OBJECTS });
    expect(verifyOutput(folder)).toBe(OBJECTS * ROWS);
    expect(readdirSync(join(folder, "out", ".partial"))).toEqual([]);
  });

  it.each<DieAt>(["before-commit", "before-settle", "after-settle"])("%s leaves each event exactly once", async (dieAt) => {
    const bucket = `dies-${dieAt}`;
    await fill(bucket, 6);
    const settings = { endpoint: s3.endpoint, bucket, folder: testFolder() };
    const child = start({ ...settings, dieAt });
    child.stdout?.resume();
    expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
    verifyOutput(settings.folder);
    await finish(settings);
    expect(verifyOutput(settings.folder)).toBe(6 * ROWS);
    expect(await ledgerStates(settings.folder)).toEqual({ done: 6 });
  });

  it("takes nothing twice when two processes work on one ledger", async () => {
    await fill("shared", 12);
    const settings = { endpoint: s3.endpoint, bucket: "shared", folder: testFolder() };
    const children = [start(settings), start(settings)];
    for (const child of children) child.stdout?.resume();
    expect(await Promise.all(children.map((child) => once(child, "exit")))).toEqual([[0, null], [0, null]]);
    expect(verifyOutput(settings.folder)).toBe(12 * ROWS);
    const ledger = openLedger(join(settings.folder, "ledger.db"));
    for await (const entry of ledger.entries()) expect([entry.state, entry.attempts]).toEqual(["done", 1]);
    await ledger.close();
  });
});
