// Phase 1. In: the text of a converter. Out: its JSON tree with spans, however broken, and what is wrong with its syntax.
import { EOF, type IRecognitionException, type IToken } from "chevrotain";
import { quoteName } from "../../diagnostics/quote.ts";
import type { ReportArguments, Reporter } from "../../diagnostics/reporter.ts";
import type { Span } from "../../source/span.ts";
import type { ParseResult } from "./tree-reuse.ts";
import { readFast } from "./fast-reader.ts";
import { ConverterGrammar } from "./parser.ts";
import { createTokeniser, LCurly, LSquare, RCurly, RSquare } from "./tokens.ts";
import type { JsonNode } from "./tree.ts";

/** Deeper than any converter is nested, but far from what would overflow the stack in the recursive phases (D). */
export const MAX_NESTING = 400;

/** A parser for any number of texts. The grammar is expensive to build, so that waits for the first text that needs it. */
export interface Parser {
  parse(text: string, reporter: Reporter): JsonNode | undefined;
  /**
   * As `parse`, reusing the unchanged parts of a previous text. Gives the result to reuse for the next text: this one, or still the
   * previous one if only the grammar could parse this text.
   */
  parseIncrementally(
    text: string,
    reporter: Reporter,
    previous: ParseResult | undefined,
  ): { readonly tree: JsonNode | undefined; readonly reusable: ParseResult | undefined };
  /** As `parse`, always with the grammar; for the test that both readers agree. */
  parseWithGrammar(text: string, reporter: Reporter): JsonNode | undefined;
}

export function createParser(): Parser {
  let grammar: ConverterGrammar | undefined;
  let tokenise: ReturnType<typeof createTokeniser> | undefined;
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
  const parseIncrementally: Parser["parseIncrementally"] = (text, reporter, previous) => {
    // The fast reader's findings count only if it reads the whole text.
    const findings: ReportArguments[] = [];
    const result = readFast(text, MAX_NESTING, (...finding) => findings.push(finding), previous);
    if (result === undefined) return { tree: parseWithGrammar(text, reporter), reusable: previous };
    for (const finding of findings) reporter.report(...finding);
    return { tree: result.tree, reusable: result };
  };
  return {
    parse: (text, reporter) => parseIncrementally(text, reporter, undefined).tree,
    parseIncrementally,
    parseWithGrammar,
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
