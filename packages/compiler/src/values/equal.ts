// Deep equality of values.
import type { Dict, Result, Value } from "./value.ts";

/** Whether a value is a number beyond the range of a double, or holds one at any depth. */
export function holdsHuge(value: Result): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (JSON.isRawJSON(value)) return true;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (holdsHuge(value[i])) return true;
    return false;
  }
  for (const key of Object.keys(value)) if (holdsHuge(value[key])) return true;
  return false;
}

/** Neither side holds a huge number. `1` equals `1.0`, a number never equals a string, key order does not matter (D). Numbers are in normal form, so `===` decides. */
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
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(b, key) || !deepEqual((a as Dict)[key] as Value, (b as Dict)[key] as Value)) return false;
  }
  return true;
}
