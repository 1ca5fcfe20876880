// The truth of a value in a test position.
import type { Result } from "./value.ts";

/**
 * Booleans as they are; null and no value are false; a string is true if it says "true" in any case; a number is false (D,
 * after Gson's getAsBoolean). A list or dict has no truth: `undefined`, which gives the whole operator no value.
 */
export function truth(value: Result): boolean | undefined {
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
      return value.length === 4 && value.toLowerCase() === "true";
    case "object":
      return value === null || JSON.isRawJSON(value) ? false : undefined;
    default:
      return false;
  }
}
