// Signs of life of a real job, and what its health makes of them.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { ndjsonSink } from "../src/7-deliver/ndjson/ndjson-sink.ts";
import { StageFailure } from "../src/contracts/stage-failure.ts";
import type { Beat } from "../src/contracts/job-report.ts";
import { runJob } from "../src/job/run-job.ts";
import { openLedger } from "../src/ledger/sqlite/sqlite-ledger.ts";
import { combineHooks } from "../src/observe/hooks.ts";
import { createHealth } from "../src/observe/health.ts";
import { testFolder } from "./support/folder.ts";
import { eventRows, memorySource } from "./support/memory-source.ts";
import { checks, jsonLines, mapper } from "./support/parts.ts";

it("beats while it runs, and is ready while it can look for objects", async () => {
  const folder = testFolder();
  const ledger = openLedger(join(folder, "ledger.db"));
  onTestFinished(() => ledger.close());
  const objects = new Map<string, string | Uint8Array>([["a.json", eventRows("a", 2)]]);
  const source = memorySource(objects);
  let isReachable = true;
  const stop = new AbortController();
  const health = createHealth();
  const beats: Beat[] = [];
  let ingested = 0;
  const running = runJob(
    {
      source: {
        ...source,
        scan(signal) {
          if (isReachable) return source.scan(signal);
          throw new StageFailure({ code: "s3/unreachable", message: "S3 is away", hint: "wait" });
        },
      },
      rows: jsonLines(),
      mapper,
      checks,
      sink: ndjsonSink({ directory: join(folder, "out") }),
      ledger,
      settings: { scanMs: 10, beatMs: 10 },
    },
    {
      signal: stop.signal,
      hooks: combineHooks(health.hooks, {
        onBeat: (beat) => void beats.push(beat),
        onObjectEnd: () => void (ingested += 1),
      }),
    },
  );
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await sleep(5);
  };
  // A beat that finds nothing waiting comes after the object was found, and ingested.
  await until(() => health.ready().ok && beats.length > 2 && ingested === 1 && beats.at(-1)?.backlog?.objects === 0);
  isReachable = false;
  await until(() => !health.ready().ok);
  expect(health.ready().why).toBe("the last look for new objects failed: [s3/unreachable]");
  expect(health.alive().ok).toBe(true);
  isReachable = true;
  await until(() => health.ready().ok);
  stop.abort();
  await running;
  expect(health.alive()).toEqual({ ok: false, why: "the job ended" });
  expect(beats.at(-1)?.backlog).toMatchObject({ objects: 0, claimed: 0, failed: 0 });
  expect(beats.at(-1)?.backlog?.newestFoundAt).toBeGreaterThan(0);
  const count = beats.length;
  await sleep(30);
  expect(beats).toHaveLength(count);
});
