// node:util for a page, as far as results are compared.
import { stringify } from "fast-check";

/** Values that are written in the same way: a tool for tests writes the kinds of objects too. */
export function isDeepStrictEqual(one: unknown, other: unknown): boolean {
  return stringify(one) === stringify(other);
}
