// What a job does, as numbers in Prometheus' text format, and a server that gives them to whoever scrapes.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { JobHooks } from "../contracts/job-report.ts";

export interface Metrics {
  readonly hooks: JobHooks;
  /** All series as they stand, in the text format, version 0.0.4. */
  text(): string;
}

interface Family {
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly series: Map<string, number>;
}

export function createMetrics(clock: () => number = Date.now): Metrics {
  const families = new Map<string, Family>();
  // Every series bears the source, so that the metrics of several jobs can be told apart.
  let source: Readonly<Record<string, string>> = {};
  const family = (
    name: string,
    type: Family["type"],
    help: string,
  ): ((value: number, labels?: Readonly<Record<string, string>>) => void) => {
    const series = new Map<string, number>();
    families.set(name, { type, help, series });
    return (value, labels = {}) => {
      const key = labelsOf({ ...source, ...labels });
      series.set(key, type === "gauge" ? value : (series.get(key) ?? 0) + value);
    };
  };
  const objects = family("heddle_objects_total", "counter", "Objects worked on, by outcome.");
  const rows = family("heddle_rows_total", "counter", "Rows of ingested objects, by what became of them.");
  const reasons = family(
    "heddle_rows_by_reason_total",
    "counter",
    "Rows dropped or set aside, and values changed, by rule.",
  );
  const read = family("heddle_read_bytes_total", "counter", "Bytes read from the source, before decompression.");
  const written = family("heddle_written_bytes_total", "counter", "Bytes written by the sink.");
  const resent = family(
    "heddle_resent_events_total",
    "counter",
    "Events sent again after an answer that left open whether they had been taken.",
  );
  const seconds = family("heddle_object_seconds_total", "counter", "Time spent on objects.");
  const failures = family("heddle_failures_total", "counter", "Failures of the job, by code.");
  const objectFailures = family("heddle_object_failures_total", "counter", "Objects that failed, by code.");
  const waiting = family("heddle_backlog_objects", "gauge", "Objects that wait, as of the last scan.");
  const waitingBytes = family("heddle_backlog_bytes", "gauge", "Bytes of objects that wait, as of the last scan.");
  const scannedAt = family("heddle_last_scan_timestamp_seconds", "gauge", "When the last scan ended.");
  const working = family("heddle_objects_in_progress", "gauge", "Objects being worked on.");
  const inProgress = new Set<string>();

  const hooks: JobHooks = {
    onJob({ source: { bucket, prefix } }) {
      source = { bucket, prefix };
    },
    onScan(_scan, backlog) {
      waiting(backlog.objects);
      waitingBytes(backlog.bytes);
      scannedAt(clock() / 1000);
    },
    onObjectStart({ bucket, key }) {
      inProgress.add(`${bucket}/${key}`);
      working(inProgress.size);
    },
    onObjectEnd({ object: { bucket, key }, outcome, counts, bytesRead, bytesWritten, ms, error, resent: again = 0 }) {
      inProgress.delete(`${bucket}/${key}`);
      working(inProgress.size);
      objects(1, { outcome });
      if (outcome === "failed" && error !== undefined) objectFailures(1, { code: error.code });
      rows(counts.events, { became: "event" });
      rows(counts.ignored, { became: "ignored" });
      for (const kind of ["dropped", "setAside", "changes"] as const) {
        for (const [rule, times] of Object.entries(counts[kind])) {
          if (kind !== "changes") rows(times, { became: kind === "dropped" ? "dropped" : "set_aside" });
          reasons(times, { kind: kind === "setAside" ? "set_aside" : kind, rule });
        }
      }
      read(bytesRead);
      written(bytesWritten);
      resent(again);
      seconds(ms / 1000);
    },
    onFailure: ({ code }) => failures(1, { code }),
  };
  return {
    hooks,
    text() {
      const lines: string[] = [];
      for (const [name, { type, help, series }] of families) {
        if (series.size === 0) continue;
        lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
        for (const [labels, value] of series) lines.push(`${name}${labels} ${value}`);
      }
      return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
    },
  };
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

/** Answers GET /metrics; on this machine alone unless `host` says otherwise. */
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
