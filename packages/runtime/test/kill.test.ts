// A process that ingests is killed again and again: no event is lost or doubled, and no output is ever seen half done.
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLedger } from "../src/ledger/sqlite/sqlite-ledger.ts";
import { readOutput, testFolder } from "./support/folder.ts";
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
  start,
} from "./support/killing.ts";
import { useS3 } from "./support/s3.ts";

const KILLS = killsOr(100);
const OBJECTS = 50;
const ROWS = 200;

const s3 = useS3();

/** Fails when an event is there twice, or a file's output is visible but not whole. Returns the number of events. */
function verifyOutput(folder: string): number {
  const directory = join(folder, "out");
  return existsSync(directory) ? expectWhole(readOutput(directory, "events"), ROWS) : 0;
}

describe("kill -9", () => {
  it(
    `at ${KILLS} random moments leaves each event exactly once (seed ${SEED})`,
    { timeout: 60_000 + KILLS * 5_000 },
    async () => {
      await fill(s3, "killed", OBJECTS, ROWS);
      await killAgainAndAgain({ kills: KILLS, objects: OBJECTS, linesPerObject: 2 + ROWS / 50 }, () => {
        const folder = testFolder();
        return {
          settings: { endpoint: s3.endpoint, bucket: "killed", folder },
          look: () => void verifyOutput(folder),
          async end() {
            expect(await ledgerStates(folder)).toEqual({ done: OBJECTS });
            expect(verifyOutput(folder)).toBe(OBJECTS * ROWS);
            expect(readdirSync(join(folder, "out", ".partial"))).toEqual([]);
          },
        };
      });
    },
  );

  it.each<DieAt>(["before-commit", "before-settle", "after-settle"])(
    "%s leaves each event exactly once",
    async (dieAt) => {
      const bucket = `dies-${dieAt}`;
      await fill(s3, bucket, 6, ROWS);
      const settings = { endpoint: s3.endpoint, bucket, folder: testFolder() };
      await dieAndFinish(settings, dieAt, () => void verifyOutput(settings.folder));
      expect(verifyOutput(settings.folder)).toBe(6 * ROWS);
      expect(await ledgerStates(settings.folder)).toEqual({ done: 6 });
    },
  );

  it("takes back what was delivered of a content that changed before anybody could say so", async () => {
    await fill(s3, "changes", 6, ROWS);
    const settings = { endpoint: s3.endpoint, bucket: "changes", folder: testFolder() };
    await dieAndFinish(settings, "before-settle", async () => {
      expect(verifyOutput(settings.folder)).toBeGreaterThan(0);
      await overwrite(s3, "changes", 6, ROWS);
    });
    expect(verifyOutput(settings.folder)).toBe(6 * ROWS);
    expect(new Set(readOutput(join(settings.folder, "out"), "events").map(({ again }) => again))).toEqual(
      new Set([true]),
    );
  });

  it("takes nothing twice when two processes work on one ledger", async () => {
    await fill(s3, "shared", 12, ROWS);
    const settings = { endpoint: s3.endpoint, bucket: "shared", folder: testFolder() };
    const children = await Promise.all([start(settings), start(settings)]);
    for (const child of children) child.stdout?.resume();
    expect(await Promise.all(children.map((child) => once(child, "exit")))).toEqual([
      [0, null],
      [0, null],
    ]);
    expect(verifyOutput(settings.folder)).toBe(12 * ROWS);
    const ledger = openLedger(join(settings.folder, "ledger.db"));
    for await (const entry of ledger.entries()) expect([entry.state, entry.attempts]).toEqual(["done", 1]);
    await ledger.close();
  });
});
