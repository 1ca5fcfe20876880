// A front for an S3 server that checks none itself: it verifies the AWS Signature Version 4 of each request, and refuses as S3 does.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { startForwarder } from "./forwarder.ts";
import type { Listening } from "./loopback.ts";

/** For the running test: forwards to `target` what is signed with one of `keys` (access key id to secret); the rest gets S3's 403. */
export function startSigningFront(
  target: string,
  keys: Readonly<Record<string, string>>,
  inspect: (request: IncomingMessage, id: string) => void = () => {},
): Promise<Listening> {
  return startForwarder(target, (request, response) => {
    const { refusal, id } = verifySignature(request, keys);
    if (refusal === undefined) {
      inspect(request, id);
      return "forward";
    }
    const [code, message] = refusal;
    response.writeHead(403, { "content-type": "application/xml", connection: "close" });
    response.end(
      request.method === "HEAD"
        ? ""
        : `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
    );
    return "answered";
  });
}

export interface Signed {
  /** The access key id that the request names. */
  readonly id: string;
  readonly refusal?: readonly [code: string, message: string];
}

/** Checks a request's signature. `body` is for services whose requests carry no hash of their body. */
export function verifySignature(
  request: IncomingMessage,
  keys: Readonly<Record<string, string>>,
  body?: string,
): Signed {
  const header = request.headers.authorization ?? "";
  const fields =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (fields === null) return { id: "", refusal: ["AccessDenied", "Access Denied"] };
  const [, id = "", date = "", region = "", service = "", signedHeaders = "", signature = ""] = fields;
  const secret = Object.hasOwn(keys, id) ? keys[id] : undefined;
  if (secret === undefined)
    return { id, refusal: ["InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."] };
  const scope = `${date}/${region}/${service}/aws4_request`;
  const bodyHash = request.headers["x-amz-content-sha256"] ?? sha256(body ?? "");
  const text = [
    "AWS4-HMAC-SHA256",
    request.headers["x-amz-date"],
    scope,
    sha256(canonical(request, signedHeaders, String(bodyHash))),
  ].join("\n");
  const key = [region, service, "aws4_request"].reduce(
    (previous, part) => hmac(previous, part),
    hmac(`AWS4${secret}`, date),
  );
  if (timingSafeEqual(hmac(key, text), Buffer.from(signature, "hex"))) return { id };
  return {
    id,
    refusal: [
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided.",
    ],
  };
}

/** The canonical request: what the signature covers. The path is taken as it was sent, as S3 does. */
function canonical(request: IncomingMessage, signedHeaders: string, bodyHash: string): string {
  const [path = "", query = ""] = (request.url ?? "").split("?", 2);
  const parameters =
    query === ""
      ? []
      : query
          .split("&")
          .map((one) => (one.includes("=") ? one : `${one}=`))
          .toSorted();
  const headers = signedHeaders.split(";").map(
    (name) =>
      `${name}:${String(request.headers[name] ?? "")
        .trim()
        .replace(/ +/g, " ")}\n`,
  );
  return [request.method, path, parameters.join("&"), headers.join(""), signedHeaders, bodyHash].join("\n");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
