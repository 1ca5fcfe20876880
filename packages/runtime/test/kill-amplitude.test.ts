// A process that sends to Amplitude dies again and again: no event is lost, none counts twice, and few are sent again.
import { beforeAll, describe, expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { type AmplitudeServer, startAmplitude } from "./support/amplitude-server.ts";
import { testFolder } from "./support/folder.ts";
import {
  DELIVERY_DEATHS,
  dieAtEachPoint,
  expectWhole,
  type Ingest,
  killAtRandom,
  ledgerStates,
  OBJECTS,
  objectsOf,
  ROWS,
  start,
} from "./support/killing.ts";
import { useS3 } from "./support/s3.ts";

const { rounds, seed } = campaign("kills");
const s3 = useS3();
let bucket: string;
beforeAll(async () => {
  bucket = await s3.bucket(objectsOf(OBJECTS));
});

/** `atEnd` is told of the server when all has been ingested. */
async function ingest(atEnd: (server: AmplitudeServer) => void = () => {}): Promise<Ingest> {
  const server = await startAmplitude();
  const folder = testFolder();
  const sink = { type: "amplitude", endpoint: server.endpoint } as const;
  return {
    start: (death) => start({ endpoint: s3.endpoint, bucket, folder, sink, ...(death && { death }) }),
    look() {
      const different = new Set(server.stored.map(({ file, n }) => `${String(file)} ${String(n)}`));
      expect(different.size).toBe(server.stored.length);
    },
    async end() {
      expect(await ledgerStates(folder)).toEqual({ done: OBJECTS });
      expect(expectWhole(server.stored)).toBe(OBJECTS * ROWS);
      atEnd(server);
    },
  };
}

/** What a death costs at most is what was under way: the requests of two lanes of four objects. */
const RESENT_PER_DEATH = 4 * 2 * 40 * 2;

describe("a process that dies", () => {
  it("at each point of its work counts each event once", async () => dieAtEachPoint(await ingest(), DELIVERY_DEATHS));

  it(`at ${rounds} random moments counts each event once (seed ${seed})`, { tags: "kills" }, async ({ annotate }) => {
    let accepted = 0;
    let stored = 0;
    await killAtRandom(OBJECTS, 2 + ROWS / 50, () =>
      ingest((server) => {
        accepted += server.accepted;
        stored += server.stored.length;
      }),
    );
    await annotate(
      `${accepted - stored} of ${accepted} accepted events had been sent before: ${(((accepted - stored) / accepted) * 100).toFixed(2)} %`,
    );
    expect(accepted - stored).toBeLessThanOrEqual((rounds + 1) * RESENT_PER_DEATH);
  });
});
