// Deep equality of values.
import type { Dict, Value } from "./value.ts";

/** `1` equals `1.0`, a number never equals a string, key order does not matter (D). Numbers are in normal form, so `===` decides. */
export function deepEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) {
      if (!deepEqual(a[i] as Value, b[i] as Value)) return false;
    }
    return true;
  }
  if (Array.isArray(b)) return false;
  if (JSON.isRawJSON(a) || JSON.isRawJSON(b)) return JSON.isRawJSON(a) && JSON.isRawJSON(b) && a.rawJSON === b.rawJSON;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(b, key) || !deepEqual((a as Dict)[key] as Value, (b as Dict)[key] as Value)) return false;
  }
  return true;
}
