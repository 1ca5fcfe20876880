// In: a translated pattern, a parsed replacement and a text. Out: the text with every match replaced, as Java's String.replaceAll does.

/**
 * `parts` are literal texts and the numbers of the ECMAScript captures to insert (0: the whole match); a capture that took
 * no part inserts nothing. After an empty match the search goes on one code point further, so a pair of surrogates is never split (D).
 * `regex` has the flag `g` or `y`, and keeps its lastIndex. A sticky pattern is one that starts with \G: it stops at the first place where the last match does not continue.
 */
export function javaReplaceAll(regex: RegExp, parts: readonly (string | number)[], text: string): string {
  const saved = regex.lastIndex;
  let out = "";
  let copied = 0;
  let from = 0;
  while (from <= text.length) {
    regex.lastIndex = from;
    const match = regex.exec(text);
    if (match === null) break;
    if (javaSplitsPair(text, match.index)) {
      from = match.index + 1;
      continue;
    }
    out += text.slice(copied, match.index);
    for (const part of parts) out += typeof part === "string" ? part : (match[part] ?? "");
    copied = match.index + match[0].length;
    from = copied;
    if (match[0].length === 0) {
      if (regex.sticky) break;
      const point = text.codePointAt(copied);
      from += point !== undefined && point > 0xffff ? 2 : 1;
    }
  }
  regex.lastIndex = saved;
  return out + text.slice(copied);
}

/** Some engines find an empty match between the halves of a pair, though the flag `u` forbids it. */
function javaSplitsPair(text: string, index: number): boolean {
  return index > 0 && (text.charCodeAt(index) & 0xfc00) === 0xdc00 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;
}
