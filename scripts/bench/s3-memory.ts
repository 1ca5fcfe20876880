// In: how many rows of 1.1 KB (`--rows`, default 900,000: 1 GB). Out: time and peak memory of `heddle run` on one gzip object of them in S3 on loopback.
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { createGunzip, createGzip } from "node:zlib";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { buildApp } from "fauxqs";
import { upload } from "../demo/upload.ts";
import { BENCH_FOLDER } from "./data.ts";
import { HEDDLE } from "./level-files.ts";
import { CONVERTERS } from "./level-mapper.ts";
import { runProgram } from "./measure.ts";
import { makeRows } from "./rows.ts";

const { values } = parseArgs({ options: { rows: { type: "string", default: "900000" } } });
const rows = Number(values.rows);
const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
const region = "eu-central-1";
const bucket = "heddle-bench";

function* lines(): Generator<string> {
  for (const row of makeRows(0, rows)) yield `${JSON.stringify(row)}\n`;
}

const file = join(BENCH_FOLDER, `rows-large-${rows}.json.gz`);
mkdirSync(BENCH_FOLDER, { recursive: true });
if (!existsSync(file)) {
  await pipeline(Readable.from(lines()), createGzip({ level: 3 }), createWriteStream(`${file}.part`));
  renameSync(`${file}.part`, file);
}
let unpacked = 0;
for await (const chunk of createReadStream(file).pipe(createGunzip())) unpacked += (chunk as Buffer).length;

const server = buildApp({ logger: false });
const endpoint = await server.listen({ host: "127.0.0.1", port: 0 });
const client = new S3Client({ region, endpoint, credentials: { ...credentials }, forcePathStyle: true });
const home = join(BENCH_FOLDER, "s3-memory");
try {
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const body = readFileSync(file);
  await upload(client, bucket, { key: "large.json.gz", body, rows });
  console.log(
    `one object: ${rows} rows, ${(body.length / 1e6).toFixed(0)} MB, unpacked ${(unpacked / 1e6).toFixed(0)} MB`,
  );
  for (const deduplicate of [false, true]) {
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home, { recursive: true });
    const source = {
      bucket,
      region,
      endpoint,
      forcePathStyle: true,
      credentials,
      converter: join(CONVERTERS, "pass-through.converter.json"),
      dataType: "event",
      sink: { type: "ndjson", directory: "events" },
      ledger: "ledger.sqlite",
      deduplicate,
    };
    writeFileSync(join(home, "source.json"), JSON.stringify(source));
    const { seconds, cpuSeconds, peakMB } = await runProgram(BENCH_FOLDER, process.execPath, [
      HEDDLE,
      "run",
      join(home, "source.json"),
      "--once",
    ]);
    console.log(
      `heddle run${deduplicate ? ", with deduplication" : ""}: ${seconds.toFixed(1)} s, cpu ${cpuSeconds?.toFixed(1) ?? "?"} s, ${Math.round(rows / seconds)} rows/s, peak ${peakMB?.toFixed(0) ?? "?"} MB`,
    );
  }
} finally {
  client.destroy();
  await server.close();
  rmSync(home, { recursive: true, force: true });
}
