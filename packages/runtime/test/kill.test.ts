// A process that ingests dies again and again: no event is lost or doubled, and no output is ever seen half done.
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { campaign } from "../../../scripts/campaigns.ts";
import { openLedger } from "../src/ledger/sqlite/sqlite-ledger.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import {
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
let bucket: string;
beforeAll(async () => {
  bucket = await s3.bucket(objectsOf(OBJECTS));
});

/** Fails when an event is there twice, or a file's output is visible but not whole. Returns the number of events. */
function verifyOutput(folder: string): number {
  const directory = join(folder, "out");
  return existsSync(directory) ? expectWhole(readOutput(directory, "events")) : 0;
}

function ingest(): Ingest {
  const folder = testFolder();
  return {
    start: (death) => start({ endpoint: s3.endpoint, bucket, folder, ...(death && { death }) }),
    look: () => void verifyOutput(folder),
    async end() {
      expect(await ledgerStates(folder)).toEqual({ done: OBJECTS });
      expect(verifyOutput(folder)).toBe(OBJECTS * ROWS);
      expect(readdirSync(join(folder, "out", ".partial"))).toEqual([]);
    },
  };
}

describe("a process that dies", () => {
  it("at each point of its work leaves each event exactly once", () => dieAtEachPoint(ingest()));

  it(`at ${rounds} random moments leaves each event exactly once (seed ${seed})`, { tags: "kills" }, () =>
    killAtRandom(OBJECTS, 2 + ROWS / 50, ingest),
  );

  it("takes back what was delivered of a content that changed before anybody could say so", async () => {
    const settings = { endpoint: s3.endpoint, bucket: await s3.bucket(objectsOf(6)), folder: testFolder() };
    const changing: Ingest = {
      start: (death) => start({ ...settings, ...(death && { death }) }),
      async look() {
        expect(verifyOutput(settings.folder)).toBeGreaterThan(0);
        await overwrite(s3, settings.bucket, 6);
      },
      end() {
        expect(verifyOutput(settings.folder)).toBe(6 * ROWS);
        const events = readOutput(join(settings.folder, "out"), "events");
        expect(new Set(events.map(({ again }) => again))).toEqual(new Set([true]));
      },
    };
    await dieAtEachPoint(changing, [{ point: "before-settle", nth: 1 }]);
  });
});

it("two processes that work on one ledger take nothing twice", async () => {
  const settings = { endpoint: s3.endpoint, bucket, folder: testFolder() };
  const children = await Promise.all([start(settings), start(settings)]);
  for (const child of children) child.stdout?.resume();
  expect(await Promise.all(children.map((child) => once(child, "exit")))).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(verifyOutput(settings.folder)).toBe(OBJECTS * ROWS);
  const ledger = openLedger(join(settings.folder, "ledger.db"));
  for await (const entry of ledger.entries()) expect([entry.state, entry.attempts]).toEqual(["done", 1]);
  await ledger.close();
});
