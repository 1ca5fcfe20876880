// Patterns of keys, as commands take them: * matches any text, ? any one character.

/** Tests whole keys against patterns, one of which has to match; without patterns every key does. */
export function keyMatcher(patterns: readonly string[]): (key: string) => boolean {
  const matchers = patterns.map(globMatcher);
  return (key) => matchers.length === 0 || matchers.some((matches) => matches(key));
}

/** Tests whole keys: `*` matches any text, slashes included, `?` any one character (D). */
function globMatcher(pattern: string): (key: string) => boolean {
  const pieces = pattern
    .replace(/\*+/g, "*")
    .split("*")
    .map((piece) => [...piece]);
  return (key) => matchPieces(pieces, [...key]);
}

/** Finds the pieces between the stars from left to right, the first and last at the ends: at most length x length steps. */
function matchPieces(pieces: readonly (readonly string[])[], key: readonly string[]): boolean {
  const first = pieces[0] ?? [];
  const last = pieces.at(-1) ?? [];
  if (pieces.length === 1) return key.length === first.length && fits(first, key, 0);
  if (key.length < first.length + last.length || !fits(first, key, 0) || !fits(last, key, key.length - last.length))
    return false;
  let at = first.length;
  const end = key.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    while (at + piece.length <= end && !fits(piece, key, at)) at += 1;
    if (at + piece.length > end) return false;
    at += piece.length;
  }
  return true;
}

function fits(piece: readonly string[], key: readonly string[], at: number): boolean {
  return piece.every((character, i) => character === "?" || character === key[at + i]);
}
