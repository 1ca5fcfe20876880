// heddle run and status, against a real S3 server on loopback.
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CREDENTIALS, REGION } from "../../runtime/test/support/credentials.ts";
import { openLedger } from "../../runtime/src/ledger/sqlite/sqlite-ledger.ts";
import { nameOfOwner, ownerOfThisProcess } from "../../runtime/src/process/owner.ts";
import { startHoldingFront } from "../../runtime/test/support/holding-front.ts";
import { useS3 } from "../../runtime/test/support/s3.ts";
import { converter, folderWith, heddle, heddleProcess, start } from "./support/heddle.ts";

const s3 = useS3();

/** A folder with a source file for a new bucket, and rows in that bucket. */
async function sourceFor(
  bucket: string,
  objects: Readonly<Record<string, string | Uint8Array>>,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  await s3.bucket(objects, bucket);
  const cwd = folderWith({ "c.json": converter({ compressionType: "gzip" }) });
  writeFileSync(
    join(cwd, "source.json"),
    JSON.stringify({
      bucket,
      region: REGION,
      endpoint: s3.endpoint,
      credentials: CREDENTIALS,
      converter: "c.json",
      dataType: "event",
      sink: { type: "ndjson", directory: "out" },
      ledger: "ledger.db",
      ...settings,
    }),
  );
  mkdirSync(join(cwd, "out"));
  return cwd;
}

const row = (i: number): string => `{"name":"Buy","user":"user-${i}","at":"1970-01-01T00:00:01Z"}\n`;
const rows = (from: number, count: number): string => Array.from({ length: count }, (_, i) => row(from + i)).join("");

function deliveredEvents(cwd: string): string[] {
  const out = join(cwd, "out");
  return readdirSync(out, { recursive: true, encoding: "utf8" })
    .filter((name) => /(?:^|\/)events[^/]*$/.test(name))
    .flatMap((name) =>
      readFileSync(join(out, name), "utf8")
        .split("\n")
        .filter((line) => line !== ""),
    );
}

/** The permissions of all files that a run created. */
function modesIn(cwd: string): ReadonlySet<number> {
  const names = readdirSync(cwd, { recursive: true, encoding: "utf8" }).filter((name) => /ledger|^out/.test(name));
  const found = names.map((name) => statSync(join(cwd, name))).filter((file) => file.isFile());
  expect(found.length).toBeGreaterThan(2);
  return new Set(found.map(({ mode }) => mode & 0o777));
}

