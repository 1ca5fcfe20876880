// Traces and metrics of a job, as OpenTelemetry's own SDK sends them to a receiver over HTTP.
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it, onTestFinished, vi } from "vitest";
import { ndjsonSink } from "../src/7-deliver/ndjson/ndjson-sink.ts";
import { objectRows } from "../src/job/object-rows.ts";
import { runJob } from "../src/job/run-job.ts";
import { openLedger } from "../src/ledger/sqlite/sqlite-ledger.ts";
import { INSTRUMENT_LIST, prometheusName } from "../src/observe/instruments.ts";
import { observeJob } from "../src/observe/observe.ts";
import { testFolder } from "./support/folder.ts";
import { memorySource } from "./support/memory-source.ts";
import { attributesOf, startOtlpReceiver } from "./support/otlp-receiver.ts";
import { checks, mapper } from "./support/parts.ts";
import { sourceWith } from "./support/source-config.ts";

/** A part of what is said of the object that fails. */
const SECRET = "plain text";

function environment(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

const event = (n: number): string => `${JSON.stringify({ event: { event_type: "t", n } })}\n`;

it("sends a trace of each object through its steps, and every instrument, to an OTLP receiver", async () => {
  const receiver = await startOtlpReceiver();
  environment({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment=test",
  });
  const folder = testFolder();
  const ledger = openLedger(join(folder, "ledger.db"));
  onTestFinished(() => ledger.close());
  const good = gzipSync(Array.from({ length: 2500 }, (_, n) => event(n)).join(""));
  const observing = await observeJob(
    sourceWith({
      openTelemetry: true,
      credentials: { accessKeyId: "id", secretAccessKey: SECRET },
    }),
  );
  const report = await runJob(
    {
      source: memorySource(
        new Map<string, string | Uint8Array>([
          ["good.gz", good],
          ["bad.gz", "no gzip"],
        ]),
      ),
      rows: objectRows({
        settings: { fileType: "json", compressionType: "gzip" } as Parameters<typeof objectRows>[0]["settings"],
        inputPaths: [[]],
      }),
      mapper,
      checks,
      sink: ndjsonSink({ directory: join(folder, "out") }),
      ledger,
    },
    { once: true, hooks: observing.hooks },
  );
  await observing.close();
  expect(report.outcomes).toMatchObject({ done: 1, failed: 1 });
  expect([...receiver.paths].toSorted()).toEqual(["POST /v1/metrics", "POST /v1/traces"]);
  expect(receiver.resources[0]).toMatchObject({ "service.name": "heddle", "deployment.environment": "test" });

  const roots = receiver.spans.filter(({ name }) => name === "heddle.object");
  const done = roots.find((span) => attributesOf(span)["heddle.outcome"] === "done");
  const failed = roots.find((span) => attributesOf(span)["heddle.outcome"] === "failed");
  if (done === undefined || failed === undefined) throw new Error("a trace is missing");
  expect(roots).toHaveLength(2);
  expect(attributesOf(done)).toMatchObject({
    "aws.s3.bucket": "memory",
    "aws.s3.key": "good.gz",
    "heddle.rows": 2500,
    "heddle.events": 2500,
    "heddle.read.bytes": good.length,
    "heddle.attempt": 1,
  });
  const steps = receiver.spans.filter(({ parentSpanId }) => parentSpanId === done.spanId);
  expect(steps.map(({ name }) => name).toSorted()).toEqual(
    ["decompress", "deliver", "map", "open", "rows", "settle"].map((step) => `heddle.${step}`),
  );
  for (const step of steps) {
    expect(step).toMatchObject({ traceId: done.traceId, status: { code: 0 } });
    expect(attributesOf(step)["heddle.step.busy_seconds"]).toBeGreaterThanOrEqual(0);
    expect(BigInt(step.endTimeUnixNano) >= BigInt(step.startTimeUnixNano)).toBe(true);
  }
  expect(failed).toMatchObject({ status: { code: 2, message: "rows/not-gzip" } });
  expect(attributesOf(failed)["error.type"]).toBe("rows/not-gzip");
  const exception = failed.events.find(({ name }) => name === "exception");
  expect(exception && attributesOf(exception)["exception.message"]).toBe(
    'the compression is declared as "gzip", but the object is ***',
  );
  const broken = receiver.spans.filter(({ traceId, status }) => traceId === failed.traceId && status.code === 2);
  expect(broken.map(({ name }) => name).toSorted()).toEqual(["heddle.decompress", "heddle.object"]);

  for (const metric of receiver.metrics) {
    const [, definition] = INSTRUMENT_LIST.find(([, { name }]) => name === metric.name) ?? [];
    expect(metric).toMatchObject({ unit: definition?.unit, description: definition?.doc });
  }
  const points = (name: string) => {
    const metric = receiver.metrics.find((one) => one.name === name);
    return (metric?.sum ?? metric?.gauge ?? metric?.histogram)?.dataPoints ?? [];
  };
  const objects = points("heddle.objects").map((point) => ({ ...attributesOf(point), value: point.asDouble }));
  const source = { bucket: "memory", prefix: "" };
  // Which object ends first is open.
  expect(new Set(objects)).toEqual(new Set(["done", "failed"].map((outcome) => ({ ...source, outcome, value: 1 }))));
  expect(points("heddle.object.rows")).toMatchObject([{ count: 1, sum: 2500 }]);
  expect(points("heddle.object.duration").map(({ count }) => count)).toEqual([1, 1]);
  expect(points("heddle.object.attempts")[0]?.explicitBounds).toEqual([1, 2, 3, 5, 10, 20, 50]);
}, 20_000);

it("goes on where nobody receives, and says so once", async () => {
  environment({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9", OTEL_EXPORTER_OTLP_TIMEOUT: "300" });
  const said: string[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
  onTestFinished(() => write.mockRestore());
  const { hooks, close } = await observeJob(sourceWith({ openTelemetry: true }));
  hooks.onObjectStart?.({ bucket: "b", key: "k", etag: '"e"', size: 1, lastModified: 0 }, 1);
  await close();
  expect(said).toEqual([expect.stringMatching(/^cannot export by OpenTelemetry: .+\n$/) as string]);
}, 20_000);

it("gives every instrument one name that both ways share", () => {
  const names = INSTRUMENT_LIST.map(([, definition]) => prometheusName(definition));
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^heddle(?:_[a-z]+)+$/);
  expect(prometheusName({ name: "heddle.wait", unit: "s", kind: "histogram" })).toBe("heddle_wait_seconds");
});
