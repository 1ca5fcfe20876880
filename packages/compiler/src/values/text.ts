// Values to text, as concat and the operators that read strings see them.
import { stringifyJson } from "./json.ts";
import type { Result, Value } from "./value.ts";

/** A string, number or boolean as a string; null, lists, dicts and huge numbers are not read as strings (D). */
export function readText(value: Result): string | undefined {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
    case "boolean":
      return String(value);
    default:
      return undefined;
  }
}

/** As {@link readText}, and lists and dicts as compact JSON (`concat`). */
export function writeText(value: Value): string | undefined {
  if (typeof value !== "object") return readText(value);
  return value === null || JSON.isRawJSON(value) ? undefined : stringifyJson(value);
}