describe("heddle run --once", () => {
  it.each([
    ["owner", 0o600],
    ["umask", 0o666],
  ])("creates files for whom `newFiles` says: %s", async (newFiles, mode) => {
    const cwd = await sourceFor(`cli-files-${newFiles}`, { "a.json.gz": gzipSync(rows(0, 1)) }, { newFiles });
    await heddle(["run", "source.json", "--once"], { cwd });
    expect(modesIn(cwd)).toEqual(new Set([mode & ~process.umask()]));
  });

  it("ingests each object once, and the table adds up", async () => {
    const cwd = await sourceFor("cli-once", {
      "a.json.gz": gzipSync(rows(0, 5)),
      "b.json.gz": gzipSync(`${rows(5, 2)}oops\n`),
    });
    const first = await heddle(["run", "source.json", "--once"], { cwd });
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/│ a\.json\.gz +│ done +│ +5 │ +5 │ +0 │ +0 │ +0 │/);
    expect(first.out).toMatch(/│ b\.json\.gz +│ done +│ +3 │ +2 │ +0 │ +0 │ +1 │/);
    expect(first.out).toMatch(/│ 2 files +│ +│ +8 │ +7 │ +0 │ +0 │ +1 │/);
    expect(first.out).toContain("rows 8 = events 7 + ignored 0 + dropped 0 + set aside 1");
    expect(first.err).toContain("2 objects listed, 2 new");
    expect(first.err).not.toContain("\u001b");
    expect(modesIn(cwd)).toEqual(new Set([0o640 & ~process.umask()]));
    expect(deliveredEvents(cwd)).toHaveLength(7);
    const second = await heddle(["run", "source.json", "--once"], { cwd });
    expect(second).toMatchObject({ code: 0, out: expect.stringMatching(/^cli-once\/: nothing new, /) as string });
    expect(deliveredEvents(cwd)).toHaveLength(7);
  });

  it("reports an object that cannot be read, ingests the others, and exits with 1", async () => {
    const cwd = await sourceFor("cli-bad", { "a.json.gz": gzipSync(rows(0, 1)), "b.json.gz": rows(1, 1) });
    const { code, out, err } = await heddle(["run", "source.json", "--once"], { cwd });
    expect(code).toBe(1);
    expect(out).toMatch(/│ a\.json\.gz +│ done /);
    expect(out).toMatch(/│ b\.json\.gz +│ failed /);
    expect(out).toContain("failed b.json.gz: [rows/not-gzip]");
    expect(err).toContain("b.json.gz  [rows/not-gzip]");
    await s3.put("cli-bad", "c.json.gz", gzipSync(rows(2, 1)));
    const logged = await heddleProcess(["run", "source.json", "--once", "--log-format", "json"], { cwd });
    const records = logged.err
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records).toContainEqual(
      expect.objectContaining({
        msg: "object ingested",
        key: "c.json.gz",
        findings: [expect.objectContaining({ code: "file/small" })],
      }),
    );
    expect(deliveredEvents(cwd)).toHaveLength(2);
  });

  it("says what is wrong with the source, the bucket or the converter", async () => {
    const cwd = await sourceFor("cli-wrong", {});
    const missing = await heddle(["run", "nope.json", "--once"], { cwd });
    expect(missing).toMatchObject({
      code: 2,
      err: "heddle run: nope.json does not exist\nRun heddle run --help for usage.\n",
    });
    writeFileSync(join(cwd, "half.json"), "{");
    const half = await heddle(["run", "half.json", "--once"], { cwd });
    expect(half).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^heddle run: error\[source\/not-json\]: /) as string,
    });
    writeFileSync(
      join(cwd, "source.json"),
      readFileSync(join(cwd, "source.json"), "utf8").replace("cli-wrong", "cli-no-such"),
    );
    const bucket = await heddle(["run", "source.json", "--once"], { cwd });
    expect(bucket.code).toBe(1);
    expect(bucket.err).toContain("heddle run: error[s3/no-such-bucket]");
    const text = readFileSync(join(cwd, "source.json"), "utf8");
    writeFileSync(join(cwd, "traced.json"), JSON.stringify({ ...(JSON.parse(text) as object), openTelemetry: true }));
    const traced = await heddleProcess(["run", "traced.json", "--once"], { cwd, env: { NODE_PATH: "" } });
    expect(traced).toMatchObject({ code: 1, out: "" });
    expect(traced.err).toContain("error[observe/no-telemetry]: the package @opentelemetry/sdk-node is not installed");
    writeFileSync(join(cwd, "c.json"), converter().replace("iso_time_to_ms", "iso"));
    const broken = await heddle(["run", "source.json", "--once"], { cwd });
    expect(broken.code).toBe(1);
    expect(broken.err).toContain("error[converter/has-errors]");
    expect(broken.err).toContain("unknown-operator");
  });

  it("shows names that would move the cursor or break a line as text", async () => {
    const [good, bad] = ["a\u001b[31m\u009b2J\nx.json.gz", "b\u001b[1A\u0007\u202ex.json.gz"];
    const cwd = await sourceFor("cli-names", { [good]: gzipSync(rows(0, 2)), [bad]: "bad" });
    const ran = await heddle(["run", "source.json", "--once"], { cwd });
    expect(ran.out).toContain("│ 2 files");
    expect(deliveredEvents(cwd)).toHaveLength(2);
    const others = [await heddle(["status", "source.json"], { cwd }), await heddle(["retry", "source.json"], { cwd })];
    for (const { out, err } of [ran, ...others])
      expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(others[1]?.out).toBe("b\ufffd[1A\ufffd\ufffdx.json.gz\n");
    const { objects } = JSON.parse((await heddle(["status", "source.json", "--json"], { cwd })).out) as {
      objects: { key: string }[];
    };
    expect(objects.map(({ key }) => key).toSorted()).toEqual([good, bad]);
  });

  it("prints its report as JSON", async () => {
    const cwd = await sourceFor("cli-json", { "a.json.gz": gzipSync(rows(0, 2)) });
    const { out } = await heddle(["run", "source.json", "--once", "--json"], { cwd });
    expect(JSON.parse(out)).toMatchObject({ outcomes: { done: 1, failed: 0 }, totals: { rows: 2, events: 2 } });
  });
});

