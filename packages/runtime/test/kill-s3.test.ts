// A process that ingests into S3 is killed again and again: no event is lost or doubled, and no object of the output is ever half done.
import { beforeAll, describe, expect, it } from "vitest";
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
import { useS3 } from "./support/s3.ts";

const KILLS = killsOr(100);
const OBJECTS = 50;
const ROWS = 200;

const s3 = useS3();
beforeAll(async () => {
  await fill(s3, "input", OBJECTS, ROWS);
  await fill(s3, "few", 6, ROWS);
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

const killings = { kills: KILLS, objects: OBJECTS, linesPerObject: 2 + ROWS / 50 };

describe("kill -9", () => {
  it(
    `at ${KILLS} random moments leaves each event exactly once (seed ${SEED})`,
    { timeout: 60_000 + KILLS * 10_000 },
    async () => {
      await killAgainAndAgain(killings, async () => {
        const bucket = await s3.bucket();
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
      const bucket = await s3.bucket();
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
    await s3.bucket({}, "changed");
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
