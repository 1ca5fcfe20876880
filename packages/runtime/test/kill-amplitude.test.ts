// A process that sends to Amplitude is killed again and again: no event is lost, none counts twice, and few are sent again.
import { beforeAll, describe, expect, it } from "vitest";
import { startAmplitude } from "./support/amplitude-server.ts";
import { testFolder } from "./support/folder.ts";
import type { DieAt } from "./support/ingest-child.ts";
import { dieAndFinish, expectWhole, fill, killAgainAndAgain, killsOr, ledgerStates, SEED } from "./support/killing.ts";
import { useS3 } from "./support/s3.ts";

const KILLS = killsOr(100);
const OBJECTS = 50;
const ROWS = 200;

const s3 = useS3();
beforeAll(async () => {
  await fill(s3, "input", OBJECTS, ROWS);
  await fill(s3, "few", 6, ROWS);
});

const killings = { kills: KILLS, objects: OBJECTS, linesPerObject: 2 + ROWS / 50 };

describe("kill -9", () => {
  it(
    `at ${KILLS} random moments counts each event once (seed ${SEED})`,
    { timeout: 60_000 + KILLS * 10_000 },
    async ({ annotate }) => {
      let accepted = 0;
      let stored = 0;
      await killAgainAndAgain(killings, async () => {
        const server = await startAmplitude();
        const folder = testFolder();
        return {
          settings: {
            endpoint: s3.endpoint,
            bucket: "input",
            folder,
            sink: { type: "amplitude", endpoint: server.endpoint },
          },
          look: async () =>
            expect(new Set(server.stored.map(({ file, n }) => `${String(file)} ${String(n)}`)).size).toBe(
              server.stored.length,
            ),
          async end() {
            expect(await ledgerStates(folder)).toEqual({ done: OBJECTS });
            expect(expectWhole(server.stored, ROWS)).toBe(OBJECTS * ROWS);
            accepted += server.accepted;
            stored += server.stored.length;
          },
        };
      });
      await annotate(
        `${accepted - stored} of ${accepted} accepted events had been sent before: ${(((accepted - stored) / accepted) * 100).toFixed(2)} %`,
      );
      // A kill costs at most what was under way: two requests of each of four objects.
      expect(accepted - stored).toBeLessThanOrEqual((KILLS + 1) * 4 * 2 * 40 * 2);
    },
  );

  it.each<DieAt>(["before-commit", "before-settle", "after-settle"])("%s counts each event once", async (dieAt) => {
    const server = await startAmplitude();
    const settings = {
      endpoint: s3.endpoint,
      bucket: "few",
      folder: testFolder(),
      sink: { type: "amplitude", endpoint: server.endpoint },
    } as const;
    await dieAndFinish(settings, dieAt);
    expect(await ledgerStates(settings.folder)).toEqual({ done: 6 });
    expect(expectWhole(server.stored, ROWS)).toBe(6 * ROWS);
  });
});
