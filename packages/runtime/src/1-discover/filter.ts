// From a converter's filterPattern and a source's prefix to the decision whether a key is ingested.
import type { KeyPattern } from "@heddle/compiler";
import { findCatastrophicBacktracking } from "@heddle/compiler/language";
import { createTimeout } from "../process/timeout.ts";
import { StageFailure } from "../contracts/stage-failure.ts";

/** Keys have at most 1024 bytes; a usual pattern takes microseconds. */
const KEY_LIMIT_MS = 2_000;

/**
 * A test for whole keys: a pattern is tried on the key, on the key without the prefix, and on the last part of the key,
 * the file's name; one is enough (D).
 * Without a pattern every key passes (R).
 */
export function keyFilter(pattern: KeyPattern | undefined, prefix: string): (key: string) => boolean {
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
  // Keys are short: only a pattern that can take exponential time needs the limit, which costs more than the match.
  if (findCatastrophicBacktracking(pattern.java, { use: "matches" }) === undefined) return matches;
  const limit = createTimeout();
  return (key) => {
    let passes = false;
    const ended = limit.run(KEY_LIMIT_MS, () => {
      passes = matches(key);
    });
    if (ended) return passes;
    throw new StageFailure({
      code: "discover/pattern-too-slow",
      message: `filterPattern takes too long on the key ${JSON.stringify(key)}: it tries too many ways to match`,
      hint: "write the pattern without repetitions inside repetitions; `heddle check` names the place",
      place: { key },
    });
  };
}

/** Whether a listed key is an empty marker that consoles create to show a folder: not a file. */
export function isFolderMarker(key: string, size: number): boolean {
  return size === 0 && key.endsWith("/");
}

/** Whether an object holds data, and is no marker such as `_SUCCESS`, `_committed_...` or `.part.crc`. */
export function isData({ key, size }: { readonly key: string; readonly size: number }): boolean {
  return size > 0 && !/^[_.]/.test(key.slice(key.lastIndexOf("/") + 1));
}
