// Phase 1. In: the text of a converter. Out: its JSON tree with spans, however broken, and what is wrong with its syntax.
import { EOF, type IRecognitionException, type IToken } from "chevrotain";
import { quoteName } from "../../diagnostics/quote.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import type { Span } from "../../source/span.ts";
import type { ParseResult } from "./tree-reuse.ts";
import { readFast } from "./fast-reader.ts";
import { ConverterGrammar } from "./parser.ts";
import { createTokeniser, LCurly, LSquare, RCurly, RSquare } from "./tokens.ts";
import type { JsonNode } from "./tree.ts";

/** Deeper nesting than any converter has; it keeps the recursive phases far from the end of the stack (D). */
export const MAX_NESTING = 400;

/** A parser that can be used for many texts; building the grammar is what costs, and is done for the first text that needs it. */
export interface Parser {
  parse(text: string, reporter: Reporter): JsonNode | undefined;
  /**
   * As `parse`, with what an earlier text was read as; gives the reading that helps with the next text: that of this one, or the
   * earlier one where only the grammar could read this one.
   */
  parseCached(
    text: string,
    reporter: Reporter,
    earlier: ParseResult | undefined,
  ): { readonly tree: JsonNode | undefined; readonly reading: ParseResult | undefined };
  /** As `parse`, without the fast reader that takes most texts from it; for tests, which hold the two together. */
  parseWithGrammar(text: string, reporter: Reporter): JsonNode | undefined;
}

export function createParser(): Parser {
  let grammar: ConverterGrammar | undefined;
  let tokenise: ReturnType<typeof createTokeniser> | undefined;
  /** The grammar's reading: of any text, with everything that is wrong with it. */
  const parseWithGrammar = (text: string, reporter: Reporter): JsonNode | undefined => {
    const { tokens, comments, oddSpaces } = (tokenise ??= createTokeniser())(text);
    for (const comment of comments) {
      const span = { start: comment.startOffset, end: comment.startOffset + comment.image.length };
      reporter.report("syntax-comment", span, "JSON has no comments.", {
        fixes: [{ title: "Remove the comment", edits: [{ span, text: "" }] }],
      });
    }
    for (const space of oddSpaces) reportOddSpace(space, reporter);
    const tooDeep = firstTooDeep(tokens);
    if (tooDeep !== undefined) {
      reporter.report(
        "syntax-too-deep",
        tooDeep,
        `Lists and objects are nested more than ${MAX_NESTING} levels deep here.`,
        {
          hint: "Simplify this part; the rest of the file is not checked.",
        },
      );
      return undefined;
    }
    grammar ??= new ConverterGrammar();
    const { root, errors } = grammar.read(text, tokens, reporter);
    for (const error of errors) reportSyntax(error, text, reporter);
    if (root === undefined) {
      const end = tokens.at(-1);
      if (end === undefined) {
        reporter.report("syntax-missing-value", { start: 0, end: text.length }, "The file has no JSON value.", {
          hint: 'A converter starts as { "converterConfig": { ... } }.',
        });
      }
    }
    return root;
  };
  const parseCached: Parser["parseCached"] = (text, reporter, earlier) => {
    // What the fast reader reports is only kept if it comes to an end.
    const held: Parameters<Reporter["report"]>[] = [];
    const reading = readFast(text, MAX_NESTING, (...finding) => held.push(finding), earlier);
    if (reading === undefined) return { tree: parseWithGrammar(text, reporter), reading: earlier };
    for (const finding of held) reporter.report(...finding);
    return { tree: reading.tree, reading };
  };
  return { parse: (text, reporter) => parseCached(text, reporter, undefined).tree, parseCached, parseWithGrammar };
}

function reportOddSpace(space: IToken, reporter: Reporter): void {
  const span = { start: space.startOffset, end: space.startOffset + space.image.length };
  const mark = span.start === 0 && space.image === "\uFEFF";
  const message = mark
    ? "The file starts with a byte order mark, which JSON doesn't allow."
    : "JSON doesn't allow this white space character.";
  const title = mark ? "Remove the byte order mark" : "Replace it with a space";
  reporter.report("syntax-unexpected", span, message, { fixes: [{ title, edits: [{ span, text: mark ? "" : " " }] }] });
}

function firstTooDeep(tokens: readonly IToken[]): Span | undefined {
  let depth = 0;
  for (const token of tokens) {
    if (token.tokenType === LCurly || token.tokenType === LSquare) {
      depth++;
      if (depth > MAX_NESTING) return { start: token.startOffset, end: token.startOffset + 1 };
    } else if (token.tokenType === RCurly || token.tokenType === RSquare) depth--;
  }
  return undefined;
}

function reportSyntax(error: IRecognitionException, text: string, reporter: Reporter): void {
  const token = error.token;
  const atEnd = token.tokenType === EOF;
  const span = atEnd
    ? { start: text.trimEnd().length, end: text.trimEnd().length }
    : { start: token.startOffset, end: token.startOffset + token.image.length };
  const found = atEnd ? "the end of the file" : quoteName(token.image);
  reporter.report("syntax-unexpected", span, `Expected a JSON value, but found ${found}.`);
}
