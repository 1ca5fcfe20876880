// An HTTP server on loopback that passes requests on to another, unless a handler answers them, and may spoil the answers.
import { type IncomingMessage, request as send, type ServerResponse } from "node:http";
import { type Listening, listenInTest } from "./loopback.ts";

/** What becomes of an answer on its way back. */
export type Spoiled =
  /** The connection is reset after so many bytes of the body. */
  | { readonly kind: "reset"; readonly after: number }
  /** The body ends after so many bytes as if it were whole. */
  | { readonly kind: "truncate"; readonly after: number }
  /** Nothing more comes after so many bytes, and the connection stays open. */
  | { readonly kind: "stall"; readonly after: number };

/** Decides on one request: the handler has answered it itself, or it is forwarded, whole or spoiled. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
) => "answered" | "forward" | Spoiled | Promise<"answered" | "forward" | Spoiled>;

/** Starts one for the running test, with which it stops. */
export function startForwarder(target: string, handler: Handler): Promise<Listening> {
  const { hostname, port } = new URL(target);
  return listenInTest((request, response) => {
    void Promise.resolve(handler(request, response)).then((verdict) => {
      if (verdict === "answered") return request.resume();
      const { method, url, headers } = request;
      const onward = send(
        { hostname, port, method, path: url, headers: { ...headers, connection: "close" } },
        (answer) => {
          if (verdict === "forward") {
            response.writeHead(answer.statusCode ?? 502, answer.headers);
            return answer.pipe(response);
          }
          return spoil(answer, response, verdict);
        },
      );
      onward.on("error", () => response.destroy());
      response.on("close", () => onward.destroy());
      return request.pipe(onward);
    });
  });
}

function spoil(answer: IncomingMessage, response: ServerResponse, { kind, after }: Spoiled): void {
  const headers = { ...answer.headers };
  // Without a length the receiver cannot tell a short body from a whole one.
  if (kind === "truncate") delete headers["content-length"];
  response.writeHead(answer.statusCode ?? 502, headers);
  response.flushHeaders();
  let left = after;
  answer.on("data", (chunk: Buffer) => {
    if (left < 0) return;
    response.write(chunk.subarray(0, left));
    left -= chunk.length;
    if (left > 0) return;
    left = -1;
    if (kind === "truncate") response.end();
    // What was written has to leave first, or the reset would swallow it.
    if (kind === "reset") setTimeout(() => response.socket?.resetAndDestroy(), 5);
  });
  answer.on("end", () => {
    if (left >= 0) response.end();
  });
}
