// What is used of node:crypto, which is loaded with the first call: that takes 20 ms, and most commands hash nothing.
import type * as Crypto from "node:crypto";

let loaded: typeof Crypto | undefined;
const crypto = (): typeof Crypto => (loaded ??= process.getBuiltinModule("node:crypto"));

/** As in node:crypto. */
export const createHash = (algorithm: string): Crypto.Hash => crypto().createHash(algorithm);

/** A digest of a short text, for each row: faster than a hash object. */
export const hash = (algorithm: string, text: string, encoding: "binary" | "hex"): string =>
  crypto().hash(algorithm, text, encoding);

export const randomUUID = (): string => crypto().randomUUID();
