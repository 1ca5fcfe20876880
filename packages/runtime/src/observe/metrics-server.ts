// The server that is scraped for the metrics of a job.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Metrics } from "./metrics.ts";

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
