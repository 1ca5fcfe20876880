// Phase 1. In: the text of a converter. Out: its JSON tree with spans, however broken, and what is wrong with its syntax.
import type { ReportArguments, Reporter } from "../../diagnostics/reporter.ts";
import type { ParseResult } from "./tree-reuse.ts";
import { readFast } from "./fast-reader.ts";
import { createGrammarReader } from "./grammar-reader.ts";
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
  const parseWithGrammar = createGrammarReader(MAX_NESTING);
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
