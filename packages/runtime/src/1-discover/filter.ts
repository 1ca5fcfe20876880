// From a converter's filterPattern and a source's prefix to the decision whether a key is ingested.
import type { KeyPattern } from "@heddle/compiler";

/**
 * A test for whole keys: a pattern is tried on the key and on the key without the prefix, either is enough (D).
 * Without a pattern every key passes (R).
 */
export function keyFilter(pattern: KeyPattern | undefined, prefix: string): (key: string) => boolean {
  if (pattern === undefined) return () => true;
  const { source, flags } = pattern;
  // A sticky or global expression would remember where its last match ended.
  const expression = new RegExp(source, flags.replace(/[gy]/g, ""));
  return (key) => expression.test(key) || (prefix !== "" && key.startsWith(prefix) && expression.test(key.slice(prefix.length)));
}

/** Whether a listed key is an empty marker that consoles put where a folder shall show: no file of anybody. */
export function isFolderMarker(key: string, size: number): boolean {
  return size === 0 && key.endsWith("/");
}
