// Several processes that work on the same ledgers and are disturbed while they have objects in hand: killed, stopped, or worse.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { LedgerEntry } from "../../src/contracts/ledger.ts";
import { openPostgresLedger } from "../../src/ledger/postgres/postgres-ledger.ts";
import { openLedger } from "../../src/ledger/sqlite/sqlite-ledger.ts";
import type { ChildSettings } from "./ingest-child.ts";
import { start } from "./killing.ts";
import type { Objects, TestS3 } from "./s3.ts";

const ROWS = 500;
/** Every so many rows of an object are also in the one beside it. */
const SHARED = 10;
export const LEASE_MS = 1_500;

/** So many objects, an even number, in pairs that share events. */
export function crowded(count: number): Objects {
  const lineOf = (file: number, n: number): string => {
    const id = n % SHARED === 0 ? `pair-${file >> 1}-${n}` : `file-${file}-${n}`;
    return JSON.stringify({ event: { event_type: "t", user_id: `user-${n % 7}`, insert_id: id, file, n } });
  };
  const linesOf = (file: number): string => Array.from({ length: ROWS }, (_, n) => lineOf(file, n)).join("\n");
  return Object.fromEntries(Array.from({ length: count }, (_, file) => [`${file}.json`, linesOf(file)]));
}

/** How many events so many objects have, and how many different ones. */
export function eventsIn(count: number): { readonly all: number; readonly distinct: number } {
  return { all: count * ROWS, distinct: count * ROWS - (count / 2) * (ROWS / SHARED) };
}

/** An ingest, and what came of it. */
export interface Ingest {
  readonly settings: ChildSettings;
  readonly objects: number;
  /** How many different events there are. */
  readonly events: number;
  /** The ids of the events that are at the destination. */
  ids(): Promise<readonly unknown[]>;
}

async function entriesIn({ settings }: Ingest): Promise<readonly LedgerEntry[]> {
  const { folder, postgres } = settings;
  const ledger = postgres === undefined ? openLedger(join(folder, "ledger.db")) : await openPostgresLedger(postgres);
  const entries: LedgerEntry[] = [];
  for await (const entry of ledger.entries()) entries.push(entry);
  await ledger.close();
  return entries;
}

async function isDone(ingest: Ingest): Promise<boolean> {
  const entries = await entriesIn(ingest);
  return entries.length === ingest.objects && entries.every(({ state }) => state === "done");
}

/** What can happen, by its name, to a process that has an object in hand. */
export type Disturbances<Name extends string> = Readonly<Record<Name, (worker: ChildProcess) => Promise<void> | void>>;

export const kill = (worker: ChildProcess): void => void worker.kill("SIGKILL");

/** Stops a process for longer than its leases last. */
export async function stop(worker: ChildProcess, random: () => number): Promise<void> {
  worker.kill("SIGSTOP");
  await sleep(LEASE_MS * (1 + 0.5 * random()));
  worker.kill("SIGCONT");
}

export interface Storm<Name extends string> {
  readonly workers: number;
  readonly disturbances: Disturbances<Name>;
  /** How many of them; then the ingests come to their end. */
  readonly most: number;
  readonly random: () => number;
}

/** Runs the ingests with several processes, which are disturbed in each way equally often. How often that was. */
export async function runDisturbed<Name extends string>(
  ingests: readonly Ingest[],
  storm: Storm<Name>,
): Promise<Record<Name, number>> {
  const { random, disturbances } = storm;
  const names = Object.keys(disturbances) as Name[];
  const seen = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  const total = (): number => names.reduce((sum, name) => sum + seen[name], 0);
  const workers: (ChildProcess | undefined)[] = Array.from({ length: storm.workers }, () => undefined);
  let isOver = false;
  const work = async (slot: number): Promise<void> => {
    for (let starts = 0; !isOver; starts += 1) {
      expect(starts).toBeLessThan(100);
      const clockSteps = Math.floor(random() * 2 ** 31);
      const worker = await start(ingests.map(({ settings }) => ({ ...settings, clockSteps })));
      worker.stdout?.setEncoding("utf8").on("data", (said: string) => {
        if (said.includes("start")) workers[slot] = worker;
      });
      await once(worker, "exit");
      workers[slot] = undefined;
      // One that was killed, or left a failed object, is followed by another.
      if (worker.exitCode === 0) isOver ||= (await Promise.all(ingests.map(isDone))).every(Boolean);
    }
  };
  const disturb = async (): Promise<void> => {
    while (!isOver && total() < storm.most) {
      await sleep(150 * random());
      const slot = Math.floor(random() * storm.workers);
      const worker = workers[slot];
      if (worker === undefined) continue;
      // It is disturbed again once it begins another object.
      workers[slot] = undefined;
      const name = names.reduce((least, other) => (seen[other] < seen[least] ? other : least));
      await disturbances[name](worker);
      seen[name] += 1;
    }
  };
  await Promise.all([disturb(), ...workers.map((_, slot) => work(slot))]);
  return seen;
}

/** Fails where an event is missing at the destination or is there twice, or where the ledger counted others. Returns how many there are. */
export async function expectOnce(ingest: Ingest): Promise<number> {
  const ids = await ingest.ids();
  expect([new Set(ids).size, ids.length]).toEqual([ingest.events, ingest.events]);
  const counted = (await entriesIn(ingest)).reduce((sum, { counts }) => sum + counts.events, 0);
  expect(counted).toBe(ingest.events);
  return ids.length;
}

/** The ids of the events in a bucket. */
export async function idsIn(s3: TestS3, bucket: string): Promise<readonly unknown[]> {
  const contents = await Promise.all((await s3.keys(bucket)).map((key) => s3.bytes(bucket, key)));
  const lines = contents.flatMap((content) => String(content).split("\n")).filter((line) => line !== "");
  return lines.map((line) => (JSON.parse(line) as { insert_id: string }).insert_id);
}

/** Holds a fifth of what is written for up to one and a half leases: how long, in milliseconds. */
export function holdWrites(random: () => number): (method: string) => number {
  return (method) => ((method === "PUT" || method === "POST") && random() < 0.2 ? 1.5 * LEASE_MS * random() : 0);
}
