// Logs and metrics of a job: what is said, in which form, and that no secret is in it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { noRows } from "../src/contracts/row-counts.ts";
import { StageFailure } from "../src/contracts/stage-failure.ts";
import { combineHooks } from "../src/observe/hooks.ts";
import { createLog, logHooks } from "../src/observe/log.ts";
import { hideSecrets } from "../src/settings/hide-secrets.ts";
import { sourceSecrets } from "../src/source/secrets.ts";
import { sourceWith } from "./support/source-config.ts";
import { createMetrics } from "../src/observe/metrics.ts";
import { createHealth } from "../src/observe/health.ts";
import { keepServing, serveMetrics } from "../src/observe/metrics-server.ts";
import { observeJob } from "../src/observe/observe.ts";
import type { JobHooks, ObjectReport } from "../src/contracts/job-report.ts";
import { testFolder } from "./support/folder.ts";

const OBJECT = { bucket: "b", key: 'a "quoted"\nkey', etag: '"e"', size: 10, lastModified: 0 };
const REPORT: ObjectReport = {
  object: OBJECT,
  outcome: "done",
  bytesRead: 10,
  bytesWritten: 20,
  files: [],
  ms: 1500,
  findings: [],
  converterHash: "00",
  resent: 3,
  counts: {
    rows: 10,
    events: 6,
    ignored: 1,
    dropped: { "map/no-value": 1 },
    setAside: { "row/not-json": 2 },
    changes: { "event/string-cut": 4 },
  },
};
const FAILED: ObjectReport = {
  ...REPORT,
  outcome: "failed",
  counts: noRows(),
  error: { code: "rows/not-gzip", message: "no", hint: "mend", retryable: false },
};
const SECRETS = ["hunter2-secret", 'quoted"secret\\'];

