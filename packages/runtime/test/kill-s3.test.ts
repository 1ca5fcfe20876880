// A process that ingests into S3 is killed again and again: no event is lost or doubled, and no object of the output is ever half done.
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.ts";
import type { DieAt } from "./support/ingest-child.ts";
import {
  dieAndFinish,
  expectWhole,
  fill,
  killAgainAndAgain,
  killsOr,
  ledgerStates,
  overwrite,
  SEED,
} from "./support/killing.ts";
import { startS3, type TestS3 } from "./support/s3-server.ts";

const KILLS = killsOr(100);
const OBJECTS = 50;
const ROWS = 200;

let s3: TestS3;
beforeAll(async () => {
  s3 = await startS3();
  await fill(s3, "input", OBJECTS, ROWS);
  await fill(s3, "few", 6, ROWS);
});
afterAll(() => s3.stop());

async function eventsIn(bucket: string): Promise<Record<string, unknown>[]> {
  const { Contents = [] } = await s3.client.send(new ListObjectsV2Command({ Bucket: bucket }));
  const texts = await Promise.all(
    Contents.map(
      async ({ Key }) =>
        (await s3.client.send(new GetObjectCommand({ Bucket: bucket, Key }))).Body?.transformToString() ?? "",
    ),
  );
  return texts.flatMap((text) =>
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  );
}

const killings = { kills: KILLS, objects: OBJECTS, linesPerObject: 2 + ROWS / 50 };

describe("kill -9", () => {
  it(
    `at ${KILLS} random moments leaves each event exactly once (seed ${SEED})`,
    { timeout: 60_000 + KILLS * 10_000 },
    async () => {
      let passes = 0;
      await killAgainAndAgain(killings, async () => {
        const bucket = `output-${(passes += 1)}`;
        await s3.bucket(bucket);
        const folder = testFolder();
        return {
          settings: { endpoint: s3.endpoint, bucket: "input", folder, sink: { type: "s3", bucket } },
          look: async () => void expectWhole(await eventsIn(bucket), ROWS),
          async end() {
            expect(await ledgerStates(folder)).toEqual({ done: OBJECTS });
            expect(expectWhole(await eventsIn(bucket), ROWS)).toBe(OBJECTS * ROWS);
          },
        };
      });
    },
  );

  it.each<DieAt>(["before-commit", "before-settle", "after-settle"])(
    "%s leaves each event exactly once",
    async (dieAt) => {
      const bucket = `few-${dieAt}`;
      await s3.bucket(bucket);
      const settings = {
        endpoint: s3.endpoint,
        bucket: "few",
        folder: testFolder(),
        sink: { type: "s3", bucket },
      } as const;
      await dieAndFinish(settings, dieAt);
      expect(await ledgerStates(settings.folder)).toEqual({ done: 6 });
      expect(expectWhole(await eventsIn(bucket), ROWS)).toBe(6 * ROWS);
    },
  );

  it("takes back what was delivered of a content that changed before anybody could say so", async () => {
    await fill(s3, "changes", 6, ROWS);
    await s3.bucket("changed");
    const settings = {
      endpoint: s3.endpoint,
      bucket: "changes",
      folder: testFolder(),
      sink: { type: "s3", bucket: "changed" },
    } as const;
    await dieAndFinish(settings, "before-settle", async () => {
      expect(expectWhole(await eventsIn("changed"), ROWS)).toBeGreaterThan(0);
      await overwrite(s3, "changes", 6, ROWS);
    });
    const events = await eventsIn("changed");
    expect(expectWhole(events, ROWS)).toBe(6 * ROWS);
    expect(new Set(events.map(({ again }) => again))).toEqual(new Set([true]));
  });
});