describe("heddle scan", () => {
  it("notes what is new, for a run to ingest, once the process that lists has ended", async () => {
    const cwd = await sourceFor("cli-scan", { "a.json.gz": gzipSync(rows(0, 2)), "b.json.gz": gzipSync(rows(2, 1)) });
    const other = openLedger(join(cwd, "ledger.db"));
    await other.beginScan({ owner: ownerOfThisProcess(), run: "other", leaseMs: 60_000, converterHash: "" });
    const child = await start(["scan", "source.json"], { cwd });
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => void (said += chunk.toString()));
    const output = child.stdout === null ? "" : text(child.stdout);
    while (!said.includes("\n")) await new Promise((resolve) => setTimeout(resolve, 20));
    await other.endScan("other", true);
    await other.close();
    const [code] = (await once(child, "close")) as [number | null];
    expect({ code, said, out: await output }).toEqual({
      code: 0,
      said: `waiting for ${nameOfOwner(ownerOfThisProcess())}, which lists the bucket\n`,
      out: expect.stringMatching(/^2 objects listed: 2 new, 0 known\n2 objects to ingest, \d+ B\n$/) as string,
    });
    expect(deliveredEvents(cwd)).toEqual([]);
    await heddle(["run", "source.json", "--once"], { cwd });
    expect(deliveredEvents(cwd)).toHaveLength(3);
    await s3.put("cli-scan", "a.json.gz", gzipSync(rows(7, 1)));
    const again = await heddle(["scan", "source.json", "--json"], { cwd });
    expect(JSON.parse(again.out)).toMatchObject({
      listed: 2,
      fresh: 0,
      known: 1,
      changed: [{ key: "a.json.gz" }],
      backlog: { objects: 0, failed: 0 },
    });
  });

  it("exits with 1 where the bucket cannot be listed", async () => {
    const cwd = await sourceFor("cli-scan-not", {});
    const source = readFileSync(join(cwd, "source.json"), "utf8");
    writeFileSync(join(cwd, "source.json"), source.replace("cli-scan-not", "cli-scan-none"));
    const { code, err } = await heddle(["scan", "source.json"], { cwd });
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining("heddle scan: error[s3/no-such-bucket]") as string,
    });
  });
});

describe("heddle retry", () => {
  it("lets failed objects be tried again, by pattern", async () => {
    const cwd = await sourceFor("cli-retry", { "a/1.json.gz": "bad", "b/2.json.gz": "bad" });
    expect((await heddle(["run", "source.json", "--once"], { cwd })).code).toBe(1);
    const again = await heddle(["run", "source.json", "--once"], { cwd });
    expect(again).toMatchObject({ code: 1, out: expect.stringContaining("nothing new") as string });
    expect(again.out).toContain("2 objects of earlier runs failed; heddle status shows why");
    await s3.put("cli-retry", "a/1.json.gz", gzipSync(rows(0, 1)));
    const { code, out, err } = await heddle(["retry", "source.json", "a/*.gz"], { cwd });
    expect({ code, out, err }).toEqual({
      code: 0,
      out: "a/1.json.gz\n",
      err: "the next heddle run retries 1 object\n",
    });
    expect((await heddle(["run", "source.json", "--once"], { cwd })).out).toMatch(/│ a\/1\.json\.gz +│ done /);
    expect((await heddle(["retry", "source.json", "a/*.gz"], { cwd })).err).toBe(
      "the next heddle run retries 0 objects\n1 object that matches is ingested already; heddle replay maps it again\n",
    );
  });
});

describe("heddle replay", () => {
  it("counts first, and replaces the output when told to", async () => {
    const cwd = await sourceFor("cli-replay", { "a.json.gz": gzipSync(rows(0, 2)), "b.json.gz": gzipSync(rows(2, 1)) });
    await heddle(["run", "source.json", "--once"], { cwd });
    const counted = await heddle(["replay", "source.json", "a*"], { cwd });
    expect(counted).toMatchObject({ code: 0, err: "" });
    expect(counted.out).toMatch(
      /^1 object to replay: .* to read, 2 rows\nthe output of 2 events is replaced; 0 rows set aside before\nnothing was changed: add --yes to replay\n$/,
    );
    const replayed = await heddle(["replay", "source.json", "a*", "--yes"], { cwd });
    expect(replayed.code).toBe(0);
    expect(replayed.out).toMatch(/│ a\.json\.gz +│ done /);
    expect(replayed.out).not.toContain("b.json.gz");
    const none = await heddle(["replay", "source.json", "--set-aside", "--yes"], { cwd });
    expect(none).toMatchObject({ code: 0, out: "", err: "no ingested object with rows set aside matches\n" });
  });
});

