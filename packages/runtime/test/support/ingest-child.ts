// A process that ingests a bucket and says each step on its standard output, so that a test can kill it at any of them.
import { writeSync } from "node:fs";
import { join } from "node:path";
import { s3Source } from "../../src/2-open/s3-source.ts";
import { createS3Client } from "../../src/aws/s3-client.ts";
import { amplitudeSink } from "../../src/7-deliver/amplitude/amplitude-sink.ts";
import { ndjsonSink } from "../../src/7-deliver/ndjson/ndjson-sink.ts";
import { s3Sink } from "../../src/7-deliver/s3/s3-sink.ts";
import type { Sink } from "../../src/contracts/sink.ts";
import { openDedup } from "../../src/dedup/sqlite-deduplicator.ts";
import type { Ledger } from "../../src/contracts/ledger.ts";
import { openLedger } from "../../src/ledger/sqlite/sqlite-ledger.ts";
import { runJob } from "../../src/job/run-job.ts";
import type { RowChecks } from "../../src/contracts/job-parts.ts";
import { checks, jsonLines, mapper } from "./parts.ts";
import { CREDENTIALS, REGION } from "./credentials.ts";

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
  /** Where the events go; absent: into files in the folder. */
  readonly sink?:
    | { readonly type: "s3"; readonly bucket: string }
    | { readonly type: "amplitude"; readonly endpoint: string };
}

const settings = JSON.parse(process.argv[2] ?? "") as ChildSettings;

let reached = 0;
const reach = (point: Death["point"]): void => {
  if (settings.death?.point === point && (reached += 1) === settings.death.nth) process.kill(process.pid, "SIGKILL");
};
/** Written at once: what a pipe still holds would die with the process. */
const say = (what: "job" | "start" | "rows" | "end"): void => {
  writeSync(1, `${what}\n`);
  reach(what);
};

function dying(sink: Sink): Sink {
  return {
    async open(object, context) {
      const writer = await sink.open(object, context);
      return {
        ...writer,
        commit() {
          reach("before-commit");
          return writer.commit();
        },
      };
    },
  };
}

function dyingLedger(ledger: Ledger): Ledger {
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

function createSink({ folder, sink }: ChildSettings): Sink {
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

const ledger = openLedger(join(settings.folder, "ledger.db"));
const ownIds: RowChecks = { check: (event) => ({ kind: "event", event, changes: [] }) };
const client = createS3Client({ region: REGION, endpoint: settings.endpoint, credentials: CREDENTIALS });
const report = await runJob(
  {
    source: s3Source({ client, identity: { bucket: settings.bucket, prefix: "", region: REGION } }),
    rows: jsonLines(50),
    mapper,
    checks: settings.dedup === "mapped-ids" ? ownIds : checks,
    ...(settings.dedup !== undefined
      ? {
          dedup: openDedup({
            path: join(settings.folder, "ledger.db.dedup"),
            memtable: 250,
            claimStatus: (id, fencingToken) => ledger.claimStatus(id, fencingToken),
          }),
        }
      : {}),
    sink: dying(createSink(settings)),
    ledger: dyingLedger(ledger),
  },
  {
    once: true,
    replaysOnly: settings.replaysOnly === true,
    hooks: {
      onJob: () => say("job"),
      onObjectStart: () => say("start"),
      onProgress: () => say("rows"),
      onObjectEnd: () => say("end"),
      onFailure: (failure) => console.error(failure),
    },
  },
);
client.destroy();
if (report.failure !== undefined) console.error(report.failure);
process.exitCode = report.failure === undefined && report.outcomes.failed === 0 ? 0 : 1;
