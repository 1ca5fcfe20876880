// The main job on real data, without any account: an S3 server on loopback, four sources, their converters, and `heddle run`.
// Everything it makes lies in `.demo/` of the checkout. Ends with exit code 1 when the counts of rows do not add up.
import { spawn } from "node:child_process";
import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { createZstdDecompress } from "node:zlib";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { buildApp } from "fauxqs";
import { jobStatus, loadSource } from "@heddle/runtime";
import { demoFiles, upload } from "./demo/upload.ts";

const root = join(import.meta.dirname, "..");
const home = join(root, ".demo");
const bucket = "heddle-demo";
const region = "eu-central-1";
const credentials = { accessKeyId: "demo", secretAccessKey: "demo" };

rmSync(home, { recursive: true, force: true });
mkdirSync(home, { recursive: true });
const server = buildApp({ logger: false });
const endpoint = await server.listen({ host: "127.0.0.1", port: 0 });
// A copy, because the client notes in it where it came from.
const client = new S3Client({ region, endpoint, credentials: { ...credentials }, forcePathStyle: true });

const faults: string[] = [];
try {
  await run();
} finally {
  client.destroy();
  await server.close();
}
if (faults.length > 0) {
  console.error(`\nThe demo found something wrong:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  title(`An S3 server on ${endpoint}, bucket ${bucket}`);
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const files = demoFiles();
  for (const [name, list] of Object.entries(files)) {
    for (const file of list) {
      await upload(client, bucket, file);
      console.log(
        `  uploaded ${file.key}  ${(file.body.length / 1024).toFixed(0)} KiB, ${file.rows.toLocaleString("en")} rows`,
      );
    }
    writeSource(name, name === "flights");
  }
  for (const name of Object.keys(files)) {
    title(`heddle run ${relative(root, sourceFile(name))} --once`);
    await heddle(["run", sourceFile(name), "--once"]);
  }
  title("What came out");
  for (const name of Object.keys(files)) await preview(name);
  title("Does it add up?");
  const before = new Map<string, number>();
  for (const [name, list] of Object.entries(files))
    before.set(
      name,
      await checkCounts(
        name,
        list.reduce((sum, file) => sum + file.rows, 0),
        list.length,
      ),
    );
  title("A second pass: nothing is ingested twice");
  for (const name of Object.keys(files)) await heddle(["run", sourceFile(name), "--once"]);
  for (const name of Object.keys(files)) {
    const again = await countEvents(name);
    if (again !== before.get(name))
      faults.push(`${name}: ${before.get(name)} events after the first pass, ${again} after the second`);
  }
  title(faults.length === 0 ? "All counts add up. The events lie in" : "The events lie in");
  for (const name of Object.keys(files)) console.log(`  ${relative(root, join(home, name, "events"))}`);
}

function title(text: string): void {
  console.log(`\n${text}`);
}

function sourceFile(name: string): string {
  return join(home, name, "source.json");
}

/** A large source writes compressed. */
function writeSource(name: string, large: boolean): void {
  mkdirSync(join(home, name), { recursive: true });
  const source = {
    bucket,
    prefix: `${name}/`,
    region,
    endpoint,
    forcePathStyle: true,
    credentials,
    converter: relative(join(home, name), join(root, "fixtures", "demo", `${name}.converter.json`)),
    dataType: "event",
    strategy: "append_only",
    sink: { type: "ndjson", directory: "events", ...(large && { compression: "zstd" }) },
    ledger: "ledger.sqlite",
  };
  writeFileSync(sourceFile(name), `${JSON.stringify(source, null, 2)}\n`);
}

/** Runs the command as a user would; the server of this process goes on answering meanwhile. */
function heddle(args: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(join(root, "node_modules", ".bin", "heddle"), args, {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.once("error", (error) => {
      faults.push(`heddle ${args.join(" ")}: ${error.message}`);
      resolve();
    });
    child.once("close", (code) => {
      if (code !== 0) faults.push(`heddle ${args.join(" ")} ended with exit code ${code}`);
      resolve();
    });
  });
}

/** The files of events of a source, wherever the sink put them. */
function eventFiles(name: string): string[] {
  const folder = join(home, name, "events");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /(?:^|\/)events-\d+\.ndjson(?:\.zst)?$/.test(file))
    .map((file) => join(folder, file));
}

async function preview(name: string): Promise<void> {
  const [file] = eventFiles(name);
  if (file === undefined) {
    faults.push(`${name}: no file of events`);
    return;
  }
  for await (const line of lines(file)) {
    console.log(`  ${name}: ${line.length > 220 ? `${line.slice(0, 219)}…` : line}`);
    return;
  }
}

function lines(file: string): AsyncIterable<string> {
  const stream = createReadStream(file);
  return createInterface({
    input: file.endsWith(".zst") ? stream.pipe(createZstdDecompress()) : stream,
    crlfDelay: Number.POSITIVE_INFINITY,
  });
}

/** Counts the lines of the output anew. */
async function countEvents(name: string): Promise<number> {
  let count = 0;
  for (const file of eventFiles(name)) {
    for await (const line of lines(file)) count += line === "" ? 0 : 1;
  }
  return count;
}

/** Rows counted before the upload = rows ingested = events + ignored + dropped + set aside; events = lines in the output. */
async function checkCounts(name: string, rows: number, files: number): Promise<number> {
  const status = await jobStatus(await loadSource(sourceFile(name)));
  const { totals } = status;
  const sum = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((all, count) => all + count, 0);
  const dropped = sum(totals.dropped);
  const setAside = sum(totals.setAside);
  const events = await countEvents(name);
  console.log(
    `  ${name}: ${files} files, ${rows} rows counted = ${totals.events} events + ${totals.ignored} ignored + ${dropped} dropped + ${setAside} set aside; ${events} lines in the output`,
  );
  if (totals.rows !== rows) faults.push(`${name}: the files hold ${rows} rows, the ledger says ${totals.rows}`);
  if (totals.events + totals.ignored + dropped + setAside !== rows)
    faults.push(`${name}: events, ignored, dropped and set aside do not add up to ${rows}`);
  if (events !== totals.events) faults.push(`${name}: ${events} lines of events, the ledger says ${totals.events}`);
  return events;
}