describe("heddle run", () => {
  // With something that would hold the process for ever.
  const HELD = { NODE_OPTIONS: "--import data:text/javascript,setInterval(()=>{},1000)" };
  it.each([
    ["", "cli-on", {}],
    [", whatever holds the process", "cli-held", HELD],
  ])("goes on until it is told to stop, then ends with 0%s", async (_, bucket, env) => {
    const cwd = await sourceFor(bucket, { "a.json.gz": gzipSync(rows(0, 3)) });
    const child = await start(["run", "source.json"], { cwd, env });
    let err = "";
    const ingested = new Promise<void>((resolve) => {
      child.stderr?.on("data", (chunk: Buffer) => {
        err += chunk.toString();
        if (err.includes("done   a.json.gz")) resolve();
      });
    });
    await Promise.race([ingested, once(child, "close")]);
    child.kill("SIGTERM");
    const [code] = (await once(child, "close")) as [number | null];
    expect({ code, ingested: err.includes("3 rows, 3 events") }).toEqual({ code: 0, ingested: true });
  });
});

describe("heddle run that is told to end", () => {
  it.each([
    ["finishes what is under way, and takes no more", "drains", { holdMs: 900, drainSeconds: 25, signals: 1 }, "done"],
    ["gives back what is not finished in time", "late", { holdMs: 60_000, drainSeconds: 1, signals: 1 }, "discovered"],
    ["gives all back at a second signal", "twice", { holdMs: 60_000, drainSeconds: 25, signals: 2 }, "discovered"],
  ])("%s", async (_, bucket, { holdMs, drainSeconds, signals }, state) => {
    const { endpoint, held } = await holdObject(holdMs);
    const settings = { endpoint, limits: { drainSeconds, objectsAtOnce: 1 } };
    const files = { "a.json.gz": gzipSync(rows(0, 2)), "b.json.gz": gzipSync(rows(2, 1)) };
    const cwd = await sourceFor(`cli-end-${bucket}`, files, settings);
    const child = await start(["run", "source.json"], { cwd });
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => void (said += chunk.toString()));
    await held;
    for (let sent = 1; sent <= signals; sent += 1) {
      child.kill("SIGTERM");
      const isHeard = (): boolean => said.includes("finishing 1 object, for up to");
      while (!isHeard()) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const [code] = (await once(child, "close")) as [number | null];
    const { objects } = JSON.parse((await heddle(["status", "source.json", "--json"], { cwd })).out) as {
      objects: readonly { key: string; state: string; attempts: number }[];
    };
    const seen = Object.fromEntries(objects.map((object) => [object.key, [object.state, object.attempts]]));
    expect({ code, seen }).toEqual({
      code: 0,
      seen: { "a.json.gz": [state, state === "done" ? 1 : 0], "b.json.gz": ["discovered", 0] },
    });
    expect(deliveredEvents(cwd)).toHaveLength(state === "done" ? 2 : 0);
  });
});

/** A front of the S3 server at which the second answer with the object waits: the first is for the trial of the converter. */
async function holdObject(holdMs: number): Promise<{ readonly endpoint: string; readonly held: Promise<void> }> {
  const { promise: held, resolve } = Promise.withResolvers<void>();
  let reads = 0;
  const { endpoint } = await startHoldingFront(s3.endpoint, (method, url) => {
    if (method !== "GET" || !url.includes("a.json.gz")) return 0;
    reads += 1;
    if (reads === 1) return 0;
    resolve();
    return holdMs;
  });
  return { endpoint, held };
}

