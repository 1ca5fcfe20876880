// From an event to the key that it shares with its duplicates: 128 bits of a digest of its ids.
import type { Dict } from "@heddle/compiler";
import { hash } from "node:crypto";
import { type CheckPlace, insertIdOf } from "../6-check/requirements.ts";

export const KEY_BYTES = 16;

/**
 * By `device_id` and `insert_id` (R); an event that was sent without a device goes by its `user_id` (D). Undefined where an id is missing,
 * and where the `insert_id` is the one that the row's place gives (D): no other row has that place, and the ledger sees to it that an
 * object is delivered once, so such an event can have no duplicate.
 * Two different events have the same key with a probability of about 10^-23 among 10^8.
 */
export function dedupKey(event: Dict, place?: CheckPlace): Uint8Array | undefined {
  const insertId = event["insert_id"];
  if (typeof insertId !== "string" || (place !== undefined && insertId === insertIdOf(place))) return undefined;
  const { device_id: device, user_id: user } = event;
  const who = typeof device === "string" ? `d${device}` : typeof user === "string" ? `u${user}` : undefined;
  if (who === undefined) return undefined;
  // The length keeps the two texts apart, whatever they hold. As text, one character a byte, a digest takes a third of the time.
  const digest = hash("sha256", `${who.length} ${who}${insertId}`, "binary");
  const key = new Uint8Array(KEY_BYTES);
  for (let i = 0; i < KEY_BYTES; i += 1) key[i] = digest.charCodeAt(i);
  return key;
}
