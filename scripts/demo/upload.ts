// In: an S3 client and a bucket. Out: the demo's files in it, each with the number of its rows as counted here, without Heddle.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { parquetMetadata } from "hyparquet";
import { exportRows } from "./export-rows.ts";

/** A file of the demo: its key, what is in it, and how many rows an independent count finds. */
export interface DemoFile {
  readonly key: string;
  readonly body: Buffer;
  readonly rows: number;
}

const PART_BYTES = 8 << 20;

/** The files by source. The data are those of the vega-datasets package, and rows in the layout of Amplitude's export. */
export function demoFiles(): Readonly<Record<"movies" | "birdstrikes" | "flights" | "export", readonly DemoFile[]>> {
  const data = join(import.meta.dirname, "..", "..", "node_modules", "vega-datasets", "data");
  const movies = (JSON.parse(readFileSync(join(data, "movies.json"), "utf8")) as unknown[]).map((movie) =>
    JSON.stringify(movie),
  );
  const third = Math.ceil(movies.length / 3);
  const birdstrikes = readFileSync(join(data, "birdstrikes.csv"));
  const flights = readFileSync(join(data, "flights-3m.parquet"));
  return {
    movies: [0, 1, 2].map((part) => {
      const rows = movies.slice(part * third, (part + 1) * third);
      return { key: `movies/part-${part}.json`, body: Buffer.from(`${rows.join("\n")}\n`), rows: rows.length };
    }),
    birdstrikes: [
      {
        key: "birdstrikes/1990-2002.csv.gz",
        body: gzipSync(birdstrikes),
        rows: countCsvRows(birdstrikes.toString("utf8")),
      },
    ],
    flights: [
      {
        key: "flights/flights-3m.parquet",
        body: flights,
        rows: Number(
          parquetMetadata(
            flights.buffer.slice(flights.byteOffset, flights.byteOffset + flights.byteLength) as ArrayBuffer,
          ).num_rows,
        ),
      },
    ],
    export: Array.from({ length: 6 }, (_, hour) => {
      const rows = [...exportRows(hour + 1, new Date(Date.UTC(2026, 10, 20, hour)), 5_000)];
      return {
        key: `export/187520/187520_2026-11-20_${hour}#0.json.gz`,
        body: gzipSync(rows.join("\n")),
        rows: rows.length,
      };
    }),
  };
}

/** Records of a CSV text with a header line, quotes minded. */
function countCsvRows(text: string): number {
  let records = 0;
  let quoted = false;
  let filled = false;
  for (const unit of text) {
    if (unit === '"') quoted = !quoted;
    if (unit === "\n" && !quoted) {
      if (filled) records++;
      filled = false;
    } else if (unit !== "\r") filled = true;
  }
  return records + (filled ? 1 : 0) - 1;
}

/** Uploads a file, in parts where it is larger than a local server takes at once. */
export async function upload(client: S3Client, bucket: string, { key, body }: DemoFile): Promise<void> {
  if (body.length <= PART_BYTES) {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    return;
  }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key }));
  const parts = [];
  for (let start = 0; start < body.length; start += PART_BYTES) {
    const PartNumber: number = parts.length + 1;
    const part = await client.send(
      new UploadPartCommand({
        Bucket: bucket,
        Key: key,
        UploadId,
        PartNumber,
        Body: body.subarray(start, start + PART_BYTES),
      }),
    );
    parts.push({ PartNumber, ETag: part.ETag });
  }
  await client.send(
    new CompleteMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId, MultipartUpload: { Parts: parts } }),
  );
}
