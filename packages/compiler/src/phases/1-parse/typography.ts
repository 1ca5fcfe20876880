// The quotes and names of texts that were written elsewhere: word processors make curly quotes, other languages bare names.

/** The quotes that may close a string, by the one that opens it. */
const CLOSING: ReadonlyMap<string, string> = new Map([
  ["\u201c", "\u201d"],
  ["\u201d", "\u201d"],
  ["\u201e", "\u201c\u201d"],
  ["\u201f", "\u201d"],
  ["\uff02", "\uff02"],
  ["\u00ab", "\u00bb"],
  ["\u00bb", "\u00ab"],
  ["\u2018", "\u2019"],
  ["\u2019", "\u2019"],
  ["\u201a", "\u2018\u2019"],
  ["\u201b", "\u2019"],
  ["`", "`\u00b4"],
  ["\u00b4", "\u00b4"],
]);

const SINGLE = "\u2018\u2019\u201a\u201b`\u00b4";
/** What a string is followed by; a straight quote before anything else is a part of it. */
const FOLLOWS = /[ \t]*(?:[:,\]}\n\r]|$)/y;

const NOT_IN_NAMES = "\\u00ab\\u00b4\\u00bb\\u2018-\\u201f\\u3001\\uff02\\uff0c\\uff1a\\uff1b";

/** The source of a pattern for a bare name: letters of any script, without the punctuation that stands for JSON's own. */
export const NAME = `(?![${NOT_IN_NAMES}])[A-Za-z_$\\u0080-\\uffff](?:(?![${NOT_IN_NAMES}])[\\w$.\\u0080-\\uffff-])*`;

/** Where the string ends that starts at `offset` with a curly quote; undefined: none starts there, or its line does not close it. */
export function curlyStringEnd(text: string, offset: number): number | undefined {
  const open = text.charAt(offset);
  const closing = CLOSING.get(open);
  if (closing === undefined) return undefined;
  // What half a correction leaves at the end.
  const straight = SINGLE.includes(open) ? "'" : '"';
  for (let i = offset + 1; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === "\n" || character === "\r") return undefined;
    if (character === "\\") i++;
    else if (closing.includes(character)) return i + 1;
    else if (character === straight) {
      FOLLOWS.lastIndex = i + 1;
      if (FOLLOWS.test(text)) return i + 1;
    }
  }
  return undefined;
}

/** What stands between foreign quotes as a string of JSON: its escapes are kept, and what only JSON escapes is escaped. */
export function toStraightQuotes(content: string): string {
  const body = content.replace(/\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt])|\\'|[\\"]|[\u0000-\u001f]/g, (piece) => {
    if (piece === "\\'") return "'";
    if (piece.length > 1) return piece;
    return JSON.stringify(piece).slice(1, -1);
  });
  return `"${body}"`;
}
