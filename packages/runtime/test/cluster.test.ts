// Four processes work on ledgers in one PostgreSQL server, and are killed, stopped for longer than their leases and held up at their sinks,
// while the server ends at once and starts again, and clocks step by up to an hour: no event is lost, none comes twice.
import { randomUUID } from "node:crypto";
import { it, onTestFinished } from "vitest";
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
import { testFolder } from "./support/folder.ts";
import { startHoldingFront } from "./support/holding-front.ts";
import { type PostgresServer, startPostgres } from "./support/postgres.ts";
import { seeded } from "./support/random.ts";
import { useS3 } from "./support/s3.ts";

const { rounds, seed } = campaign("clusters");
const s3 = useS3();

/** After so many disturbances an ingest may come to its end. */
const AT_MOST = 9;
const isLong = rounds > AT_MOST;
const OBJECTS = isLong ? 16 : 4;

it(
  `four processes on PostgreSQL deliver each event once, to S3 and Amplitude, whatever ends (seed ${seed})`,
  { tags: "clusters" },
  async () => {
    const random = seeded(seed);
    const postgres = await startPostgres(testFolder());
    onTestFinished(() => postgres.stop());
    const bucket = await s3.bucket(crowded(OBJECTS));
    const all = { kills: 0, stops: 0, restarts: 0, held: 0, events: 0 };
    const disturbed = (): number => all.kills + all.stops + all.restarts;
    const disturbances = {
      restarts: () => postgres.restart(),
      kills: kill,
      stops: (worker) => stop(worker, random),
    } satisfies Disturbances<string>;
    while (disturbed() < rounds) {
      const { ingests, held, idle } = await makeIngests(bucket, postgres, random);
      const most = Math.min(AT_MOST, rounds - disturbed());
      const { kills, stops, restarts } = await runDisturbed(ingests, { workers: 4, disturbances, most, random });
      await idle();
      for (const ingest of ingests) all.events += await expectOnce(ingest);
      all.kills += kills;
      all.stops += stops;
      all.restarts += restarts;
      all.held += held();
      if (isLong) console.log(JSON.stringify(all));
    }
  },
);

/** An ingest with deduplication into S3, and one into an Amplitude that deduplicates; a fifth of what is written is held. */
async function makeIngests(bucket: string, { url }: Pick<PostgresServer, "url">, random: () => number) {
  const hold = holdWrites(random);
  const [output, server] = [await s3.bucket(), await startAmplitude()];
  const fronts = [await startHoldingFront(s3.endpoint, hold), await startHoldingFront(server.endpoint, hold)] as const;
  const base = { endpoint: s3.endpoint, bucket, leaseMs: LEASE_MS, folder: testFolder() };
  const ledger = (): { readonly url: string; readonly schema: string } => ({
    url,
    schema: `cluster_${randomUUID()}`,
  });
  const { all, distinct } = eventsIn(OBJECTS);
  const ingests: readonly Ingest[] = [
    {
      settings: {
        ...base,
        postgres: ledger(),
        sink: { type: "s3", bucket: output },
        sinkEndpoint: fronts[0].endpoint,
        dedup: "mapped-ids",
      },
      objects: OBJECTS,
      events: distinct,
      ids: () => idsIn(s3, output),
    },
    {
      settings: { ...base, postgres: ledger(), sink: { type: "amplitude", endpoint: fronts[1].endpoint } },
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