describe("heddle status", () => {
  it("shows what was ingested, and leaves no ledger behind where nothing was", async () => {
    const cwd = await sourceFor("cli-status", { "a.json.gz": gzipSync(`${rows(0, 2)}oops\n`), "b.json.gz": "no gzip" });
    const before = await heddle(["status", "source.json"], { cwd });
    expect(before).toMatchObject({ code: 0, out: expect.stringContaining("nothing ingested yet") as string });
    expect(existsSync(join(cwd, "ledger.db"))).toBe(false);
    await heddle(["run", "source.json", "--once"], { cwd });
    const { code, out } = await heddle(["status", "source.json"], { cwd });
    expect(code).toBe(0);
    expect(out).toContain("done 1, failed 1, last ingested 20");
    expect(out).toMatch(/│ a\.json\.gz +│ done +│ 20[0-9 :Z-]+ │ [0-9a-f]{7} +│ +3 │ +2 │ +0 │ +0 │ +1 │/);
    expect(out).toMatch(/b\.json\.gz \(failed\): \[rows\/not-gzip\]/);
    expect(out).toMatch(/a\.json\.gz \(done\): row 2: \[row\//);
    const json = JSON.parse((await heddle(["status", "source.json", "--json"], { cwd })).out) as { totals: unknown };
    expect(json.totals).toMatchObject({ rows: 3, events: 2, setAside: { "row/not-json": 1 } });
  });

  it("lists the files that are asked for, and the workers of all machines", async () => {
    const names = ["a.json.gz", "=b,.json.gz", "c.json.gz"];
    const cwd = await sourceFor("cli-some", {
      [names[0] ?? ""]: gzipSync(rows(0, 2)),
      [names[1] ?? ""]: "no",
      [names[2] ?? ""]: "no",
    });
    await heddle(["run", "source.json", "--once"], { cwd });
    const ledger = openLedger(join(cwd, "ledger.db"));
    const owner = JSON.stringify({ place: "web-2 boot pid", pid: 7, started: "" });
    await ledger.report({ owner, host: "web-2", version: "9.9.9", rowsPerSecond: 1234.4 }, 60_000);
    await ledger.close();
    const args = ["status", "source.json", "--state", "failed", "--since", "2h"];
    const { out } = await heddle([...args, "--errors", "--limit", "1"], { cwd });
    expect(out).toMatch(/│ process 7 on web-2 +│ 9\.9\.9 +│ 20[0-9 :Z-]+ │ +0 │ +1,?234 │/);
    expect(out).toMatch(/\.json\.gz \(failed\): \[rows\/not-gzip\] [^;]+; \S/);
    expect(out).toContain("1 older file not shown");
    expect(out).not.toContain("a.json.gz");
    const csv = (await heddle([...args, "--format", "csv"], { cwd })).out.split("\n");
    expect(csv).toHaveLength(4);
    expect(csv[0]).toMatch(/^key,state,ended,attempts,rows,/);
    expect(csv.slice(1).toSorted()[1]).toMatch(/^"'=b,\.json\.gz",failed,20\S+Z,1,0,0,0,0,0,/);
    const since = ["status", "source.json", "--since", "2099-01-01", "--format", "json"];
    const later = JSON.parse((await heddle(since, { cwd })).out) as { objects: unknown[]; states: { done: number } };
    expect([later.objects, later.states.done]).toEqual([[], 1]);
  });

  it("shows how files came and what drifted", async () => {
    const cwd = await sourceFor("cli-findings", {
      "2024-01-02.json.gz": gzipSync(`${rows(0, 1).trimEnd().replace(/}$/, ',"amount":1}')}\n`),
    });
    await heddle(["run", "source.json", "--once"], { cwd });
    // S3 keeps whole seconds: the next upload has to bear a later one.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await s3.put("cli-findings", "2024-01-01.json.gz", gzipSync('{"name":7,"user":"user-9","at":"2026-01-31"}\n'));
    const run = await heddle(["run", "source.json", "--once"], { cwd });
    expect(run.err).toContain("2024-01-01.json.gz: [discover/out-of-order] uploaded after 2024-01-02.json.gz");
    expect(run.err).toContain('; drift: column "amount" is missing, "name" changed from string to number');
    const { out } = await heddle(["status", "source.json"], { cwd });
    expect(out).toContain("Findings:\n  2024-01-01.json.gz: [discover/out-of-order]");
    expect(out).toContain('2024-01-01.json.gz: column "amount" is missing');
    expect(out).toContain('2024-01-01.json.gz: "name" changed from string to number');
  });
});
