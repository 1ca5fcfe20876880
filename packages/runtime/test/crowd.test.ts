// Three processes work on the same ledgers, and are killed, stopped for longer than their leases and held up at their sinks, while clocks step:
// no event is lost, none comes twice, and each ledger says what its sink has.
import { randomUUID } from "node:crypto";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import type { LedgerEntry } from "../src/contracts/ledger.ts";
import { openPostgresLedger } from "../src/ledger/postgres/postgres-ledger.ts";
import { openLedger } from "../src/ledger/sqlite/sqlite-ledger.ts";
import { startAmplitude } from "./support/amplitude-server.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import { startHoldingFront } from "./support/holding-front.ts";
import type { ChildSettings } from "./support/ingest-child.ts";
import { start } from "./support/killing.ts";
import { postgresUrl } from "./support/postgres.ts";
import { seeded } from "./support/random.ts";
import { type Objects, useS3 } from "./support/s3.ts";

const { rounds, seed } = campaign("crowds");
const s3 = useS3();

const WORKERS = 3;
const OBJECTS = 8;
const ROWS = 500;
/** Every so many rows of an object are also in the one beside it. */
const SHARED = 10;
const LEASE_MS = 1_500;
/** After so many disturbances an ingest may come to its end. */
const AT_MOST = 6;

/** Objects in pairs that share events. */
function crowded(): Objects {
  const lineOf = (file: number, n: number): string => {
    const id = n % SHARED === 0 ? `pair-${file >> 1}-${n}` : `file-${file}-${n}`;
    return JSON.stringify({ event: { event_type: "t", user_id: `user-${n % 7}`, insert_id: id, file, n } });
  };
  const linesOf = (file: number): string => Array.from({ length: ROWS }, (_, n) => lineOf(file, n)).join("\n");
  return Object.fromEntries(Array.from({ length: OBJECTS }, (_, file) => [`${file}.json`, linesOf(file)]));
}

/** An ingest, and what came of it. */
interface Ingest {
  readonly settings: ChildSettings;
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
  return entries.length === OBJECTS && entries.every(({ state }) => state === "done");
}

interface Disturbances {
  readonly kills: number;
  readonly stops: number;
}

/** Runs the ingests with several processes, which are disturbed so often while they have objects in hand: as many kills as stops. */
async function runDisturbed(
  ingests: readonly Ingest[],
  disturbances: number,
  random: () => number,
): Promise<Disturbances> {
  const workers: (ChildProcess | undefined)[] = Array.from({ length: WORKERS }, () => undefined);
  const seen = { kills: 0, stops: 0 };
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
    while (!isOver && seen.kills + seen.stops < disturbances) {
      await sleep(150 * random());
      const slot = Math.floor(random() * WORKERS);
      const worker = workers[slot];
      if (worker === undefined) continue;
      // It is disturbed again once it begins another object.
      workers[slot] = undefined;
      if (seen.kills < seen.stops) {
        worker.kill("SIGKILL");
        seen.kills += 1;
      } else {
        worker.kill("SIGSTOP");
        seen.stops += 1;
        await sleep(LEASE_MS * (1 + 0.5 * random()));
        worker.kill("SIGCONT");
      }
    }
  };
  await Promise.all([disturb(), ...workers.map((_, slot) => work(slot))]);
  return seen;
}

it(
  `three processes in a storm deliver each event once, to S3, files and Amplitude, by SQLite and PostgreSQL (seed ${seed})`,
  { tags: "crowds" },
  async () => {
    const random = seeded(seed);
    const bucket = await s3.bucket(crowded());
    const all = { kills: 0, stops: 0, held: 0, events: 0 };
    while (all.kills + all.stops < rounds) {
      const { ingests, held, idle } = await makeIngests(bucket, random);
      const { kills, stops } = await runDisturbed(ingests, Math.min(AT_MOST, rounds - all.kills - all.stops), random);
      await idle();
      for (const ingest of ingests) {
        const ids = await ingest.ids();
        expect([new Set(ids).size, ids.length]).toEqual([ingest.events, ingest.events]);
        const counted = (await entriesIn(ingest)).reduce((sum, { counts }) => sum + counts.events, 0);
        expect(counted).toBe(ingest.events);
        all.events += ids.length;
      }
      all.kills += kills;
      all.stops += stops;
      all.held += held();
    }
    if (rounds > AT_MOST) console.log(JSON.stringify(all));
  },
);

/** The ids of the events in a bucket. */
async function idsIn(bucket: string): Promise<readonly unknown[]> {
  const contents = await Promise.all((await s3.keys(bucket)).map((key) => s3.bytes(bucket, key)));
  const lines = contents.flatMap((content) => String(content).split("\n")).filter((line) => line !== "");
  return lines.map((line) => (JSON.parse(line) as { insert_id: string }).insert_id);
}

/** One ingest of the bucket into each kind of sink, and one whose ledger and keys are in PostgreSQL; a fifth of what is written is held, for up to one and a half leases. */
async function makeIngests(bucket: string, random: () => number) {
  const hold = (method: string): number =>
    (method === "PUT" || method === "POST") && random() < 0.2 ? 1.5 * LEASE_MS * random() : 0;
  const [output, fromPostgres, server] = [await s3.bucket(), await s3.bucket(), await startAmplitude()];
  const fronts = [await startHoldingFront(s3.endpoint, hold), await startHoldingFront(server.endpoint, hold)] as const;
  const [toS3, toFiles, toAmplitude] = [testFolder(), testFolder(), testFolder()];
  const base = { endpoint: s3.endpoint, bucket, leaseMs: LEASE_MS };
  const distinct = OBJECTS * ROWS - (OBJECTS / 2) * (ROWS / SHARED);
  const ingests: readonly Ingest[] = [
    {
      settings: {
        ...base,
        folder: toS3,
        sink: { type: "s3", bucket: output },
        sinkEndpoint: fronts[0].endpoint,
        dedup: "mapped-ids",
      },
      events: distinct,
      ids: () => idsIn(output),
    },
    {
      settings: {
        ...base,
        folder: toS3,
        postgres: { url: await postgresUrl(), schema: `crowd_${randomUUID()}` },
        sink: { type: "s3", bucket: fromPostgres },
        sinkEndpoint: fronts[0].endpoint,
        dedup: "mapped-ids",
      },
      events: distinct,
      ids: () => idsIn(fromPostgres),
    },
    {
      settings: { ...base, folder: toFiles, slowCommits: true, dedup: "mapped-ids" },
      events: distinct,
      ids: async () => readOutput(join(toFiles, "out"), "events").map((event) => event["insert_id"]),
    },
    {
      settings: { ...base, folder: toAmplitude, sink: { type: "amplitude", endpoint: fronts[1].endpoint } },
      // Their ids are made from their places.
      events: OBJECTS * ROWS,
      ids: async () => server.stored.map((event) => event["insert_id"]),
    },
  ];
  return {
    ingests,
    held: () => fronts[0].held + fronts[1].held,
    idle: async () => void (await Promise.all(fronts.map((front) => front.idle()))),
  };
}
