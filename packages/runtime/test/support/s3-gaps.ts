// What the S3 server of tests does not do itself: conditional writes, lists of multipart uploads, and notifications of buckets.
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** What the requests so far left behind. */
export interface S3Gaps {
  /** Uploads with at least one part that were neither completed nor aborted: bucket and key by upload id. */
  readonly uploads: ReadonlyMap<string, string>;
  /** The notification configuration of each bucket, as XML. */
  readonly notifications: Map<string, string>;
  /** Buckets whose queue does not let S3 send: their configurations are refused. */
  readonly refusing: Set<string>;
  /** Answers a request, or lets `forward` do so. */
  answer(request: IncomingMessage, response: ServerResponse, forward: () => void): Promise<void>;
}

/** `etagOf`: the ETag of the object at the path of a URL, undefined where there is none. */
export function fillS3Gaps(etagOf: (path: string) => Promise<string | undefined>): S3Gaps {
  const uploads = new Map<string, string>();
  const notifications = new Map<string, string>();
  const refusing = new Set<string>();
  const inTurn = createTurns();
  return {
    uploads,
    notifications,
    refusing,
    async answer(request, response, forward) {
      const url = new URL(request.url ?? "", "http://localhost");
      const bucket = decodeURIComponent(url.pathname.split("/")[1] ?? "");
      if (url.searchParams.has("notification")) {
        const isRefused = request.method === "PUT" && refusing.has(bucket);
        if (isRefused)
          return sendError(
            response,
            400,
            "InvalidArgument",
            "Unable to validate the following destination configurations",
          );
        if (request.method === "PUT") notifications.set(bucket, await text(request));
        return sendXml(response, 200, request.method === "PUT" ? "" : (notifications.get(bucket) ?? NO_NOTIFICATIONS));
      }
      if (request.method === "GET" && url.searchParams.has("uploads"))
        return sendXml(response, 200, listUploads(uploads, bucket, url.searchParams.get("prefix") ?? ""));
      const pass = (): void => {
        noteUpload(uploads, request.method, url);
        forward();
      };
      if (!isWrite(request.method, url)) return pass();
      // Writes to one object take turns, so that nothing changes between the look at its ETag and the write.
      return inTurn(url.pathname, async () => {
        const ended = once(response, "close");
        const refusal = isConditional(request) ? refuseWrite(request, await etagOf(url.pathname)) : undefined;
        if (refusal === undefined) pass();
        else {
          request.resume();
          sendError(response, ...refusal);
        }
        await ended;
      });
    },
  };
}

const NO_NOTIFICATIONS =
  '<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></NotificationConfiguration>';

/** Runs work of the same name one after another. */
function createTurns(): (name: string, work: () => Promise<void>) => Promise<void> {
  const last = new Map<string, Promise<void>>();
  return (name, work) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(work, work);
    last.set(name, turn);
    return turn.finally(() => {
      if (last.get(name) === turn) last.delete(name);
    });
  };
}

function isWrite(method: string | undefined, { searchParams }: URL): boolean {
  if (method === "PUT") return !searchParams.has("partNumber");
  return method === "DELETE" || (method === "POST" && searchParams.has("uploadId"));
}

function isConditional({ headers }: IncomingMessage): boolean {
  return headers["if-match"] !== undefined || headers["if-none-match"] !== undefined;
}

type Refusal = readonly [status: number, code: string, message: string];
const FAILED: Refusal = [412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"];

/** S3's answer to a write whose condition does not hold; undefined where it does. */
function refuseWrite({ headers }: IncomingMessage, etag: string | undefined): Refusal | undefined {
  if (headers["if-none-match"] === "*" && etag !== undefined) return FAILED;
  if (headers["if-match"] === undefined || headers["if-match"] === etag) return undefined;
  return etag === undefined ? [404, "NoSuchKey", "The specified key does not exist."] : FAILED;
}

function noteUpload(uploads: Map<string, string>, method: string | undefined, { pathname, searchParams }: URL): void {
  const id = searchParams.get("uploadId");
  if (id === null) return;
  if (method === "PUT") uploads.set(id, decodeURIComponent(pathname).slice(1));
  if (method === "DELETE" || method === "POST") uploads.delete(id);
}

function listUploads(uploads: ReadonlyMap<string, string>, bucket: string, prefix: string): string {
  const listed = [...uploads].flatMap(([id, place]) =>
    place.startsWith(`${bucket}/${prefix}`)
      ? [`<Upload><Key>${escapeXml(place.slice(bucket.length + 1))}</Key><UploadId>${id}</UploadId></Upload>`]
      : [],
  );
  return `<ListMultipartUploadsResult><Bucket>${bucket}</Bucket><IsTruncated>false</IsTruncated>${listed.join("")}</ListMultipartUploadsResult>`;
}

function escapeXml(plain: string): string {
  return plain.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function sendXml(response: ServerResponse, status: number, xml: string): void {
  response.writeHead(status, { "content-type": "application/xml" }).end(xml);
}

function sendError(response: ServerResponse, status: number, code: string, message: string): void {
  sendXml(response, status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}
