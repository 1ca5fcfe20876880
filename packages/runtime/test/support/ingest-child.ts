// A process that ingests a bucket and says each step on its standard output, so that a test can kill it at any of them.
import type { S3Client } from "@aws-sdk/client-s3";
import { writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { s3Source } from "../../src/2-open/s3-source.ts";
import { createS3Client } from "../../src/aws/s3-client.ts";
import { amplitudeSink } from "../../src/7-deliver/amplitude/amplitude-sink.ts";
import { ndjsonSink } from "../../src/7-deliver/ndjson/ndjson-sink.ts";
import { s3Sink } from "../../src/7-deliver/s3/s3-sink.ts";
import type { Sink } from "../../src/contracts/sink.ts";
import { openPostgresDedup } from "../../src/dedup/postgres-deduplicator.ts";
import { openDedup } from "../../src/dedup/sqlite-deduplicator.ts";
import type { Ledger } from "../../src/contracts/ledger.ts";
import { openPostgresLedger } from "../../src/ledger/postgres/postgres-ledger.ts";
import { openLedger } from "../../src/ledger/sqlite/sqlite-ledger.ts";
import { runJob } from "../../src/job/run-job.ts";
import type { JobParts, JobSettings, RowChecks } from "../../src/contracts/job-parts.ts";
import { checks, jsonLines, mapper } from "./parts.ts";
import { CREDENTIALS, REGION } from "./credentials.ts";
import { seeded } from "./random.ts";

/** Where the process ends itself, as kill -9 would: at the n-th time that any object gets there. */
export interface Death {
  readonly point: "job" | "start" | "rows" | "before-commit" | "before-settle" | "after-settle" | "end";
  readonly nth: number;
}

export interface ChildSettings {
  readonly endpoint: string;
  readonly bucket: string;
  readonly folder: string;
  readonly death?: Death;
  /** Drop duplicates: of events that bring an insert_id, or of events that get it from their place. */
  readonly dedup?: "mapped-ids" | "place-ids";
  /** Work on objects that are to be replayed alone. */
  readonly replaysOnly?: boolean;
  /** Where ledger and keys are, where that is not in the folder. */
  readonly postgres?: { readonly url: string; readonly schema: string };
  /** Where the sink is asked, where that is not `endpoint`. */
  readonly sinkEndpoint?: string;
  /** How long a lease lasts, where that is not as long as usual; then deaths and failures are forgiven without end. */
  readonly leaseMs?: number;
  /** One commit in five takes its time, up to one and a half leases. */
  readonly slowCommits?: boolean;
  /** The time of day steps by up to an hour, by chance of this seed. */
  readonly clockSteps?: number;
  /** Where the events go; absent: into files in the folder. */
  readonly sink?:
    | { readonly type: "s3"; readonly bucket: string }
    | { readonly type: "amplitude"; readonly endpoint: string };
}

/** What the process does: one ingest, or several side by side. */
export type ChildTask = ChildSettings | readonly ChildSettings[];

const task = JSON.parse(process.argv[2] ?? "") as ChildTask;
const all: readonly ChildSettings[] = Array.isArray(task) ? task : [task];

/** Written at once: what a pipe still holds would die with the process. */
const say = (what: "job" | "start" | "rows" | "end"): void => void writeSync(1, `${what}\n`);

function stepClock(seed: number): void {
  const random = seeded(seed);
  const now = Date.now;
  let offset = 0;
  Date.now = () => now() + offset;
  setInterval(() => (offset = Math.round((random() - 0.5) * 2 * 3_600_000)), 50).unref();
}

type Reach = (point: Death["point"]) => void;

function deathOf({ death }: ChildSettings): Reach {
  let reached = 0;
  return (point) => {
    if (death?.point === point && (reached += 1) === death.nth) process.kill(process.pid, "SIGKILL");
  };
}

function dying(sink: Sink, reach: Reach, { slowCommits = false, leaseMs = 0 }: ChildSettings): Sink {
  return {
    async open(object, context) {
      const writer = await sink.open(object, context);
      return {
        ...writer,
        async commit() {
          reach("before-commit");
          if (slowCommits && Math.random() < 0.2) await sleep(1.5 * Math.random() * leaseMs);
          return writer.commit();
        },
      };
    },
  };
}

function dyingLedger(ledger: Ledger, reach: Reach): Ledger {
  return {
    ...ledger,
    async settle(claim, settlement) {
      reach("before-settle");
      const settled = await ledger.settle(claim, settlement);
      reach("after-settle");
      return settled;
    },
  };
}

function createSink({ folder, sink }: ChildSettings, client: S3Client): Sink {
  switch (sink?.type) {
    case undefined:
      return ndjsonSink({ directory: join(folder, "out") });
    case "s3":
      return s3Sink({ client, bucket: sink.bucket, partBytes: 4096 });
    case "amplitude":
      // Small requests, so that the process dies between those of one object.
      return amplitudeSink({
        apiKey: "test-key",
        endpoint: sink.endpoint,
        limits: { maxEvents: 40 },
        requestsAtOnce: 2,
        rejects: ndjsonSink({ directory: join(folder, "aside") }),
      });
    default:
      return sink satisfies never;
  }
}

const ownIds: RowChecks = { check: (event) => ({ kind: "event", event, changes: [] }) };

/** A short lease, and forgiveness without end. */
const restless = (leaseMs: number): JobSettings => ({
  leaseMs,
  objectsAtOnce: 2,
  maxSoloCrashes: 1_000,
  maxAttempts: 1_000,
});

function openKeys({ folder, postgres }: ChildSettings, claimStatus: Ledger["claimStatus"]) {
  if (postgres !== undefined) return openPostgresDedup({ ...postgres, claimStatus });
  return openDedup({ path: join(folder, "ledger.db.dedup"), memtable: 250, claimStatus });
}

/** Resolves with whether all went well. */
async function ingest(settings: ChildSettings): Promise<boolean> {
  const reach = deathOf(settings);
  const step = (what: Parameters<typeof say>[0]) => (): void => {
    say(what);
    reach(what);
  };
  const clientOf = (endpoint: string) => createS3Client({ region: REGION, endpoint, credentials: CREDENTIALS });
  const client = clientOf(settings.endpoint);
  const sinkClient = clientOf(settings.sinkEndpoint ?? settings.endpoint);
  const { postgres } = settings;
  const ledger =
    postgres === undefined ? openLedger(join(settings.folder, "ledger.db")) : await openPostgresLedger(postgres);
  const claimStatus: Ledger["claimStatus"] = (id, fencingToken) => ledger.claimStatus(id, fencingToken);
  const parts: JobParts = {
    source: s3Source({ client, identity: { bucket: settings.bucket, prefix: "", region: REGION } }),
    rows: jsonLines(50),
    mapper,
    checks: settings.dedup === "mapped-ids" ? ownIds : checks,
    ...(settings.dedup === undefined ? {} : { dedup: await openKeys(settings, claimStatus) }),
    sink: dying(createSink(settings, sinkClient), reach, settings),
    ledger: dyingLedger(ledger, reach),
    ...(settings.leaseMs === undefined ? {} : { settings: restless(settings.leaseMs) }),
  };
  const report = await runJob(parts, {
    once: true,
    replaysOnly: settings.replaysOnly === true,
    hooks: {
      onJob: step("job"),
      onObjectStart: step("start"),
      onProgress: step("rows"),
      onObjectEnd: step("end"),
      // In a storm they are part of it.
      onFailure: (failure) => void (settings.leaseMs ?? console.error(failure)),
    },
  });
  client.destroy();
  sinkClient.destroy();
  if (postgres !== undefined) await Promise.all([parts.dedup?.close(), ledger.close()]);
  if (report.failure !== undefined && settings.leaseMs === undefined) console.error(report.failure);
  return report.failure === undefined && report.outcomes.failed === 0;
}

const [first] = all;
if (first?.clockSteps !== undefined) stepClock(first.clockSteps);
process.exitCode = (await Promise.all(all.map(ingest))).every(Boolean) ? 0 : 1;
