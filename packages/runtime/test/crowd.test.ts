// Three processes work on the same ledgers in files, and are killed, stopped for longer than their leases and held up at their sinks, while
// clocks step: no event is lost, none comes twice, and each ledger says what its sink has. cluster.test.ts has ledgers in PostgreSQL.
import { join } from "node:path";
import { it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { startAmplitude } from "./support/amplitude-server.ts";
import {
  crowded,
  type Disturbances,
  eventsIn,
  expectOnce,
  holdWrites,
  idsIn,
  type Ingest,
  kill,
  LEASE_MS,
  runDisturbed,
  stop,
} from "./support/crowd.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import { startHoldingFront } from "./support/holding-front.ts";
import { seeded } from "./support/random.ts";
import { useS3 } from "./support/s3.ts";

const { rounds, seed } = campaign("crowds");
const s3 = useS3();

const OBJECTS = 8;
/** After so many disturbances an ingest may come to its end. */
const AT_MOST = 6;

it(
  `three processes in a storm deliver each event once, to S3, files and Amplitude (seed ${seed})`,
  { tags: "crowds" },
  async () => {
    const random = seeded(seed);
    const bucket = await s3.bucket(crowded(OBJECTS));
    const all = { kills: 0, stops: 0, held: 0, events: 0 };
    while (all.kills + all.stops < rounds) {
      const { ingests, held, idle } = await makeIngests(bucket, random);
      const most = Math.min(AT_MOST, rounds - all.kills - all.stops);
      // As many kills as stops; a stop comes first.
      const disturbances = { stops: (worker) => stop(worker, random), kills: kill } satisfies Disturbances<string>;
      const { kills, stops } = await runDisturbed(ingests, { workers: 3, disturbances, most, random });
      await idle();
      for (const ingest of ingests) all.events += await expectOnce(ingest);
      all.kills += kills;
      all.stops += stops;
      all.held += held();
    }
    if (rounds > AT_MOST) console.log(JSON.stringify(all));
  },
);

/** One ingest of the bucket into each kind of sink; a fifth of what is written is held. */
async function makeIngests(bucket: string, random: () => number) {
  const hold = holdWrites(random);
  const [output, server] = [await s3.bucket(), await startAmplitude()];
  const fronts = [await startHoldingFront(s3.endpoint, hold), await startHoldingFront(server.endpoint, hold)] as const;
  const [toS3, toFiles, toAmplitude] = [testFolder(), testFolder(), testFolder()];
  const base = { endpoint: s3.endpoint, bucket, leaseMs: LEASE_MS };
  const { all, distinct } = eventsIn(OBJECTS);
  const ingests: readonly Ingest[] = [
    {
      settings: {
        ...base,
        folder: toS3,
        sink: { type: "s3", bucket: output },
        sinkEndpoint: fronts[0].endpoint,
        dedup: "mapped-ids",
      },
      objects: OBJECTS,
      events: distinct,
      ids: () => idsIn(s3, output),
    },
    {
      settings: { ...base, folder: toFiles, slowCommits: true, dedup: "mapped-ids" },
      objects: OBJECTS,
      events: distinct,
      ids: async () => readOutput(join(toFiles, "out"), "events").map((event) => event["insert_id"]),
    },
    {
      settings: { ...base, folder: toAmplitude, sink: { type: "amplitude", endpoint: fronts[1].endpoint } },
      objects: OBJECTS,
      // Their ids are made from their places.
      events: all,
      ids: async () => server.stored.map((event) => event["insert_id"]),
    },
  ];
  return {
    ingests,
    held: () => fronts[0].held + fronts[1].held,
    idle: async () => void (await Promise.all(fronts.map((front) => front.idle()))),
  };
}
