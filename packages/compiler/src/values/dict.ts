// Reads keys of elements and writes keys of dicts, so that no key in the data ever reaches a prototype.
import type { Dict, Result, Value } from "./value.ts";

/**
 * The value at `key` of an element: an own key of a dict, or a decimal index of a list (R); anything else has none.
 * An index is written without sign or leading zeros (D).
 */
export function getKey(element: Result, key: string): Result {
  if (typeof element !== "object" || element === null || JSON.isRawJSON(element)) return undefined;
  if (Array.isArray(element)) return isIndex(key) ? element[Number(key)] : undefined;
  return Object.hasOwn(element, key) ? (element as Dict)[key] : undefined;
}

/** Not made by Object.create(null): V8 makes its objects hash tables, in which lookups are slow. */
const NOTHING: Dict = Object.freeze(Object.setPrototypeOf({}, null)) as Dict;

/** A dict as it is, and an empty dict for anything else. Keys that a prototype may have must be read with {@link getKey}. */
export function asDict(element: Result): Dict {
  return typeof element === "object" && element !== null && !Array.isArray(element) ? (element as Dict) : NOTHING;
}

export function isIndex(key: string): boolean {
  return /^(?:0|[1-9][0-9]{0,9})$/.test(key);
}

/** Writes an own key; `__proto__` by plain assignment would change the prototype instead. */
export function setKey(dict: Dict, key: string, value: Value): void {
  if (key === "__proto__")
    Object.defineProperty(dict, key, { value, enumerable: true, configurable: true, writable: true });
  else dict[key] = value;
}
