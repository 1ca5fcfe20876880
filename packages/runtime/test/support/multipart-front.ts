// A front for an S3 server that does not list multipart uploads: it knows those under way from the requests that pass, and lists them.
import { type Forwarder, startForwarder } from "./forwarder.ts";

export interface MultipartFront extends Forwarder {
  /** Uploads with at least one part that were neither completed nor aborted, by id, with bucket and key. */
  readonly underWay: ReadonlyMap<string, string>;
}

export async function startMultipartFront(target: string): Promise<MultipartFront> {
  const underWay = new Map<string, string>();
  const front = await startForwarder(target, (request, response) => {
    const url = new URL(request.url ?? "", target);
    const path = decodeURIComponent(url.pathname).slice(1);
    const id = url.searchParams.get("uploadId");
    if (id !== null && request.method === "PUT") underWay.set(id, path);
    if (id !== null && (request.method === "DELETE" || request.method === "POST")) underWay.delete(id);
    if (request.method !== "GET" || !url.searchParams.has("uploads")) return "forward";
    const prefix = url.searchParams.get("prefix") ?? "";
    const bucket = path.replace(/\/$/, "");
    const listed = [...underWay].filter(([, place]) => place.startsWith(`${bucket}/${prefix}`));
    const uploads = listed
      .map(
        ([upload, place]) =>
          `<Upload><Key>${place.slice(bucket.length + 1)}</Key><UploadId>${upload}</UploadId></Upload>`,
      )
      .join("");
    response.writeHead(200, { "content-type": "application/xml", connection: "close" });
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?>\n<ListMultipartUploadsResult><Bucket>${bucket}</Bucket><IsTruncated>false</IsTruncated>${uploads}</ListMultipartUploadsResult>`,
    );
    return "answered";
  });
  return { ...front, underWay };
}
