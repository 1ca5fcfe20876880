// A gzipped JSON lines file that unpacks to SIZE_MB (1000 unless set) and the peak memory of a process that reads it.
import { execFileSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createGzip } from "node:zlib";
import { decompress, openLocalFile, readRows } from "@heddle/runtime";

const megabytes = Number(process.env["SIZE_MB"] ?? 1000);

function* lines(): Generator<string> {
  for (let mb = 0; mb < megabytes; mb += 1) {
    let text = "";
    for (let i = 0; text.length < 1e6; i += 1)
      text += `${JSON.stringify({ user_id: `user-${mb}-${i}`, event_type: "play", time: 1.7e12 + i, text: "x".repeat(i % 900) })}\n`;
    yield text;
  }
}

/** Reads in this process, which has done nothing else yet. */
async function read(path: string): Promise<void> {
  await using file = await openLocalFile(path);
  const start = performance.now();
  let rows = 0;
  let peak = 0;
  const bytes = decompress(file.stream(), "gzip", { maxBytes: 1e12, place: { file: path } });
  for await (const batch of readRows(
    { kind: "stream", bytes },
    { settings: { fileType: "json", csv: { delimiter: ",", quote: '"', escape: '"' } }, place: { file: path } },
  )) {
    for (let i = 0; i < batch.count; i += 1) {
      if (batch.read(i) !== null) rows += 1;
    }
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${rows} rows, ${megabytes} MB unpacked from ${(file.size / 1e6).toFixed(0)} MB, ${(megabytes / seconds).toFixed(0)} MB/s, peak memory ${(peak / 1e6).toFixed(0)} MB`,
  );
}

const given = process.argv[2];
if (given !== undefined) await read(given);
else {
  const folder = await mkdtemp(join(tmpdir(), "heddle-bench-"));
  try {
    const path = join(folder, "rows.json.gz");
    await pipeline(Readable.from(lines()), createGzip({ level: 1 }), createWriteStream(path));
    execFileSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), path], { stdio: "inherit" });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
