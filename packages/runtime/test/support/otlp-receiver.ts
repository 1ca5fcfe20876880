// An OTLP receiver on loopback that takes what exporters send as JSON.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { onTestFinished } from "vitest";

type Value = { readonly stringValue?: string; readonly intValue?: number; readonly doubleValue?: number };
interface Keyed {
  readonly attributes: readonly { readonly key: string; readonly value: Value }[];
}

export interface ReceivedSpan extends Keyed {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code: number; readonly message?: string };
  readonly events: readonly (Keyed & { readonly name: string })[];
}

interface Point extends Keyed {
  readonly asInt?: number;
  readonly asDouble?: number;
  readonly count?: number;
  readonly sum?: number;
  readonly explicitBounds?: readonly number[];
}

export interface ReceivedMetric {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly sum?: { readonly dataPoints: readonly Point[]; readonly isMonotonic: boolean };
  readonly gauge?: { readonly dataPoints: readonly Point[] };
  readonly histogram?: { readonly dataPoints: readonly Point[] };
}

interface Requests {
  readonly resourceSpans?: readonly {
    readonly resource: Keyed;
    readonly scopeSpans: readonly { readonly spans: readonly ReceivedSpan[] }[];
  }[];
  readonly resourceMetrics?: readonly {
    readonly resource: Keyed;
    readonly scopeMetrics: readonly { readonly metrics: readonly ReceivedMetric[] }[];
  }[];
}

export interface OtlpReceiver {
  readonly endpoint: string;
  readonly paths: Set<string>;
  readonly resources: Readonly<Record<string, unknown>>[];
  readonly spans: ReceivedSpan[];
  readonly metrics: ReceivedMetric[];
}

export function attributesOf({ attributes }: Keyed): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

/** Ends with the test. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const received = {
    paths: new Set<string>(),
    resources: [] as Readonly<Record<string, unknown>>[],
    spans: [] as ReceivedSpan[],
    metrics: [] as ReceivedMetric[],
  };
  const server = createServer((request, response) => {
    void (async () => {
      received.paths.add(`${request.method} ${request.url}`);
      const { resourceSpans = [], resourceMetrics = [] } = (await json(request)) as Requests;
      received.resources.push(...[...resourceSpans, ...resourceMetrics].map(({ resource }) => attributesOf(resource)));
      received.spans.push(...resourceSpans.flatMap((one) => one.scopeSpans.flatMap(({ spans }) => spans)));
      received.metrics.push(...resourceMetrics.flatMap((one) => one.scopeMetrics.flatMap(({ metrics }) => metrics)));
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    })();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close().closeAllConnections());
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...received };
}
