// The server that is asked for the metrics of a job, and for its health.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Health, Verdict } from "./health.ts";
import type { Metrics } from "./metrics.ts";

export interface MetricsServer {
  /** The port in use, which it chose where 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

export interface ServerPlace {
  /** 0: any that is free. */
  readonly port: number;
  readonly host?: string;
}

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly text: string;
}

type Asked = Pick<Metrics, "text"> & { readonly health?: Pick<Health, "alive" | "ready"> };

/**
 * Answers GET /metrics, and with `health` /healthz and /readyz, on the loopback interface unless `host` names another.
 * @throws where the port cannot be used.
 */
export async function serveMetrics(asked: Asked, { port, host = "127.0.0.1" }: ServerPlace): Promise<MetricsServer> {
  const server = createServer(({ method, url = "" }, response) => {
    const isGet = method === "GET" || method === "HEAD";
    const { status, type = "text/plain; charset=utf-8", text } = isGet ? answerTo(url, asked) : NOT_FOUND;
    response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(text);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) };
}

const NOT_FOUND: Answer = { status: 404, text: "see /metrics, /healthz and /readyz\n" };

function answerTo(url: string, { text, health }: Asked): Answer {
  switch (url.split("?", 1)[0]) {
    case "/metrics":
      return { status: 200, type: "text/plain; version=0.0.4; charset=utf-8", text: text() };
    case "/healthz":
      return health === undefined ? NOT_FOUND : answerOf(health.alive());
    case "/readyz":
      return health === undefined ? NOT_FOUND : answerOf(health.ready());
    default:
      return NOT_FOUND;
  }
}

function answerOf({ ok, why }: Verdict): Answer {
  return { status: ok ? 200 : 503, text: `${why}\n` };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

export interface TryingServer {
  /** Resolves once it serves, or the first attempt failed. */
  readonly tried: Promise<void>;
  close(): Promise<void>;
}

/** Serves as soon as the port can be used, and tries again until then; `onServing` is told the port, `onFailure` the first failure. */
export function keepServing(
  serve: () => Promise<MetricsServer>,
  onServing: (port: number) => void,
  onFailure: (error: Error) => void,
  retryMs: number,
): TryingServer {
  const stop = new AbortController();
  const { promise: tried, resolve } = Promise.withResolvers<void>();
  let server: MetricsServer | undefined;
  const attempts = (async () => {
    for (let attempt = 1; !stop.signal.aborted; attempt += 1) {
      try {
        server = await serve();
        onServing(server.port);
        return;
      } catch (error) {
        if (attempt === 1) onFailure(error as Error);
      } finally {
        resolve();
      }
      await sleep(retryMs, undefined, { signal: stop.signal, ref: false }).catch(() => {});
    }
  })();
  return {
    tried,
    async close() {
      stop.abort();
      await attempts;
      await server?.close();
    },
  };
}