it("names a log that can no longer be written, once, and goes on", async () => {
  const said: string[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
  const { hooks, close } = await observeJob({ ...sourceWith({}), log: { file: "/dev/full", level: "info" } });
  tell(hooks);
  tell(hooks);
  write.mockRestore();
  await close();
  expect(said).toEqual([
    expect.stringMatching(/^cannot write the log \/dev\/full: ENOSPC.*goes on without it\n$/) as string,
  ]);
});

function tell(hooks: JobHooks): void {
  hooks.onJob?.({
    source: { bucket: "b", prefix: "", region: "eu-west-1" },
    converterHash: "00",
    waitingUnderOther: 0,
    asBytes: false,
  });
  hooks.onScan?.(
    { listed: 3, fresh: 2, changed: [OBJECT], findings: [] },
    { objects: 2, bytes: 100, claimed: 0, failed: 1, oldestWaitingAt: 1000 },
  );
  hooks.onObjectStart?.(OBJECT, 1);
  hooks.onObjectEnd?.(REPORT);
  hooks.onObjectStart?.({ ...OBJECT, key: "c" }, 1);
  hooks.onObjectEnd?.({ ...FAILED, object: { ...OBJECT, key: "c" } });
  hooks.onObjectStart?.({ ...OBJECT, key: "d" }, 1);
  hooks.onFailure?.(
    new StageFailure({
      code: "s3/wrong-secret",
      message: `the key ${SECRETS.join(" and ")} is wrong`,
      hint: "mend it",
    }),
  );
}

it("logs one JSON object a line, and no secret", () => {
  const lines: string[] = [];
  const log = createLog({ secrets: SECRETS, destination: { write: (line) => void lines.push(line) } });
  tell(logHooks(log));
  log.info(
    { config: { sink: { apiKey: "0123", credentials: { secretAccessKey: "4567" } }, apiKey: "89" } },
    "settings",
  );
  const said = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(said.map(({ level, msg }) => [level, msg])).toEqual([
    ["info", "job started"],
    ["info", "scanned"],
    ["warn", "object changed after it was ingested"],
    ["warn", "object ingested, with rows set aside"],
    ["error", "object failed"],
    ["error", "job failed"],
    ["info", "settings"],
  ]);
  expect(said[3]).toMatchObject({ key: OBJECT.key, counts: { events: 6 }, resent: 3 });
  expect(said[5]).toMatchObject({ code: "s3/wrong-secret", failure: "the key *** and *** is wrong" });
  expect(said[6]).toMatchObject({
    config: { sink: { apiKey: "***", credentials: { secretAccessKey: "***" } }, apiKey: "***" },
  });
  expect(lines.join("")).not.toMatch(/hunter2|quoted\\"secret|0123|4567/);
});

it("knows every secret of a source", () => {
  const keys = { accessKeyId: "id", secretAccessKey: "s1", sessionToken: "s2" };
  expect(
    sourceSecrets(
      { credentials: keys, externalId: "s3", sink: { type: "amplitude", directory: "d" } },
      { AMPLITUDE_API_KEY: "s4" },
    ),
  ).toEqual(["s1", "s2", "s3", "s4"]);
  expect(
    sourceSecrets({ sink: { type: "s3", bucket: "b", region: "r", credentials: keys } }, { AMPLITUDE_API_KEY: "s4" }),
  ).toEqual(["s1", "s2"]);
});

it("hides a secret as it is, and as JSON writes it, also where one is part of another", () => {
  const hide = hideSecrets(["hunter2", "hunter2-longer", 'quoted"\\', ""]);
  expect(hide(`hunter2 hunter2-longer quoted"\\ ${JSON.stringify({ key: 'quoted"\\' })}`)).toBe(
    '*** *** *** {"key":"***"}',
  );
  const key = hideSecrets(["a/b+c\u00e9\n"]);
  const forms = [
    "a/b+c\u00e9\n",
    "a\\/b+c\\u00e9\\n",
    "\\u0061\\u002F\\u0062\\u002b\\u0063\\u00E9\\u000a",
    "a%2Fb%2bc%e9%0A",
  ];
  const nested = JSON.stringify(JSON.stringify({ key: "a/b+c\u00e9\n" }));
  for (const form of [...forms, nested]) expect(key(`<${form}>`)).toMatch(/^<[^ab]*\*{3}[^bc]*>$/);
  expect(key("a/b+c")).toBe("a/b+c");
});

it("counts in Prometheus' format, and serves it", async () => {
  const metrics = createMetrics(() => 5000);
  tell(metrics.hooks);
  const server = await serveMetrics(metrics, { port: 0 });
  onTestFinished(() => server.close());
  const response = await fetch(`http://127.0.0.1:${server.port}/metrics`);
  expect(response.headers.get("content-type")).toContain("text/plain; version=0.0.4");
  const text = await response.text();
  const series = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const isOfHistogram = (line: string): boolean => /_(?:bucket|sum|count)\{/.test(line);
  expect(series.filter((line) => !isOfHistogram(line))).toEqual([
    'heddle_objects_total{bucket="b",prefix="",outcome="done"} 1',
    'heddle_objects_total{bucket="b",prefix="",outcome="failed"} 1',
    'heddle_rows_total{bucket="b",prefix="",became="event"} 6',
    'heddle_rows_total{bucket="b",prefix="",became="ignored"} 1',
    'heddle_rows_total{bucket="b",prefix="",became="dropped"} 1',
    'heddle_rows_total{bucket="b",prefix="",became="set_aside"} 2',
    'heddle_rows_by_reason_total{bucket="b",prefix="",kind="dropped",rule="map/no-value"} 1',
    'heddle_rows_by_reason_total{bucket="b",prefix="",kind="set_aside",rule="row/not-json"} 2',
    'heddle_rows_by_reason_total{bucket="b",prefix="",kind="changes",rule="event/string-cut"} 4',
    'heddle_read_bytes_total{bucket="b",prefix=""} 20',
    'heddle_written_bytes_total{bucket="b",prefix=""} 40',
    'heddle_resent_events_total{bucket="b",prefix=""} 6',
    'heddle_object_seconds_total{bucket="b",prefix=""} 3',
    'heddle_failures_total{bucket="b",prefix="",code="s3/wrong-secret"} 1',
    'heddle_object_failures_total{bucket="b",prefix="",code="rows/not-gzip"} 1',
    'heddle_backlog_objects{bucket="b",prefix=""} 2',
    'heddle_backlog_bytes{bucket="b",prefix=""} 100',
    'heddle_backlog_oldest_seconds{bucket="b",prefix=""} 4',
    'heddle_objects_failed{bucket="b",prefix=""} 1',
    'heddle_last_scan_timestamp_seconds{bucket="b",prefix=""} 5',
    'heddle_objects_in_progress{bucket="b",prefix=""} 1',
  ]);
  expect(series.filter((line) => /^heddle_object_rows_(?:sum|count|.*"(?:1|10|\+Inf)")/.test(line))).toEqual([
    'heddle_object_rows_bucket{bucket="b",prefix="",outcome="done",le="1"} 0',
    'heddle_object_rows_bucket{bucket="b",prefix="",outcome="done",le="10"} 1',
    'heddle_object_rows_bucket{bucket="b",prefix="",outcome="done",le="+Inf"} 1',
    'heddle_object_rows_sum{bucket="b",prefix="",outcome="done"} 10',
    'heddle_object_rows_count{bucket="b",prefix="",outcome="done"} 1',
  ]);
  for (const line of text.trimEnd().split("\n"))
    expect(line).toMatch(
      /^(# (HELP|TYPE) heddle_\w+ .+|heddle_\w+(\{\w+="([^"\\\n]|\\["\\n])*"(,\w+="([^"\\\n]|\\["\\n])*")*\})? [\d.]+)$/,
    );
  expect((await fetch(`http://127.0.0.1:${server.port}/`)).status).toBe(404);
});

it("sets up what the source file asks for, and says what it cannot", async () => {
  const file = join(testFolder(), "logs/heddle.log");
  const base = {
    sink: { type: "ndjson", directory: "d" },
    credentials: { accessKeyId: "id", secretAccessKey: SECRETS[0] ?? "" },
  } as const;
  const observing = await observeJob(sourceWith({ ...base, log: { file, level: "debug" } }));
  tell(observing.hooks);
  await observing.close();
  const text = readFileSync(file, "utf8");
  expect(text.trimEnd().split("\n")).toHaveLength(9);
  expect(text).not.toContain("hunter2");
  await expect(observeJob(sourceWith({ ...base, log: { file: "/dev/null/no/heddle.log" } }))).rejects.toMatchObject({
    code: "observe/unusable",
    scope: "job",
  });
  expect(Object.keys((await observeJob(sourceWith(base))).hooks)).toEqual(Object.keys(combineHooks()));
});

const FAILURE = new StageFailure({ code: "s3/unreachable", message: "S3 is out of reach", hint: "wait" });

it("tells the port that it chose, and whether the job is alive and ready", async () => {
  const shown: string[] = [];
  const { hooks, close } = await observeJob(sourceWith({ metrics: { port: 0 } }), {
    show: (level, message) => void shown.push(`${level}: ${message}`),
  });
  onTestFinished(close);
  expect(shown).toEqual([expect.stringMatching(/^info: metrics at http:\/\/127\.0\.0\.1:\d+\/metrics$/) as string]);
  const base = shown[0]?.replace(/^info: metrics at |\/metrics$/g, "") ?? "";
  const ask = async (path: string): Promise<string> => {
    const response = await fetch(base + path);
    return `${response.status} ${(await response.text()).trimEnd()}`;
  };
  expect([await ask("/healthz"), await ask("/readyz")]).toEqual(["200 alive", "503 the job is starting"]);
  tell(hooks.onJob === undefined ? {} : { onJob: hooks.onJob });
  expect(await ask("/readyz")).toBe("503 the bucket was not listed yet");
  hooks.onLook?.();
  expect(await ask("/readyz?x")).toBe("200 ready");
  hooks.onFailure?.(FAILURE, { retryInMs: 1 });
  expect(await ask("/readyz")).toBe("503 the last look for new objects failed: [s3/unreachable]");
  hooks.onLook?.();
  hooks.onBeat?.({ failure: FAILURE });
  expect(await ask("/readyz")).toBe("503 the ledger does not answer: [s3/unreachable]");
  hooks.onBeat?.({ backlog: { objects: 7, bytes: 1, claimed: 0, failed: 0 } });
  expect([await ask("/readyz"), await ask("/healthz")]).toEqual(["200 ready", "200 alive"]);
  expect(await ask("/metrics")).toContain('heddle_backlog_objects{bucket="b",prefix=""} 7');
  hooks.onJobEnd?.({ failure: FAILURE } as Parameters<NonNullable<JobHooks["onJobEnd"]>>[0]);
  expect(await ask("/healthz")).toBe("503 the job ended: [s3/unreachable]");
});

it("calls a job dead that shows no sign of life", () => {
  let now = 0;
  const health = createHealth(() => now);
  now = 120_000;
  expect(health.alive().ok).toBe(true);
  now += 1;
  expect(health.alive()).toEqual({ ok: false, why: "no sign of life for 120 s" });
  health.hooks.onBeat?.({});
  expect(health.alive().ok).toBe(true);
});

it("goes on where the port is taken, says so once, and serves when it is free", async () => {
  const taken = await serveMetrics(createMetrics(), { port: 0 });
  const shown: string[] = [];
  const { close } = await observeJob(sourceWith({ metrics: { port: taken.port } }), {
    show: (level, message) => void shown.push(`${level}: ${message}`),
  });
  await close();
  expect(shown).toEqual([expect.stringMatching(/^warn: cannot serve metrics: .*EADDRINUSE.*tries again every 30 s$/)]);
  const failures: string[] = [];
  const serving = Promise.withResolvers<number>();
  const server = keepServing(
    () => serveMetrics(createMetrics(), { port: taken.port }),
    serving.resolve,
    ({ message }) => void failures.push(message),
    20,
  );
  await server.tried;
  await taken.close();
  expect(await serving.promise).toBe(taken.port);
  expect(failures).toHaveLength(1);
  await server.close();
});
