// Compacts the sorted runs of full levels, a slice at a time; of the processes that share a store, one at once.
import type { DatabaseSync } from "node:sqlite";
import { isDeadProcess, ownerOfThisProcess } from "../../process/owner.ts";
import { durably } from "../../sqlite/database.ts";
import { type Compaction, compactRuns } from "./compaction.ts";
import type { ListedRun, Manifest } from "./manifest.ts";
import { createRunWriter } from "./sorted-run.ts";

/** The compaction under way, and whose it is. */
export const COMPACTION_TABLE =
  "CREATE TABLE IF NOT EXISTS merging (output INTEGER PRIMARY KEY, owner TEXT NOT NULL, touched_at INTEGER NOT NULL) STRICT;";

/** So many runs of a level become one of the next: a key is written once a level, and a lookup asks few runs. */
const FAN_IN = 4;
/** With more runs than this in a level, compaction has fallen behind. */
const MAX_RUNS_OF_LEVEL = 4 * FAN_IN;
/** A compaction whose process has not touched it for so long is taken over. */
const STALE_MS = 60_000;
const TOUCH_MS = 10_000;
const RETRY_MS = 1000;

export interface Compactor {
  readonly isRunning: boolean;
  /** Whether some level has far more runs than it should. */
  readonly isBehind: boolean;
  /** Starts where a level is full and no process compacts. Records seen at `expiry` (in seconds) or before are dropped. */
  start(now: number, expiry: number): void;
  /** Reads so many more records, and replaces the inputs by the output once all are read. */
  step(records: number): void;
  /** In a transaction: shows other processes that this one is alive. */
  touch(now: number): void;
  /** Gives up where the manifest no longer lists the inputs: another process took over. */
  checkInputs(): void;
  close(): void;
}

interface Running {
  readonly output: number;
  readonly level: number;
  readonly inputs: readonly number[];
  readonly compaction: Compaction;
  touchedAt: number;
}

interface State {
  readonly database: DatabaseSync;
  readonly manifest: Manifest;
  /** Runs work in a transaction that has caught up with other processes. */
  readonly transaction: <T>(work: () => T) => T;
  running: Running | undefined;
  retryAt: number;
}

export function createCompactor(
  database: DatabaseSync,
  manifest: Manifest,
  transaction: <T>(work: () => T) => T,
): Compactor {
  const state: State = { database, manifest, transaction, running: undefined, retryAt: 0 };
  const touch = database.prepare("UPDATE merging SET touched_at = ? WHERE output = ?");
  return {
    get isRunning() {
      return state.running !== undefined;
    },
    get isBehind() {
      return manifest.runs.some(({ level }) => runsOf(manifest, level).length > MAX_RUNS_OF_LEVEL);
    },
    start(now, expiry) {
      if (state.running !== undefined || now < state.retryAt || fullLevel(manifest) === undefined) return;
      const claimed = transaction(() => claimLevel(state, now));
      if (claimed === undefined) state.retryAt = now + RETRY_MS;
      else state.running = begin(manifest, claimed, now, expiry);
    },
    step(records) {
      if (state.running?.compaction.step(records) === true) finish(state, state.running);
    },
    touch(now) {
      const { running } = state;
      if (running === undefined || now - running.touchedAt <= TOUCH_MS) return;
      touch.run(now, running.output);
      running.touchedAt = now;
    },
    checkInputs() {
      const isListed = (id: number): boolean => manifest.runs.some((run) => run.id === id);
      if (state.running?.inputs.every(isListed) === false) abandon(state);
    },
    close() {
      if (state.running !== undefined) release(database, state.running.output);
      abandon(state);
    },
  };
}

function runsOf({ runs }: Manifest, level: number): readonly ListedRun[] {
  return runs.filter((run) => run.level === level);
}

/** The lowest level with enough runs. */
function fullLevel(manifest: Manifest): number | undefined {
  return manifest.runs.find(({ level }) => runsOf(manifest, level).length >= FAN_IN)?.level;
}

type ClaimedLevel = Pick<Running, "level" | "output">;

/** In a transaction: makes this process the one that compacts, unless another live one does. */
function claimLevel({ database, manifest }: State, now: number): ClaimedLevel | undefined {
  const other = database.prepare("SELECT output, owner, touched_at FROM merging").get();
  if (other !== undefined) {
    const isAlive = !isDeadProcess(String(other["owner"])) && Number(other["touched_at"]) > now - STALE_MS;
    if (isAlive) return undefined;
    database.exec("DELETE FROM merging");
    manifest.deleteFile(Number(other["output"]));
  }
  const level = fullLevel(manifest);
  if (level === undefined) return undefined;
  const output = manifest.nextId();
  database
    .prepare("INSERT INTO merging (output, owner, touched_at) VALUES (?, ?, ?)")
    .run(output, ownerOfThisProcess(), now);
  return { level, output };
}

function begin(manifest: Manifest, { level, output }: ClaimedLevel, now: number, expiry: number): Running {
  const inputs = runsOf(manifest, level);
  const keys = inputs.reduce((total, { run }) => total + run.metadata.keys, 0);
  const writer = createRunWriter(manifest.path(output), keys);
  return {
    level,
    output,
    inputs: inputs.map(({ id }) => id),
    compaction: compactRuns(
      inputs.map(({ run }) => run),
      writer,
      expiry,
    ),
    touchedAt: now,
  };
}

function finish(state: State, { output, level, inputs, compaction }: Running): void {
  const { database, manifest, transaction } = state;
  const metadata = compaction.finish();
  state.running = undefined;
  let isListed = false;
  try {
    // The input files are deleted at once, so the database has to have forgotten them durably.
    isListed = durably(database, () => {
      if (!release(database, output)) return false;
      manifest.remove(inputs);
      if (metadata.keys > 0) manifest.add(output, level + 1, metadata);
      database.exec("UPDATE state SET version = version + 1");
      return true;
    });
  } finally {
    if (!isListed || metadata.keys === 0) manifest.deleteFile(output);
  }
  if (!isListed) return;
  transaction(() => {});
  for (const id of inputs) manifest.deleteFile(id);
}

/** False: another process took the compaction over. */
function release(database: DatabaseSync, output: number): boolean {
  return Number(database.prepare("DELETE FROM merging WHERE output = ?").run(output).changes) === 1;
}

function abandon(state: State): void {
  if (state.running === undefined) return;
  state.running.compaction.discard();
  state.manifest.deleteFile(state.running.output);
  state.running = undefined;
}
