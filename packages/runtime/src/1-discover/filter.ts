// From a converter's filterPattern and a source's prefix to the decision whether a key is ingested.
import type { KeyPattern } from "@heddle/compiler";
import { searchCost } from "@heddle/compiler/language";
import { createTimeout } from "../process/timeout.ts";

const MAX_KEY_LENGTH = 1024;
/** About the number of steps of a pattern in a few tenths of a second (D). */
const MOST_STEPS = 50_000_000;
/** For a pattern that can take longer. A usual one takes microseconds. */
const KEY_LIMIT_MS = 500;

/** `onSlow` is called with a key on which the pattern takes too long; it does not pass. */
export type KeyFilter = (key: string, onSlow?: (key: string) => void) => boolean;

/**
 * A test for whole keys: a pattern is tried on the key, on the key without the prefix, and on the last part of the key,
 * the file's name; one is enough (D).
 * Without a pattern every key passes (R).
 */
export function keyFilter(pattern: KeyPattern | undefined, prefix: string): KeyFilter {
  if (pattern === undefined) return () => true;
  const { source, flags } = pattern;
  // A sticky or global expression would remember where its last match ended.
  const expression = new RegExp(source, flags.replace(/[gy]/g, ""));
  const matches = (key: string): boolean => {
    if (expression.test(key)) return true;
    const isBelow = prefix !== "" && key.startsWith(prefix);
    if (isBelow && expression.test(key.slice(prefix.length))) return true;
    const nameAt = key.lastIndexOf("/") + 1;
    return nameAt > 0 && !(isBelow && nameAt === prefix.length) && expression.test(key.slice(nameAt));
  };
  // The limit costs more than the match.
  if (isQuick(pattern)) return matches;
  const limit = createTimeout();
  return (key, onSlow) => {
    let passes = false;
    const ended = limit.run(KEY_LIMIT_MS, () => {
      passes = matches(key);
    });
    if (!ended) onSlow?.(key);
    return ended && passes;
  };
}

/** Whether the pattern is done with any key in time. */
function isQuick({ java }: KeyPattern): boolean {
  const cost = searchCost(`^(?:${java})$`);
  return cost !== undefined && cost.factor * MAX_KEY_LENGTH ** cost.degree <= MOST_STEPS;
}

/** Whether a listed key is an empty marker that consoles create to show a folder: not a file. */
export function isFolderMarker(key: string, size: number): boolean {
  return size === 0 && key.endsWith("/");
}

/** Whether an object holds data, and is no marker such as `_SUCCESS`, `_committed_...` or `.part.crc`. */
export function isData({ key, size }: { readonly key: string; readonly size: number }): boolean {
  return size > 0 && !/^[_.]/.test(key.slice(key.lastIndexOf("/") + 1));
}
