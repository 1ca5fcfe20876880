// What the runtime has of node:crypto, for a page, as far as keys of deduplication need it.
import { sha256 } from "@noble/hashes/sha2.js";

export function hash(algorithm: string, text: string, encoding: string): string {
  if (algorithm !== "sha256" || encoding !== "binary") throw new Error(`no ${algorithm} as ${encoding}`);
  return String.fromCharCode(...sha256(new TextEncoder().encode(text)));
}
