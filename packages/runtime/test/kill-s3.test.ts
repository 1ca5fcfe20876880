// A process that ingests into S3 dies again and again: no event is lost or doubled, and no object of the output is ever half done.
import { beforeAll, describe, expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
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
  overwrite,
  ROWS,
  start,
} from "./support/killing.ts";
import { useS3 } from "./support/s3.ts";

const { rounds, seed } = campaign("kills");
const s3 = useS3();
let input: string;
beforeAll(async () => {
  input = await s3.bucket(objectsOf(OBJECTS));
});

async function eventsIn(bucket: string): Promise<Record<string, unknown>[]> {
  const contents = await Promise.all((await s3.keys(bucket)).map((key) => s3.bytes(bucket, key)));
  return contents.flatMap((content) =>
    String(content)
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  );
}

async function ingest(): Promise<Ingest> {
  const folder = testFolder();
  const output = await s3.bucket();
  const settings = { endpoint: s3.endpoint, bucket: input, folder, sink: { type: "s3", bucket: output } } as const;
  return {
    start: (death) => start({ ...settings, ...(death && { death }) }),
    look: async () => void expectWhole(await eventsIn(output)),
    async end() {
      expect(await ledgerStates(folder)).toEqual({ done: OBJECTS });
      expect(expectWhole(await eventsIn(output))).toBe(OBJECTS * ROWS);
    },
  };
}

describe("a process that dies", () => {
  it("at each point of its work leaves each event exactly once", async () =>
    dieAtEachPoint(await ingest(), DELIVERY_DEATHS));

  it(`at ${rounds} random moments leaves each event exactly once (seed ${seed})`, { tags: "kills" }, () =>
    killAtRandom(OBJECTS, 2 + ROWS / 50, ingest),
  );

  it("takes back what was delivered of a content that changed before anybody could say so", async () => {
    const [bucket, output] = [await s3.bucket(objectsOf(6)), await s3.bucket()];
    const settings = {
      endpoint: s3.endpoint,
      bucket,
      folder: testFolder(),
      sink: { type: "s3", bucket: output },
    } as const;
    const changing: Ingest = {
      start: (death) => start({ ...settings, ...(death && { death }) }),
      async look() {
        expect(expectWhole(await eventsIn(output))).toBeGreaterThan(0);
        await overwrite(s3, bucket, 6);
      },
      async end() {
        const events = await eventsIn(output);
        expect(expectWhole(events)).toBe(6 * ROWS);
        expect(new Set(events.map(({ again }) => again))).toEqual(new Set([true]));
      },
    };
    await dieAtEachPoint(changing, [{ point: "before-settle", nth: 1 }]);
  });
});
