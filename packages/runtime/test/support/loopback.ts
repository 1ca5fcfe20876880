// HTTP servers on loopback, at a port that is free.
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Listening {
  readonly endpoint: string;
  /** Ends all connections. May be called again. */
  stop(): Promise<void>;
}

export async function listen(answer: RequestListener): Promise<Listening> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The same for the running test, with which it stops. */
export async function listenInTest(answer: RequestListener): Promise<Listening> {
  const listening = await listen(answer);
  onTestFinished(() => listening.stop());
  return listening;
}
