// A job composed by hand: from a bucket to files of events, each object once.
import {
  createChecks,
  createS3Client,
  type JobReport,
  loadConverter,
  ndjsonSink,
  objectRows,
  openLedger,
  programMapper,
  runJob,
  s3Source,
  type StaticCredentials,
} from "@heddle/runtime";

export interface Place {
  readonly bucket: string;
  readonly region: string;
  readonly endpoint: string;
  readonly credentials: StaticCredentials;
  readonly folder: string;
}

export async function ingestBucket(
  { bucket, region, endpoint, credentials, folder }: Place,
  signal: AbortSignal,
): Promise<JobReport> {
  const client = createS3Client({ region, endpoint, credentials });
  const { program, hash } = await loadConverter(`${folder}/converter.json`);
  const ledger = openLedger(`${folder}/ledger.sqlite`);
  try {
    return await runJob(
      {
        source: s3Source({ client, identity: { bucket, prefix: "in/", region } }),
        rows: objectRows(program),
        mapper: programMapper(program, hash),
        checks: createChecks({ dataType: "event", strategy: "append_only" }),
        sink: ndjsonSink({ directory: `${folder}/events` }),
        ledger,
      },
      { once: true, signal, hooks: { onObjectEnd: ({ object, counts }) => console.log(object.key, counts.events) } },
    );
  } finally {
    await ledger.close();
    client.destroy();
  }
}
