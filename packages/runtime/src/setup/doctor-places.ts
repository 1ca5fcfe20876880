// From the sink and the ledger of a source to whether they can be written.
import { existsSync } from "node:fs";
import { mkdtemp, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createS3Client } from "../aws/s3-client.ts";
import { addressOf } from "../7-deliver/amplitude/api.ts";
import { postEvents } from "../7-deliver/amplitude/post.ts";
import { probeS3Sink } from "../7-deliver/s3/probe.ts";
import { amplitudeAccess } from "../7-deliver/create-sink.ts";
import { StageFailure } from "../contracts/stage-failure.ts";
import { openLedger } from "../ledger/sqlite/sqlite-ledger.ts";
import type { AmplitudeSinkSettings, S3SinkSettings, SinkSettings, SourceConfig } from "../source/config.ts";
import { type Found, ok, warning } from "./doctor-line.ts";

/** Tries all that the sink has to do; nothing of it stays. */
export async function checkSink(sink: SinkSettings, signal: AbortSignal): Promise<Found> {
  switch (sink.type) {
    case "ndjson":
      return ok(`files can be written to ${await writable(sink.directory, "sink.directory")}`);
    case "s3":
      return checkS3Sink(sink);
    case "amplitude":
      return checkAmplitude(sink, signal);
    default:
      return sink satisfies never;
  }
}

async function checkS3Sink(sink: S3SinkSettings): Promise<Found> {
  const client = createS3Client(sink);
  const { bucket, prefix } = sink;
  try {
    const { left } = await probeS3Sink({ client, bucket, ...(prefix === undefined ? {} : { prefix }) });
    if (left !== undefined)
      return warning(left, "nothing needs it; delete it, or allow s3:DeleteObjectVersion to have it removed");
    return ok(
      `an upload to "${bucket}"${prefix === undefined || prefix === "" ? "" : ` under "${prefix}"`} was begun and withdrawn`,
    );
  } finally {
    client.destroy();
  }
}

async function checkAmplitude(sink: AmplitudeSinkSettings, signal: AbortSignal): Promise<Found> {
  await writable(sink.directory, "sink.directory");
  const access = amplitudeAccess(sink);
  const address = addressOf(access.api ?? "http", access.region ?? "us", access.endpoint);
  // A request without events cannot make any: Amplitude checks the key, and then finds no events.
  const verdict = await postEvents({ ...access, requestTimeoutMs: 15_000 }, [], signal);
  switch (verdict.kind) {
    case "fatal":
      throw new StageFailure({ code: verdict.code, message: verdict.message, hint: verdict.hint });
    case "transient":
      throw new StageFailure({
        code: "amplitude/unavailable",
        message: `${address} does not serve: ${verdict.message}`,
        hint: "check the network, `sink.endpoint` and `sink.dataCenter`; look at status.amplitude.com",
      });
    case "accepted":
    case "invalid":
    case "unattributed":
    case "throttled":
    case "too-large":
      return ok(`${address} does not refuse the API key (a request without events was sent)`);
    default:
      return verdict satisfies never;
  }
}

export async function checkLedger(config: SourceConfig): Promise<Found> {
  const { bucket, prefix, region, roleArn } = config;
  if (!existsSync(config.ledger))
    return ok(`none yet; ${await writable(dirname(config.ledger), "ledger")} can hold it`);
  const ledger = openLedger(config.ledger);
  try {
    await ledger.bind({ bucket, prefix, region, ...(roleArn === undefined ? {} : { roleArn }) });
    const odd = await ledger.messages();
    if (odd.length > 0)
      return warning(
        `${config.ledger} holds ${odd.length} messages of the queue that nobody understood`,
        "`heddle status --json` shows them; look at who else sends to the queue",
      );
    return ok(`${config.ledger} belongs to this source`);
  } finally {
    await ledger.close();
  }
}

/** Tries the nearest folder that is there; what is missing below it is made when the job runs. */
async function writable(folder: string, setting: string): Promise<string> {
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  let probe: string | undefined;
  try {
    probe = await mkdtemp(join(nearest, ".heddle-doctor-"));
    const file = await open(join(probe, "part"), "wx");
    try {
      await file.write('{"a line":"as it would be written"}\n');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(join(probe, "part"), join(probe, "whole"));
    await rm(probe, { recursive: true });
    return folder;
  } catch (error) {
    if (probe !== undefined) await rm(probe, { recursive: true, force: true }).catch(() => {});
    throw new StageFailure({
      code: "doctor/not-writable",
      cause: error,
      message: `${nearest} cannot be written to: ${(error as Error).message}`,
      hint: `check \`${setting}\` of the source file, the permissions of that folder, and the room on its disk`,
    });
  }
}
