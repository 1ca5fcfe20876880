// The tree of a Java pattern, and the problems that it can have.
import type { CodePointSet } from "./code-point-set.ts";

/** UTF-16 offsets into the pattern's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `syntax`: Java rejects the pattern too. `untranslatable`: Java accepts it, but JavaScript has no equivalent. */
export interface RegexProblem extends Span {
  readonly kind: "syntax" | "untranslatable";
  readonly message: string;
  readonly hint?: string;
  /** The offset where a further backslash makes a plain character of what is there. */
  readonly escapeAt?: number;
}

export type Mode = "greedy" | "lazy" | "possessive";

export type Assertion =
  | "begin"
  | "caret"
  | "unixCaret"
  | "dollar"
  | "multilineDollar"
  | "unixDollar"
  | "unixMultilineDollar"
  | "end"
  | "lastMatch"
  | "boundary"
  | "notBoundary"
  | "unicodeBoundary"
  | "notUnicodeBoundary";

export type RegexNode =
  /** One code point of a set. */
  | (Span & { readonly kind: "set"; readonly set: CodePointSet })
  /** A run of literal characters, each with the set that its case rules make of it; Java never quantifies one. */
  | (Span & { readonly kind: "slice"; readonly sets: readonly CodePointSet[] })
  | (Span & { readonly kind: "sequence"; readonly items: readonly RegexNode[] })
  | (Span & { readonly kind: "alternation"; readonly alternatives: readonly RegexNode[] })
  /** `capture` 0: not capturing. */
  | (Span & { readonly kind: "group"; readonly capture: number; readonly body: RegexNode })
  /** `byCodePoint`: Java counts a look-behind's length in code points instead of UTF-16 units. */
  | (Span & {
      readonly kind: "look";
      readonly behind: boolean;
      readonly negative: boolean;
      readonly byCodePoint: boolean;
      readonly body: RegexNode;
    })
  | (Span & { readonly kind: "atomic"; readonly body: RegexNode })
  | (Span & {
      readonly kind: "quantified";
      readonly body: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly mode: Mode;
    })
  | (Span & { readonly kind: "assertion"; readonly which: Assertion })
  | (Span & { readonly kind: "lineBreak" })
  | (Span & { readonly kind: "grapheme" })
  | (Span & {
      readonly kind: "backReference";
      readonly group: number;
      readonly ignoreCase: boolean;
      readonly unicodeCase: boolean;
    });

/** The count Java uses for "without limit". */
export const UNLIMITED = 0x7fffffff;

/** Carries a problem out of the parser; never thrown out of this folder. */
export class ProblemFound extends Error {
  readonly problem: RegexProblem;
  constructor(problem: RegexProblem) {
    super(problem.message);
    this.problem = problem;
  }
}
