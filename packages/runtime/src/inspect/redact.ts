// Replaces what identifies people in rows: the same value always by the same, so that the rows still belong together.
import { createHmac, randomBytes } from "node:crypto";
import { isDict, setKey, type Dict, type Value } from "@heddle/compiler";
import { isIdName } from "@heddle/compiler/profile";

const MAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu;
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;

/**
 * Replaces mail addresses and UUIDs wherever they are, and every text or integer whose key is that of an id, by others of the same
 * form: a digit by a digit, a letter by a letter. The replacements depend on a key that is made anew for each call, so that nobody
 * can find the values by trying all.
 */
export function createRedaction(secret: Uint8Array = randomBytes(32)): (row: Value) => Value {
  const bytesFor = (text: string): Uint8Array => createHmac("sha512", secret).update(text).digest();
  return (row) => redact(row, false, bytesFor);
}

type BytesFor = (text: string) => Uint8Array;

function redact(value: Value, isId: boolean, bytesFor: BytesFor): Value {
  if (typeof value === "string") return redactText(value, isId, bytesFor);
  if (Array.isArray(value)) return value.map((item) => redact(item, isId, bytesFor));
  if (isDict(value)) {
    const copy: Dict = {};
    for (const [key, item] of Object.entries(value)) setKey(copy, key, redact(item, isIdName(key), bytesFor));
    return copy;
  }
  const isInteger = typeof value === "bigint" || Number.isSafeInteger(value);
  return isId && isInteger ? integer(disguise(String(value), bytesFor)) : value;
}

function redactText(text: string, isId: boolean, bytesFor: BytesFor): Value {
  if (/^\s*[{[]/.test(text)) {
    try {
      return JSON.stringify(redact(JSON.parse(text) as Value, isId, bytesFor));
    } catch {
      // Text like any other.
    }
  }
  const withoutMail = text.replaceAll(MAIL, (mail) => `${hex(mail, bytesFor)}@example.com`);
  if (withoutMail !== text) return withoutMail;
  return isId ? disguise(text, bytesFor) : text.replaceAll(UUID, (uuid) => disguise(uuid, bytesFor));
}

function hex(text: string, bytesFor: BytesFor): string {
  return Buffer.from(bytesFor(text.toLowerCase())).toString("hex", 0, 6);
}

/** Another text of the same form; hex digits stay hex, and the first digit of a number is not made a zero. */
function disguise(text: string, bytesFor: BytesFor): string {
  const bytes = bytesFor(text);
  let at = 0;
  const next = (most: number): number => (bytes[at++ % bytes.length] ?? 0) % most;
  const isHex = /^[0-9a-f-]*$/i.test(text) && /[a-f]/i.test(text) && text.length >= 8;
  return text.replaceAll(/[\p{L}\p{N}]/gu, (character, index: number) => {
    if (isHex) return "0123456789abcdef".charAt(next(16));
    if (/\p{N}/u.test(character))
      return character === "0" && index === 0 ? "0" : String(index === 0 ? 1 + next(9) : next(10));
    const letter = String.fromCharCode(0x61 + next(26));
    return character === character.toLowerCase() ? letter : letter.toUpperCase();
  });
}

function integer(text: string): Value {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}
