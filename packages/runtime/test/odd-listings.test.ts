// Listings that break S3's rules: what is odd is passed over with a finding, the rest is ingested, and never is nothing new.
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { listObjects } from "../src/1-discover/list.ts";
import { s3Source } from "../src/2-open/s3-source.ts";
import { ndjsonSink } from "../src/7-deliver/ndjson/ndjson-sink.ts";
import { createS3Client } from "../src/aws/s3-client.ts";
import type { JobReport } from "../src/contracts/job-report.ts";
import { type JobOptions, runJob } from "../src/job/run-job.ts";
import { openLedger } from "../src/ledger/sqlite/sqlite-ledger.ts";
import { CREDENTIALS, REGION } from "./support/credentials.ts";
import { readOutput, testFolder } from "./support/folder.ts";
import { listenInTest } from "./support/loopback.ts";
import { checks, jsonLines, mapper } from "./support/parts.ts";

const LINE = '{"event":{"event_type":"t"}}\n';
const DATE = "<LastModified>2026-01-01T00:00:00.000Z</LastModified>";
const SIZE = `<Size>${LINE.length}</Size>`;

function entry(key: string, more = DATE + SIZE): string {
  return `<Contents><Key>${key}</Key><ETag>"e"</ETag>${more}</Contents>`;
}

function page(entries: string, more = "<IsTruncated>false</IsTruncated>"): string {
  return `<ListBucketResult><Name>b</Name><EncodingType>url</EncodingType>${more}${entries}</ListBucketResult>`;
}

/** A client of a server whose listings are these pages, by their number from 0; its objects hold one row. */
async function clientOf(listing: (request: number) => string) {
  let lists = 0;
  const { endpoint } = await listenInTest((request, response) => {
    const isListing = new URL(request.url ?? "", "http://localhost").searchParams.has("list-type");
    if (isListing) response.writeHead(200, { "content-type": "application/xml" }).end(listing(lists));
    else response.writeHead(200, { etag: '"e"' }).end(LINE);
    if (isListing) lists += 1;
  });
  const client = createS3Client({ region: REGION, endpoint, credentials: CREDENTIALS });
  onTestFinished(() => client.destroy());
  return client;
}

async function listed(listing: (request: number) => string) {
  const odd: string[] = [];
  const keys: string[] = [];
  const pages = listObjects(await clientOf(listing), {
    bucket: "b",
    prefix: "",
    onOdd: (key, what) => odd.push(`${key}: ${what}`),
  });
  try {
    for await (const objects of pages) keys.push(...objects.map(({ key }) => key));
    return { keys, odd };
  } catch (error) {
    return { keys, odd, error };
  }
}

async function job(listing: (request: number) => string, options: JobOptions = { once: true }) {
  const folder = testFolder();
  const ledger = openLedger(join(folder, "ledger.db"));
  onTestFinished(() => ledger.close());
  const directory = join(folder, "out");
  const identity = { bucket: "b", prefix: "", region: REGION };
  const report: JobReport = await runJob(
    {
      source: s3Source({ client: await clientOf(listing), identity }),
      rows: jsonLines(),
      mapper,
      checks,
      sink: ndjsonSink({ directory, compression: "none" }),
      ledger,
      settings: { scanMs: 20 },
    },
    options,
  );
  return { report, events: report.outcomes.done === 0 ? 0 : readOutput(directory, "events").length };
}

describe("a listing", () => {
  it("passes over entries without a readable key, size or date", async () => {
    const entries = [
      entry("a%20b"),
      entry("bad%FF"),
      entry("half%"),
      entry("no-number", `${DATE}<Size>abc</Size>`),
      entry("negative", `${DATE}<Size>-5</Size>`),
      entry("huge", `${DATE}<Size>99999999999999999999</Size>`),
      entry("no-size", DATE),
      entry("no-date", SIZE),
      entry("odd-date", `<LastModified>yesterday</LastModified>${SIZE}`),
      entry("no-day", `<LastModified>2026-13-45T00:00:00.000Z</LastModified>${SIZE}`),
      entry("last"),
    ];
    expect(await listed(() => page(entries.join("")))).toEqual({
      keys: ["a b", "last"],
      odd: [
        "bad%FF: its key is not percent-encoded UTF-8",
        "half%: its key is not percent-encoded UTF-8",
        "no-number: its size is not a number",
        "negative: its size is not a number",
        "huge: its size is not a number",
        "no-size: its size is not a number",
        "no-date: it has no date",
        "odd-date: it has no date",
        "no-day: it has no date",
      ],
    });
  });

  const more = (token?: string): string =>
    `<IsTruncated>true</IsTruncated>${token === undefined ? "" : `<NextContinuationToken>${token}</NextContinuationToken>`}`;
  it.each([
    ["goes on without a token", () => page(entry("a"), more()), ["a"]],
    ["goes on with an empty token", () => page(entry("a"), more("")), ["a"]],
    ["goes on with the same token for ever", () => page(entry("a"), more("t")), ["a", "a"]],
    ["goes round in a circle", (n: number) => page(entry("a"), more(`t${n % 2}`)), ["a", "a", "a"]],
    ["is the page of a captive portal", () => "<html><body>Sign in</body></html>", []],
    ["is empty", () => "", []],
    ["is empty from its second page on", (n: number) => (n === 0 ? page(entry("a"), more("t")) : ""), ["a"]],
  ] as const)("that %s fails", async (_name, listing, keys) => {
    expect(await listed(listing)).toMatchObject({
      keys,
      error: { code: "s3/odd-listing", scope: "job", retryable: true },
    });
  });

  it("that is of an empty bucket is empty", async () => {
    expect(await listed(() => page(""))).toEqual({ keys: [], odd: [] });
  });
});

describe("a job with an odd listing", () => {
  const broken = page(entry("a") + entry("bad%FF"), "<IsTruncated>true</IsTruncated>");

  it("ingests what was listed, and fails instead of finding nothing new", async () => {
    const { report, events } = await job(() => broken);
    expect([events, report.outcomes.done, report.listings]).toEqual([1, 1, 0]);
    expect(report.failure).toMatchObject({ code: "s3/odd-listing" });
    expect(report.findings).toMatchObject([{ key: "bad%FF", code: "discover/odd-entry" }]);
    const empty = await job(() => "");
    expect([empty.report.listings, empty.report.failure?.code]).toEqual([0, "s3/odd-listing"]);
  });

  it("that runs on ingests what was listed, reports each odd entry once, and tries again", async () => {
    const stop = new AbortController();
    let failures = 0;
    let ended = 0;
    const stopWhenDone = (): void => {
      if (failures >= 3 && ended > 0) stop.abort(new Error("enough"));
    };
    const hooks: JobOptions["hooks"] = {
      onFailure({ code }, next) {
        expect([code, next?.retryInMs]).toEqual(["s3/odd-listing", 20]);
        failures += 1;
        stopWhenDone();
      },
      onObjectEnd() {
        ended += 1;
        stopWhenDone();
      },
    };
    const { report, events } = await job(() => broken, { signal: stop.signal, hooks });
    expect([events, report.failure, report.findings.length]).toEqual([1, undefined, 1]);
  });
});
