// Looks keys up in elements and writes keys into dicts, so that no key of the data ever reaches a prototype.
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

/** Not by Object.create(null), whose objects are hash tables that machines look into slowly. */
const NOTHING: Dict = Object.freeze(Object.setPrototypeOf({}, null)) as Dict;

/** A dict as it is, and an empty one for anything else; keys that could be a prototype's must be looked up with {@link getKey}. */
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
