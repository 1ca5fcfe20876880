// A front for an S3 server that keeps no bucket notifications: it answers `?notification` itself as S3 does, and forwards the rest.
import { text } from "node:stream/consumers";
import { type Forwarder, startForwarder } from "./forwarder.ts";

export interface NotificationFront extends Forwarder {
  /** The configuration of each bucket as XML, changed by requests. */
  readonly configurations: Map<string, string>;
}

const EMPTY = '<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></NotificationConfiguration>';

/** `refuse`: a bucket whose queue does not let S3 send. */
export async function startNotificationFront(target: string, refuse?: string): Promise<NotificationFront> {
  const configurations = new Map<string, string>();
  const forwarder = await startForwarder(target, async (request, response) => {
    const url = new URL(request.url ?? "", "http://localhost");
    if (!url.searchParams.has("notification")) return "forward";
    const bucket = url.pathname.split("/")[1] ?? "";
    response.setHeader("content-type", "application/xml");
    if (request.method === "PUT" && bucket === refuse) {
      response
        .writeHead(400)
        .end(
          "<Error><Code>InvalidArgument</Code><Message>Unable to validate the following destination configurations</Message></Error>",
        );
      return "answered";
    }
    if (request.method === "PUT") configurations.set(bucket, await text(request));
    response.end(request.method === "PUT" ? "" : (configurations.get(bucket) ?? EMPTY));
    return "answered";
  });
  return { ...forwarder, configurations };
}
