// A process that ingests into S3 or Amplitude is killed again and again: no event is lost, and none counts twice.
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startAmplitude } from "./support/amplitude-server.ts";
import { testFolder } from "./support/folder.ts";
import type { ChildSettings, DieAt } from "./support/ingest-child.ts";
import { expectWhole, fill, finish, killsOr, ledgerStates, runAndKill, SEED, start } from "./support/killing.ts";
import { seeded } from "./support/random.ts";
import { startS3, type TestS3 } from "./support/s3-server.ts";

const KILLS = killsOr(10);
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
  const events: Record<string, unknown>[] = [];
  for (const { Key } of Contents) {
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket: bucket, Key }));
    for (const line of ((await Body?.transformToString()) ?? "").split("\n")) if (line !== "") events.push(JSON.parse(line) as Record<string, unknown>);
  }
  return events;
}

/** Kills so often, over as many passes as that takes; `pass` sets up each and says how to look at what it has delivered. */
async function killAgainAndAgain(pass: () => Promise<{ settings: ChildSettings; look: () => Promise<void>; end: () => Promise<void> }>): Promise<void> {
  const random = seeded(SEED);
  let current = await pass();
  for (let killed = 0; killed < KILLS; ) {
    const code = await runAndKill(current.settings, 1 + Math.floor(random() * 60), random() * 10);
    await current.look();
    if (code === null) {
      killed += 1;
      continue;
    }
    await current.end();
    current = await pass();
  }
  await finish(current.settings);
  expect(await ledgerStates(current.settings.folder)).toEqual({ done: OBJECTS });
  await current.end();
}

describe("kill -9", () => {
  it(`at ${KILLS} random moments leaves each event exactly once in S3 (seed ${SEED})`, { timeout: 60_000 + KILLS * 10_000 }, async () => {
    let passes = 0;
    await killAgainAndAgain(async () => {
      const bucket = `output-${(passes += 1)}`;
      await s3.bucket(bucket);
      return {
        settings: { endpoint: s3.endpoint, bucket: "input", folder: testFolder(), sink: { type: "s3", bucket } },
        look: async () => void expectWhole(await eventsIn(bucket), ROWS),
        end: async () => expect(expectWhole(await eventsIn(bucket), ROWS)).toBe(OBJECTS * ROWS),
      };
    });
  });

  it(`at ${KILLS} random moments counts each event once in Amplitude (seed ${SEED})`, { timeout: 60_000 + KILLS * 10_000 }, async ({ annotate }) => {
    let accepted = 0;
    let stored = 0;
    await killAgainAndAgain(async () => {
      const server = await startAmplitude();
      onTestFinished(() => server.stop());
      return {
        settings: { endpoint: s3.endpoint, bucket: "input", folder: testFolder(), sink: { type: "amplitude", endpoint: server.endpoint } },
        look: async () => expect(new Set(server.stored.map(({ file, n }) => `${String(file)} ${String(n)}`)).size).toBe(server.stored.length),
        end: async () => {
          expect(expectWhole(server.stored, ROWS)).toBe(OBJECTS * ROWS);
          accepted += server.accepted;
          stored += server.stored.length;
        },
      };
    });
    await annotate(`${accepted - stored} of ${accepted} accepted events had been sent before: ${(((accepted - stored) / accepted) * 100).toFixed(2)} %`);
    // A kill costs at most what was under way: the requests of two lanes of four objects.
    expect(accepted - stored).toBeLessThanOrEqual((KILLS + 1) * 4 * 2 * 40 * 2);
  });

  it.each<DieAt>(["before-commit", "before-settle", "after-settle"])("%s leaves each event exactly once in both", async (dieAt) => {
    const server = await startAmplitude();
    onTestFinished(() => server.stop());
    const bucket = `few-${dieAt}`;
    await s3.bucket(bucket);
    for (const sink of [{ type: "s3", bucket }, { type: "amplitude", endpoint: server.endpoint }] as const) {
      const settings = { endpoint: s3.endpoint, bucket: "few", folder: testFolder(), sink };
      const child = start({ ...settings, dieAt });
      child.stdout?.resume();
      expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
      await finish(settings);
      expect(await ledgerStates(settings.folder)).toEqual({ done: 6 });
    }
    expect(expectWhole(await eventsIn(bucket), ROWS)).toBe(6 * ROWS);
    expect(expectWhole(server.stored, ROWS)).toBe(6 * ROWS);
  });
});
