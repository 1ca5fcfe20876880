// In: how many bytes a Parquet file should have (`--mb`, default 1000) and how many such objects. Out: peak memory of `heddle run` on them in S3 on loopback.
import { closeSync, fstatSync, mkdirSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { DuckDBInstance } from "@duckdb/node-api";
import { buildApp } from "fauxqs";
import { BENCH_FOLDER } from "./data.ts";
import { HEDDLE } from "./level-files.ts";
import { runProgram } from "./measure.ts";

const { values } = parseArgs({
  options: {
    mb: { type: "string", default: "1000" },
    "group-mb": { type: "string", default: "128" },
    objects: { type: "string", default: "1" },
  },
});
const megabytes = Number(values.mb);
const objects = Number(values.objects);
const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
const region = "eu-central-1";
const bucket = "heddle-bench";

/** About what a row takes when it is stored. */
const ROW_BYTES = 290;
const rows = Math.round((megabytes * 1e6) / ROW_BYTES);
const groupRows = Math.round((Number(values["group-mb"]) * 1e6) / ROW_BYTES);

const COLUMNS = [
  "'user-' || (hash(i) % 1000000) AS user_id",
  "(['play', 'pause', 'search'])[1 + i % 3] AS event_type",
  "epoch_ms(1700000000000 + i * 250) AS at",
  "uuid()::VARCHAR AS insert_id",
  ...Array.from({ length: 4 }, (_, c) => `md5((i * 7 + ${c})::VARCHAR) AS text_${c}`),
  ...Array.from({ length: 6 }, (_, c) => `hash(i + ${c}) // 2048 AS number_${c}`),
  "CASE WHEN i % 2 = 0 THEN sha256(i::VARCHAR) END AS sparse",
];
const CONVERTER = {
  converterConfig: {
    fileType: "parquet",
    compressionType: "none",
    convertToAmplitudeFunc: {
      user_id: "user_id",
      event_type: "event_type",
      time: ["iso_time_to_ms", "at"],
      insert_id: "insert_id",
      event_properties: {
        text_0: "text_0",
        text_1: "text_1",
        text_2: "text_2",
        text_3: "text_3",
        number_0: "number_0",
        number_1: "number_1",
        number_2: "number_2",
        sparse: "sparse",
      },
    },
  },
};

async function write(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("SET threads = 1");
  await connection.run(
    `COPY (SELECT ${COLUMNS.join(", ")} FROM range(${rows}) r(i)) TO '${path}' (FORMAT parquet, CODEC SNAPPY, ROW_GROUP_SIZE ${groupRows})`,
  );
  const reader = await connection.runAndReadAll(
    `SELECT count(*)::INTEGER, max(b) // 1000000 FROM (SELECT sum(total_compressed_size) b FROM parquet_metadata('${path}') GROUP BY row_group_id)`,
  );
  console.log(`row groups and megabytes of the largest: ${reader.getRowsJson()[0]?.join(", ") ?? ""}`);
  connection.closeSync();
  instance.closeSync();
}

/** Part by part, as a file of that size may not be at hand as one piece. */
async function put(client: S3Client, path: string, key: string): Promise<number> {
  const file = openSync(path, "r");
  const { size } = fstatSync(file);
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key }));
  const parts: { ETag: string | undefined; PartNumber: number }[] = [];
  for (let at = 0; at < size; at += 8_000_000) {
    const body = Buffer.alloc(Math.min(8_000_000, size - at));
    readSync(file, body, 0, body.length, at);
    const PartNumber = parts.length + 1;
    const { ETag } = await client.send(
      new UploadPartCommand({ Bucket: bucket, Key: key, UploadId, PartNumber, Body: body }),
    );
    parts.push({ ETag, PartNumber });
  }
  closeSync(file);
  await client.send(
    new CompleteMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId, MultipartUpload: { Parts: parts } }),
  );
  return size;
}

mkdirSync(BENCH_FOLDER, { recursive: true });
const path = join(BENCH_FOLDER, "large.parquet");
const home = join(BENCH_FOLDER, "parquet-memory");
const server = buildApp({ logger: false });
const endpoint = await server.listen({ host: "127.0.0.1", port: 0 });
const client = new S3Client({ region, endpoint, credentials: { ...credentials }, forcePathStyle: true });
try {
  await write(path);
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  let size = 0;
  for (let n = 0; n < objects; n += 1) size = await put(client, path, `large-${n}.parquet`);
  rmSync(path);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "converter.json"), JSON.stringify(CONVERTER));
  const source = {
    bucket,
    region,
    endpoint,
    forcePathStyle: true,
    credentials,
    converter: join(home, "converter.json"),
    dataType: "event",
    sink: { type: "ndjson", directory: "events" },
    ledger: "ledger.sqlite",
    deduplicate: false,
  };
  writeFileSync(join(home, "source.json"), JSON.stringify(source));
  const { seconds, cpuSeconds, peakMB } = await runProgram(BENCH_FOLDER, process.execPath, [
    HEDDLE,
    "run",
    join(home, "source.json"),
    "--once",
  ]);
  console.log(
    `${objects} x ${(size / 1e6).toFixed(0)} MB, ${rows} rows each: ${seconds.toFixed(1)} s, cpu ${cpuSeconds?.toFixed(1) ?? "?"} s, ${Math.round((objects * rows) / seconds)} rows/s, peak ${peakMB?.toFixed(0) ?? "?"} MB`,
  );
} finally {
  client.destroy();
  await server.close();
  rmSync(home, { recursive: true, force: true });
  rmSync(path, { force: true });
}
