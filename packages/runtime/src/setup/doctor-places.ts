// From the sink and the ledger of a source to whether they can be written.
import { HeadBucketCommand } from "@aws-sdk/client-s3";
import { existsSync } from "node:fs";
import { access, constants, mkdtemp, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorFacts } from "../access/error-facts.ts";
import { createS3Client } from "../2-open/client.ts";
import { StageFailure } from "../failure.ts";
import { openLedger } from "../ledger/sqlite.ts";
import type { S3SinkSettings, SinkSettings, SourceConfig } from "../source/config.ts";
import { type Found, ok, warning } from "./doctor-line.ts";

export async function checkSink(sink: SinkSettings): Promise<Found> {
  switch (sink.type) {
    case "ndjson":
      return ok(`files go to ${await writable(sink.directory, "sink.directory")}`);
    case "s3":
      return checkS3Sink(sink);
    case "amplitude": {
      await writable(sink.directory, "sink.directory");
      if ((sink.apiKey ?? process.env["AMPLITUDE_API_KEY"] ?? "") !== "") return ok("an API key is set; no request was sent, since every accepted one makes events");
      throw new StageFailure({ code: "sink/no-api-key", scope: "job", message: "there is no API key for Amplitude", hint: "set AMPLITUDE_API_KEY, or `sink.apiKey` in the source file" });
    }
    default:
      return sink satisfies never;
  }
}

async function checkS3Sink(sink: S3SinkSettings): Promise<Found> {
  const client = createS3Client(sink);
  try {
    await client.send(new HeadBucketCommand({ Bucket: sink.bucket }));
    return ok(`bucket "${sink.bucket}" is there; writing was not tried`);
  } catch (error) {
    const { name, status, message } = errorFacts(error);
    throw new StageFailure({
      code: "sink/unreachable", scope: "job", cause: error,
      message: `bucket "${sink.bucket}" of the sink cannot be reached: ${message || name}${status === 0 ? "" : ` (status ${status})`}`,
      hint: "check `sink.bucket`, `sink.region`, `sink.endpoint` and the permissions (s3:PutObject, s3:ListBucket)",
    });
  } finally {
    client.destroy();
  }
}

export async function checkLedger(config: SourceConfig): Promise<Found> {
  const { bucket, prefix, region, roleArn } = config;
  if (!existsSync(config.ledger)) return ok(`none yet; ${await writable(dirname(config.ledger), "ledger")} can hold it`);
  const ledger = openLedger(config.ledger);
  try {
    await ledger.bind({ bucket, prefix, region, ...(roleArn === undefined ? {} : { roleArn }) });
    const odd = await ledger.messages();
    if (odd.length > 0) return warning(`${config.ledger} holds ${odd.length} messages of the queue that nobody understood`, "`heddle status --json` shows them; look at who else sends to the queue");
    return ok(`${config.ledger} belongs to this source`);
  } finally {
    await ledger.close();
  }
}

/** Tries the nearest folder that is there; what is missing below it is made when the job runs. */
async function writable(folder: string, setting: string): Promise<string> {
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  try {
    await access(nearest, constants.W_OK);
    await rmdir(await mkdtemp(join(nearest, ".heddle-doctor-")));
    return folder;
  } catch (error) {
    throw new StageFailure({
      code: "doctor/not-writable", scope: "job", cause: error,
      message: `${nearest} cannot be written to: ${(error as Error).message}`,
      hint: `check \`${setting}\` of the source file, and the permissions of that folder`,
    });
  }
}
