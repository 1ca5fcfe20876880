// From an event to its deduplication key: 128 bits of a digest of its ids, the same for all its duplicates.
import type { Dict } from "@heddle/compiler";
import { type CheckPlace, insertIdOf } from "../6-check/requirements.ts";
import { hash } from "../process/crypto.ts";

export const KEY_BYTES = 16;

/**
 * Writes an event's key at a byte of `keys`, or zeros where it has none; returns whether it has one.
 * The key is made of `device_id` and `insert_id` (R), or of `user_id` where there is no device (D). An event without these ids has none,
 * nor has one whose `insert_id` was made of the row's place (D): no other row has that place, and the ledger delivers an object once.
 * Among 10^8 events, two share a key by chance with a probability of about 10^-23.
 */
export function writeDedupKey(event: Dict, place: CheckPlace | undefined, keys: Uint8Array, at: number): boolean {
  const text = keyText(event, place);
  if (text === undefined) {
    keys.fill(0, at, at + KEY_BYTES);
    return false;
  }
  // A digest as a string, one character a byte, takes a third of the time of one as a Buffer.
  const digest = hash("sha256", text, "binary");
  for (let i = 0; i < KEY_BYTES; i += 1) keys[at + i] = digest.charCodeAt(i);
  return true;
}

/** Whether the event whose key starts at a byte has none. */
export function isNoKey(keys: Uint8Array, at: number): boolean {
  for (let i = 0; i < KEY_BYTES; i += 1) if (keys[at + i] !== 0) return false;
  return true;
}

function keyText(event: Dict, place: CheckPlace | undefined): string | undefined {
  const { insert_id: insertId, device_id: device, user_id: user } = event;
  if (typeof insertId !== "string" || (place !== undefined && insertId === insertIdOf(place))) return undefined;
  const who = typeof device === "string" ? `d${device}` : typeof user === "string" ? `u${user}` : undefined;
  // The length separates the two ids, whatever they contain.
  return who === undefined ? undefined : `${who.length} ${who}${insertId}`;
}
