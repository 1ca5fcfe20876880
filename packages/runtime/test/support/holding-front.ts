// An HTTP server on loopback that passes requests on to another, some of them late, and also those whose sender has died meanwhile.
import { request as send } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { type Listening, listenInTest } from "./loopback.ts";

export interface HoldingFront extends Listening {
  /** How many requests were held. */
  readonly held: number;
  /** Resolves when none is under way. */
  idle(): Promise<void>;
}

/** `holdMs`: for how many milliseconds a request is held once it has come whole. Stops with the running test. */
export async function startHoldingFront(
  target: string,
  holdMs: (method: string, url: string) => number,
): Promise<HoldingFront> {
  const { hostname, port } = new URL(target);
  const underWay = new Set<Promise<void>>();
  let held = 0;
  const { endpoint, stop } = await listenInTest((request, response) => {
    const { method = "", url = "", headers } = request;
    const pass = async (): Promise<void> => {
      const body = await buffer(request);
      const ms = holdMs(method, url);
      if (ms > 0) held += 1;
      await sleep(ms);
      await new Promise<void>((resolve) => {
        const options = { hostname, port, method, path: url, headers: { ...headers, connection: "close" } };
        const onward = send(options, (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
          answer.on("end", resolve).on("error", resolve);
        });
        onward.on("error", () => {
          response.destroy();
          resolve();
        });
        onward.end(body);
      });
    };
    // A sender that dies before its request is whole has sent nothing.
    const passed = pass().catch(() => void response.destroy());
    underWay.add(passed);
    void passed.then(() => underWay.delete(passed));
  });
  return {
    endpoint,
    stop,
    get held() {
      return held;
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
