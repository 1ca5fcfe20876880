// Level "from S3": `heddle run` on gzip objects of an S3 server on loopback, to files of events, with checks and ledger.
import { createReadStream, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { buildApp } from "fauxqs";
import { SOURCE } from "@heddle/runtime";
import { upload } from "../demo/upload.ts";
import { BENCH_FOLDER } from "./data.ts";
import { HEDDLE } from "./level-files.ts";
import { CONVERTERS } from "./level-mapper.ts";
import { programsInTurns, type Ran, type Result, runProgram } from "./measure.ts";

const ROWS_PER_OBJECT = 12_500;
const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
const region = "eu-central-1";
const bucket = "heddle-bench";

export async function s3Level(plain: string, rows: number, runs: number): Promise<Result[]> {
  const server = buildApp({ logger: false });
  const endpoint = await server.listen({ host: "127.0.0.1", port: 0 });
  const client = new S3Client({ region, endpoint, credentials: { ...credentials }, forcePathStyle: true });
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    let lines: string[] = [];
    let objects = 0;
    const put = async (): Promise<void> => {
      if (lines.length > 0)
        await upload(client, bucket, {
          key: `bench/part-${objects}.json.gz`,
          body: gzipSync(`${lines.join("\n")}\n`),
          rows: lines.length,
        });
      objects += 1;
      lines = [];
    };
    for await (const line of createInterface({ input: createReadStream(plain) }))
      if (lines.push(line) === ROWS_PER_OBJECT) await put();
    await put();

    const ways: Record<string, object> = { "heddle run": {} };
    if ("deduplicate" in SOURCE.settings) {
      ways["heddle run"] = { deduplicate: false };
      ways["heddle run, with deduplication"] = { deduplicate: true };
    }
    const ran = await programsInTurns(
      runs,
      Object.fromEntries(Object.entries(ways).map(([what, settings]) => [what, () => runOnce(endpoint, settings)])),
    );
    const plainSeconds = ran["heddle run"]?.seconds ?? Number.NaN;
    return Object.entries(ran).map(([what, { seconds, cpuSeconds, peakMB }]): Result => ({
      level: "from S3 on loopback, gzip, checked, with ledger",
      what,
      seconds,
      rows,
      ratio: plainSeconds / seconds,
      ...(cpuSeconds === undefined ? {} : { cpuSeconds }),
      ...(peakMB === undefined ? {} : { peakMB }),
    }));
  } finally {
    client.destroy();
    await server.close();
  }
}

async function runOnce(endpoint: string, settings: object): Promise<Ran> {
  const home = join(BENCH_FOLDER, "s3");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const source = {
    bucket,
    prefix: "bench/",
    region,
    endpoint,
    forcePathStyle: true,
    credentials,
    converter: join(CONVERTERS, "pass-through.converter.json"),
    dataType: "event",
    strategy: "append_only",
    sink: { type: "ndjson", directory: "events" },
    ledger: "ledger.sqlite",
    ...settings,
  };
  writeFileSync(join(home, "source.json"), JSON.stringify(source));
  return runProgram(BENCH_FOLDER, process.execPath, [HEDDLE, "run", join(home, "source.json"), "--once"]);
}
