// From an object's place and version to the name of its output folder: readable, unique, and safe as a path.
import type { ObjectInfo } from "../contracts/object-info.ts";
import { createHash } from "../process/crypto.ts";

const READABLE = 80;

/**
 * The same object and version give the same name, others another one, also on file systems that fold case. Only letters,
 * digits, `-`, `_`, `=` and inner dots of the key remain; a digest of bucket, key and ETag makes it unique.
 */
export function outputName(object: Pick<ObjectInfo, "bucket" | "key" | "etag">): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([object.bucket, object.key, object.etag]))
    .digest("hex")
    .slice(0, 24);
  const readable = object.key
    .replace(/[^A-Za-z0-9._=-]+/g, "_")
    .replace(/\.{2,}/g, "_")
    .slice(-READABLE)
    .replace(/^[._-]+|\.+$/g, "");
  return readable === "" ? digest : `${readable}-${digest}`;
}
