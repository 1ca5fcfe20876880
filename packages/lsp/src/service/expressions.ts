// Finds the expression that a piece of the tree resolved to, and what it yields for the rows of the sample.
import { interpret, type Observer, type Result, type Span, type Value } from "@heddle/compiler";
import { type Expr, operandsOf } from "@heddle/compiler/language";
import type { Document } from "./document.ts";
import { SAMPLE_NOW } from "./evaluation.ts";

/** The expression that stands at exactly this span; undefined where nothing could be resolved. */
export function expressionAt({ analysis }: Document, span: Span): Expr | undefined {
  let expr = analysis.converter?.body;
  while (expr !== undefined) {
    if (expr.span.start === span.start && expr.span.end === span.end) return expr;
    expr =
      expr.kind === "call"
        ? operandsOf(expr).find((arg) => arg.span.start <= span.start && span.end <= arg.span.end)?.expr
        : undefined;
  }
  return undefined;
}

/** The operands of a call that is written over several lines of objects can be many; an index by span serves walks. */
export function expressionsBySpan({ analysis }: Document): ReadonlyMap<number, readonly Expr[]> {
  const found = new Map<number, Expr[]>();
  const visit = (expr: Expr): void => {
    const same = found.get(expr.span.start);
    if (same === undefined) found.set(expr.span.start, [expr]);
    else same.push(expr);
    if (expr.kind === "call") for (const arg of operandsOf(expr)) visit(arg.expr);
  };
  if (analysis.converter !== undefined) visit(analysis.converter.body);
  return found;
}

/** What an expression yields, as far as rows could be evaluated. */
export interface Yields {
  readonly found: readonly Yield[];
  /** Whether an evaluation took too long. */
  readonly isSlow: boolean;
}

export interface Yield {
  /** The number of the row in the sample, from 0. */
  readonly row: number;
  readonly result: Result;
}

/** What an expression yields for the first rows in which it is evaluated. */
export function yieldsOf(document: Document, expr: Expr, count: number): Yields {
  const { analysis, sample } = document;
  const found: Yield[] = [];
  const body = analysis.converter?.body;
  if (body === undefined || sample === undefined) return { found, isSlow: false };
  const isDone = document.evaluate((mayEvaluate) => {
    for (const [row, value] of sample.rows.slice(0, MAX_TRIED).entries()) {
      if (found.length >= count || !mayEvaluate(value)) return;
      let seen = false;
      interpretRow(body, value, (at, _element, result) => {
        if (at !== expr || seen) return;
        seen = true;
        found.push({ row, result });
      });
    }
  });
  return { found, isSlow: !isDone };
}

/** Evaluates a row of the sample; one that is too deep shows nothing. */
export function interpretRow(body: Expr, row: Value, observe: Observer): void {
  try {
    interpret(body, row, { now: SAMPLE_NOW }, observe);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

const MAX_TRIED = 20;
