// Converter text to tokens: JSON's own, and those that people write by mistake, so that no character is ever lost.
import { createToken, type IToken, Lexer, type TokenType } from "chevrotain";
import { openStringEnd, scanString } from "./string-literal.ts";
import { curlyStringEnd, NAME } from "./typography.ts";

const stringPattern = (quote: number, closed: boolean) => ({
  exec: (text: string, offset: number): RegExpExecArray | null => {
    if (text.charCodeAt(offset) !== quote) return null;
    const found = scanString(text, offset, quote);
    if (found.closed !== closed) return null;
    const end = closed ? found.end : openStringEnd(text, offset, found.end);
    return [text.slice(offset, end)] as unknown as RegExpExecArray;
  },
});

const pattern = (name: string, quote: string, closed: boolean): TokenType =>
  createToken({
    name,
    pattern: stringPattern(quote.charCodeAt(0), closed),
    start_chars_hint: [quote],
    line_breaks: false,
  });

export const LCurly = createToken({ name: "LCurly", pattern: "{", label: "'{'" });
export const RCurly = createToken({ name: "RCurly", pattern: "}", label: "'}'" });
export const LSquare = createToken({ name: "LSquare", pattern: "[", label: "'['" });
export const RSquare = createToken({ name: "RSquare", pattern: "]", label: "']'" });
export const Colon = createToken({ name: "Colon", pattern: ":", label: "':'" });
export const Comma = createToken({ name: "Comma", pattern: ",", label: "','" });
export const StringToken = pattern("String", '"', true);
export const OpenString = pattern("OpenString", '"', false);
export const SingleQuoted = pattern("SingleQuoted", "'", true);
/** A string between the quotes that word processors make of straight ones. */
export const CurlyQuoted = createToken({
  name: "CurlyQuoted",
  pattern: {
    exec: (text: string, offset: number): RegExpExecArray | null => {
      const end = curlyStringEnd(text, offset);
      return end === undefined ? null : ([text.slice(offset, end)] as unknown as RegExpExecArray);
    },
  },
  line_breaks: false,
});
/** What other notations write between a key and its value. */
export const ColonLike = createToken({ name: "ColonLike", pattern: /=+>?|\uff1a/ });
/** What other notations write between members or items. */
export const CommaLike = createToken({ name: "CommaLike", pattern: /[;\uff1b\uff0c\u3001]/ });
export const BadNumber = createToken({ name: "BadNumber", pattern: /[+-]?[.0-9][\w.]*(?:(?<=[eE])[+-]\w*)?/ });
export const NumberToken = createToken({
  name: "Number",
  pattern: /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/,
  longer_alt: BadNumber,
});
export const HalfQuotedKey = createToken({
  name: "HalfQuotedKey",
  pattern: new RegExp(`${NAME}"(?=[ \\t]*:)`),
  line_breaks: false,
});
export const Word = createToken({
  name: "Word",
  pattern: new RegExp(NAME),
  line_breaks: false,
});
export const Unknown = createToken({ name: "Unknown", pattern: /[^\s]/, line_breaks: false });
const Comment = createToken({
  name: "Comment",
  pattern: /(?:\/\/|#(?=[ \t\w#!]))[^\n\r]*|\/\*[^]*?(?:\*\/|(?![^]))/,
  group: "comments",
  line_breaks: true,
});
const WhiteSpace = createToken({ name: "WhiteSpace", pattern: /[ \t\r\n]+/, group: Lexer.SKIPPED, line_breaks: true });
// Spaces to people (a byte order mark, a no-break space), but not to JSON.
const OddSpace = createToken({ name: "OddSpace", pattern: /[^\S \t\r\n]+/, group: "oddSpaces", line_breaks: true });

/** Every token that can stand in the stream which the parser sees. */
export const parserTokens: TokenType[] = [
  LCurly,
  RCurly,
  LSquare,
  RSquare,
  Colon,
  Comma,
  StringToken,
  OpenString,
  SingleQuoted,
  CurlyQuoted,
  NumberToken,
  BadNumber,
  HalfQuotedKey,
  Word,
  ColonLike,
  CommaLike,
  Unknown,
];

export interface Tokens {
  readonly tokens: IToken[];
  readonly comments: readonly IToken[];
  readonly oddSpaces: readonly IToken[];
}

/** Makes the function that cuts a text into tokens; every character but white space is in one of them. Making it takes some milliseconds. */
export function createTokeniser(): (text: string) => Tokens {
  const lexer = new Lexer([WhiteSpace, Comment, OddSpace, ...parserTokens], {
    positionTracking: "onlyOffset",
    ensureOptimizations: false,
  });
  return (text) => {
    const result = lexer.tokenize(text);
    return {
      tokens: result.tokens,
      comments: result.groups["comments"] ?? [],
      oddSpaces: result.groups["oddSpaces"] ?? [],
    };
  };
}
