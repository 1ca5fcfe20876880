// Metrics of a job in Prometheus' text format, and the server that is scraped for them.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { JobHooks } from "../contracts/job-report.ts";
import type { RowCounts } from "../contracts/row-counts.ts";

export interface Metrics {
  readonly hooks: JobHooks;
  /** All series in the text format, version 0.0.4. */
  text(): string;
}

interface Family {
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly series: Map<string, number>;
}

/** Adds to a counter, or sets a gauge. */
type Instrument = (value: number, labels?: Readonly<Record<string, string>>) => void;

export function createMetrics(clock: () => number = Date.now): Metrics {
  const families = new Map<string, Family>();
  // Every series has the source as labels, so that the metrics of several jobs can be told apart.
  let source: Readonly<Record<string, string>> = {};
  const instrument = (name: string, type: Family["type"], help: string): Instrument => {
    const series = new Map<string, number>();
    families.set(name, { type, help, series });
    return (value, labels = {}) => {
      const key = labelsOf({ ...source, ...labels });
      series.set(key, type === "gauge" ? value : (series.get(key) ?? 0) + value);
    };
  };
  const instruments = instrumentsOf(
    (name, help) => instrument(name, "counter", help),
    (name, help) => instrument(name, "gauge", help),
  );
  return {
    hooks: {
      onJob({ source: { bucket, prefix } }) {
        source = { bucket, prefix };
      },
      ...hooksOf(instruments, clock),
    },
    text: () => textOf(families),
  };
}

type Instruments = ReturnType<typeof instrumentsOf>;

function instrumentsOf(
  counter: (name: string, help: string) => Instrument,
  gauge: (name: string, help: string) => Instrument,
) {
  return {
    objects: counter("heddle_objects_total", "Objects worked on, by outcome."),
    rows: counter("heddle_rows_total", "Rows of ingested objects, by outcome."),
    reasons: counter("heddle_rows_by_reason_total", "Rows dropped or set aside, and values changed, by rule."),
    read: counter("heddle_read_bytes_total", "Bytes read from the source, before decompression."),
    written: counter("heddle_written_bytes_total", "Bytes written by the sink."),
    resent: counter(
      "heddle_resent_events_total",
      "Events sent again after an answer that left open whether they had been taken.",
    ),
    seconds: counter("heddle_object_seconds_total", "Time spent on objects."),
    failures: counter("heddle_failures_total", "Failures of the job, by code."),
    objectFailures: counter("heddle_object_failures_total", "Objects that failed, by code."),
    waiting: gauge("heddle_backlog_objects", "Objects waiting, as of the last scan."),
    waitingBytes: gauge("heddle_backlog_bytes", "Bytes of objects waiting, as of the last scan."),
    scannedAt: gauge("heddle_last_scan_timestamp_seconds", "When the last scan ended."),
    working: gauge("heddle_objects_in_progress", "Objects being worked on."),
  };
}

function hooksOf(metrics: Instruments, clock: () => number): JobHooks {
  const inProgress = new Set<string>();
  return {
    onScan(_scan, backlog) {
      metrics.waiting(backlog.objects);
      metrics.waitingBytes(backlog.bytes);
      metrics.scannedAt(clock() / 1000);
    },
    onObjectStart({ bucket, key }) {
      inProgress.add(`${bucket}/${key}`);
      metrics.working(inProgress.size);
    },
    onObjectEnd({ object: { bucket, key }, outcome, counts, bytesRead, bytesWritten, ms, error, resent = 0 }) {
      inProgress.delete(`${bucket}/${key}`);
      metrics.working(inProgress.size);
      metrics.objects(1, { outcome });
      if (outcome === "failed" && error !== undefined) metrics.objectFailures(1, { code: error.code });
      countRows(metrics, counts);
      metrics.read(bytesRead);
      metrics.written(bytesWritten);
      metrics.resent(resent);
      metrics.seconds(ms / 1000);
    },
    onFailure: ({ code }) => metrics.failures(1, { code }),
  };
}

function countRows({ rows, reasons }: Instruments, counts: RowCounts): void {
  rows(counts.events, { became: "event" });
  rows(counts.ignored, { became: "ignored" });
  for (const kind of ["dropped", "setAside", "changes"] as const) {
    for (const [rule, times] of Object.entries(counts[kind])) {
      if (kind !== "changes") rows(times, { became: kind === "dropped" ? "dropped" : "set_aside" });
      reasons(times, { kind: kind === "setAside" ? "set_aside" : kind, rule });
    }
  }
}

/** Series without a value are left out. */
function textOf(families: ReadonlyMap<string, Family>): string {
  const lines: string[] = [];
  for (const [name, { type, help, series }] of families) {
    if (series.size === 0) continue;
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
    for (const [labels, value] of series) lines.push(`${name}${labels} ${value}`);
  }
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

function labelsOf(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`,
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Answers GET /metrics, on the loopback interface unless `host` names another. @throws where the port cannot be used. */
export async function serveMetrics(
  metrics: Pick<Metrics, "text">,
  { port, host = "127.0.0.1" }: { readonly port: number; readonly host?: string },
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const isAsked = request.method === "GET" && request.url?.split("?")[0] === "/metrics";
    response
      .writeHead(isAsked ? 200 : 404, {
        "content-type": isAsked ? "text/plain; version=0.0.4; charset=utf-8" : "text/plain",
      })
      .end(isAsked ? metrics.text() : "see /metrics\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
