// In: two values. Out: the places where they differ, by path.
import type { Dict, Result, Value } from "../values/value.ts";
import { isDict, isHuge } from "../values/value.ts";

export interface Difference {
  /** Keys and indexes from the outside inwards; empty where the values as a whole differ. */
  readonly path: readonly (string | number)[];
  /** Undefined: nothing is there. */
  readonly before: Result;
  readonly after: Result;
}

/** Deeper values are compared as a whole. */
const MAX_DEPTH = 64;

/**
 * Every place where two values differ, in the order of the first, then of the second. The order of keys does not matter. With
 * `subset`, what the first does not name is not compared: keys of dicts at any depth.
 */
export function differencesOf(
  before: Result,
  after: Result,
  options: { readonly subset?: boolean } = {},
): Difference[] {
  const found: Difference[] = [];
  compare(before, after, [], options.subset === true, found);
  return found;
}

function compare(
  before: Result,
  after: Result,
  path: readonly (string | number)[],
  subset: boolean,
  found: Difference[],
): void {
  if (before === after) return;
  if (path.length < MAX_DEPTH) {
    if (isDict(before) && isDict(after)) {
      for (const key of Object.keys(before)) compare(own(before, key), own(after, key), [...path, key], subset, found);
      for (const key of subset ? [] : Object.keys(after))
        if (!Object.hasOwn(before, key))
          found.push({ path: [...path, key], before: undefined, after: own(after, key) });
      return;
    }
    if (Array.isArray(before) && Array.isArray(after)) {
      for (let i = 0; i < Math.max(before.length, after.length); i += 1)
        compare(before[i], after[i], [...path, i], subset, found);
      return;
    }
  }
  if (isHuge(before) && isHuge(after) && before.rawJSON === after.rawJSON) return;
  found.push({ path, before, after });
}

function own(dict: Dict, key: string): Value | undefined {
  return Object.hasOwn(dict, key) ? dict[key] : undefined;
}

/** A path as people write it: `event_properties.items[0]`; a key that is not a plain name is in quotes. */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((part, i) => {
      if (typeof part === "number") return `[${part}]`;
      const name = /^[\w$-]+$/.test(part) ? part : JSON.stringify(part);
      return i === 0 ? name : `.${name}`;
    })
    .join("");
}
