// node:buffer for a page: npm's `buffer`, with the page's own decoder, which replaces what is not UTF-8 as Node does.
import { Buffer } from "buffer/index.js";

const lossy = new TextDecoder("utf-8", { ignoreBOM: true });
const strict = new TextDecoder("utf-8", { fatal: true });
const toString = Buffer.prototype.toString;

Buffer.prototype.toString = function (this: Buffer, encoding = "utf8", start = 0, end = this.length): string {
  return encoding === "utf8" ? lossy.decode(this.subarray(start, end)) : toString.call(this, encoding, start, end);
};

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

export function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80);
}

export { Buffer };
