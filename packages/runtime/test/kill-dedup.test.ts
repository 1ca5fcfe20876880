// A process that deduplicates dies again and again: no event is lost, and none is delivered twice, from one object or from two.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import type { ChildSettings } from "./support/ingest-child.ts";
import {
  DELIVERY_DEATHS,
  dieAtEachPoint,
  expectWhole,
  type Ingest,
  killAtRandom,
  OBJECTS,
  objectsOf,
  ROWS,
  start,
} from "./support/killing.ts";
import { type Objects, useS3 } from "./support/s3.ts";

const { rounds, seed } = campaign("kills");
const s3 = useS3();

/** `files`: how many files of events are to come out. */
function ingest(bucket: string, dedup: NonNullable<ChildSettings["dedup"]>, files: number): Ingest {
  const folder = testFolder();
  return {
    start: (death) => start({ endpoint: s3.endpoint, bucket, folder, dedup, ...(death && { death }) }),
    look() {},
    end: () => expect(expectWhole(readOutput(join(folder, "out"), "events"))).toBe(files * ROWS),
  };
}

/** Each two objects hold the same events. */
function pairs(): Objects {
  const linesOf = (file: number): string =>
    Array.from({ length: ROWS }, (_, n) =>
      JSON.stringify({ event: { event_type: "t", user_id: "ann", insert_id: `${file}-${n}`, file, n } }),
    ).join("\n");
  return Object.fromEntries(Array.from({ length: OBJECTS }, (_, i) => [`${i}.json`, linesOf(Math.floor(i / 2))]));
}

describe("a process that dies", () => {
  it("at each point of its work delivers each event of two objects once", async () => {
    await dieAtEachPoint(ingest(await s3.bucket(pairs()), "mapped-ids", OBJECTS / 2), DELIVERY_DEATHS);
  });

  it("around a commit delivers each event once that has its insert_id from its place", async () => {
    await dieAtEachPoint(ingest(await s3.bucket(objectsOf(6)), "place-ids", 6), [
      { point: "before-commit", nth: 1 },
      { point: "before-settle", nth: 1 },
      { point: "after-settle", nth: 1 },
    ]);
  });

  it(`at ${rounds} random moments delivers each event once (seed ${seed})`, { tags: "kills" }, async () => {
    const bucket = await s3.bucket(pairs());
    await killAtRandom(OBJECTS, 2 + ROWS / 50, () => ingest(bucket, "mapped-ids", OBJECTS / 2));
  });
});
