// Listings of a bucket that several processes share: one at a time, as often as one process would.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { ndjsonSink } from "../src/7-deliver/ndjson/ndjson-sink.ts";
import type { JobParts, JobSettings, ObjectSource } from "../src/contracts/job-parts.ts";
import { runJob } from "../src/job/run-job.ts";
import { openLedger } from "../src/ledger/sqlite/sqlite-ledger.ts";
import { testFolder } from "./support/folder.ts";
import { eventRows, memorySource } from "./support/memory-source.ts";
import { checks, jsonLines, mapper } from "./support/parts.ts";

const objects = new Map(["a", "b", "c"].map((key) => [key, eventRows(key, 2)]));

function partsIn(folder: string, source: ObjectSource, settings: JobSettings): JobParts {
  const ledger = openLedger(join(folder, "ledger.db"));
  onTestFinished(() => ledger.close().catch(() => {}));
  const sink = ndjsonSink({ directory: join(folder, "out") });
  return { source, ledger, rows: jsonLines(), mapper, checks, sink, settings };
}

it("come from one process at a time, and no more often for all than for one", async () => {
  const folder = testFolder();
  const scanMs = 200;
  let [listing, most, listings] = [0, 0, 0];
  const source = memorySource(objects);
  const counted: ObjectSource = {
    ...source,
    async *scan(signal) {
      listings += 1;
      listing += 1;
      most = Math.max(most, listing);
      yield* source.scan(signal);
      await sleep(20);
      listing -= 1;
    },
  };
  const stop = new AbortController();
  const startedAt = performance.now();
  const jobs = Array.from({ length: 4 }, () => partsIn(folder, counted, { scanMs }));
  const running = jobs.map((parts) => runJob(parts, { signal: stop.signal }));
  while (listings < 3) await sleep(10);
  stop.abort();
  const reports = await Promise.all(running);
  expect(most).toBe(1);
  expect(listings - 1).toBeLessThanOrEqual((performance.now() - startedAt) / scanMs);
  expect(reports.flatMap((report) => report.objects.map(({ object }) => object.key)).toSorted()).toEqual([
    "a",
    "b",
    "c",
  ]);
});

it("stop in the middle when the turn is another's, and start again after it", async () => {
  const folder = testFolder();
  const thief = openLedger(join(folder, "ledger.db"));
  onTestFinished(() => thief.close());
  const source = memorySource(objects);
  const other = { owner: "{}", run: "other", leaseMs: 60_000, converterHash: mapper.hash };
  const steps: string[] = [];
  const paged: ObjectSource = {
    ...source,
    async *scan(signal) {
      steps.push("begin");
      const isFirst = steps.length === 1;
      for await (const page of source.scan(signal)) {
        yield page.slice(0, 1);
        if (isFirst) {
          await thief.reclaimDead(() => true);
          expect(await thief.beginScan(other)).toEqual({ granted: true });
          await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
          steps.push("stopped");
          setTimeout(() => void thief.endScan("other", true), 50);
        }
        yield page.slice(1);
        steps.push("end");
      }
    },
  };
  const report = await runJob(partsIn(folder, paged, { leaseMs: 300 }), { once: true });
  expect(steps.slice(0, 4)).toEqual(["begin", "stopped", "begin", "end"]);
  expect(report.outcomes.done).toBe(3);
});
