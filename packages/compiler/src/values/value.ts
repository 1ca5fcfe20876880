// The values that rows and events are made of, and the tests that tell their kinds apart.

/** A JSON number beyond the range of a double (`1e400`): passed on as written; operators that compute treat it as missing (D). */
export interface HugeNumber {
  readonly rawJSON: string;
}

declare global {
  // ECMAScript's JSON.parse source text access, which the TypeScript library does not declare yet.
  interface JSON {
    rawJSON(text: string): HugeNumber;
    isRawJSON(value: unknown): value is HugeNumber;
    parse(
      text: string,
      reviver: (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown,
    ): unknown;
  }
}

/** A JSON object. Keys are data: read them with {@link getKey}, write them with {@link setKey}. */
export type Dict = { [key: string]: Value };

/**
 * A JSON element. Integers beyond 2^53-1 are bigints, smaller ones numbers; every other number is a finite double.
 * "No value" is `undefined`, which is never inside a Value.
 */
export type Value = null | boolean | number | bigint | string | Value[] | Dict | HugeNumber;

/** What an operator or path yields: a value, or `undefined` for the reference's NoValueFoundAtSource. */
export type Result = Value | undefined;

/** The names that `typeof` gives to kinds (R). */
export type KindName = "string" | "list" | "dict" | "bool" | "number" | "null";

export function isHuge(value: unknown): value is HugeNumber {
  return JSON.isRawJSON(value);
}

export function isDict(value: Result): value is Dict {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}

/** The kind of a value, as the operator `typeof` names it. */
export function kindOf(value: Value): KindName {
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "bool";
    case "number":
    case "bigint":
      return "number";
    default:
      if (value === null) return "null";
      if (Array.isArray(value)) return "list";
      return JSON.isRawJSON(value) ? "number" : "dict";
  }
}
