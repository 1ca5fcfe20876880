// From any text, however broken, to its JSON tree and what is wrong with its syntax, by the grammar.
import { EOF, type IRecognitionException, type IToken } from "chevrotain";
import { quoteName } from "../../diagnostics/quote.ts";
import type { Reporter } from "../../diagnostics/reporter.ts";
import type { Span } from "../../source/span.ts";
import { ConverterGrammar } from "./parser.ts";
import { createTokeniser, LCurly, LSquare, RCurly, RSquare } from "./tokens.ts";
import type { JsonNode } from "./tree.ts";

/**
 * A reader for any number of texts. The grammar is expensive to build, so that waits for the first text, and the bundle of the command
 * loads this file only then (`scripts/lazy-grammar.ts`).
 * @param maxNesting how deep lists and objects may be nested; of a text with more nothing is read.
 */
export function createGrammarReader(maxNesting: number): (text: string, reporter: Reporter) => JsonNode | undefined {
  let grammar: ConverterGrammar | undefined;
  let tokenise: ReturnType<typeof createTokeniser> | undefined;
  return (text, reporter) => {
    const { tokens, comments, oddSpaces } = (tokenise ??= createTokeniser())(text);
    for (const comment of comments) {
      const span = { start: comment.startOffset, end: comment.startOffset + comment.image.length };
      reporter.report("syntax-comment", span, "JSON has no comments.", {
        fixes: [{ title: "Remove the comment", edits: [{ span, text: "" }] }],
      });
    }
    for (const space of oddSpaces) reportOddSpace(space, reporter);
    const tooDeep = firstTooDeep(tokens, maxNesting);
    if (tooDeep !== undefined) {
      reporter.report(
        "syntax-too-deep",
        tooDeep,
        `Lists and objects are nested more than ${maxNesting} levels deep here.`,
        { hint: "Simplify this part; the rest of the file is not checked." },
      );
      return undefined;
    }
    grammar ??= new ConverterGrammar();
    const { root, errors } = grammar.read(text, tokens, reporter);
    for (const error of errors) reportSyntax(error, text, reporter);
    if (tokens.length === 0) {
      reporter.report("syntax-missing-value", { start: 0, end: text.length }, "The file has no JSON value.", {
        hint: 'A converter starts with { "converterConfig": { ... } }.',
      });
    }
    return root;
  };
}

function reportOddSpace(space: IToken, reporter: Reporter): void {
  const span = { start: space.startOffset, end: space.startOffset + space.image.length };
  // A byte order mark before the file is skipped (D).
  if (span.start === 0 && space.image === "\uFEFF") return;
  reporter.report("syntax-unexpected", span, "JSON doesn't allow this white space character.", {
    fixes: [{ title: "Replace it with a space", edits: [{ span, text: " " }] }],
  });
}

function firstTooDeep(tokens: readonly IToken[], maxNesting: number): Span | undefined {
  let depth = 0;
  for (const token of tokens) {
    if (token.tokenType === LCurly || token.tokenType === LSquare) {
      depth++;
      if (depth > maxNesting) return { start: token.startOffset, end: token.startOffset + 1 };
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
