// From an event to the key that it shares with its duplicates: 128 bits of a digest of its ids.
import type { Dict } from "@heddle/compiler";
import { hash } from "node:crypto";
import { type CheckPlace, insertIdOf } from "../6-check/requirements.ts";

export const KEY_BYTES = 16;

/**
 * Writes the `KEY_BYTES` of an event's key, or that many zeros where it has none; says whether it has one.
 * By `device_id` and `insert_id` (R); an event that was sent without a device goes by its `user_id` (D). None where an id is missing,
 * and where the `insert_id` is the one that the row's place gives (D): no other row has that place, and the ledger sees to it that an
 * object is delivered once, so such an event can have no duplicate.
 * Two different events have the same key with a probability of about 10^-23 among 10^8.
 */
export function writeDedupKey(event: Dict, place: CheckPlace | undefined, keys: Uint8Array, at: number): boolean {
  const text = keyText(event, place);
  if (text === undefined) {
    keys.fill(0, at, at + KEY_BYTES);
    return false;
  }
  // As text, one character a byte, a digest takes a third of the time.
  const digest = hash("sha256", text, "binary");
  for (let i = 0; i < KEY_BYTES; i += 1) keys[at + i] = digest.charCodeAt(i);
  return true;
}

/** Whether the bytes at a place say that an event has no key. */
export function isNoKey(keys: Uint8Array, at: number): boolean {
  for (let i = 0; i < KEY_BYTES; i += 1) if (keys[at + i] !== 0) return false;
  return true;
}

function keyText(event: Dict, place: CheckPlace | undefined): string | undefined {
  const { insert_id: insertId, device_id: device, user_id: user } = event;
  if (typeof insertId !== "string" || (place !== undefined && insertId === insertIdOf(place))) return undefined;
  const who = typeof device === "string" ? `d${device}` : typeof user === "string" ? `u${user}` : undefined;
  // The length keeps the two texts apart, whatever they hold.
  return who === undefined ? undefined : `${who.length} ${who}${insertId}`;
}
