// Finds the expression that a piece of the tree resolved to, and what it yields for the rows of the sample.
import { interpret, type Result, type Span } from "@heddle/compiler";
import { type Expr, operandsOf } from "@heddle/compiler/language";
import type { Document } from "./document.ts";

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

export interface Yield {
  /** The number of the row in the sample, from 0. */
  readonly row: number;
  readonly result: Result;
}

/** What an expression yields for the first rows in which it is evaluated. */
export function yieldsOf({ analysis, sample }: Document, expr: Expr, count: number): readonly Yield[] {
  const found: Yield[] = [];
  const body = analysis.converter?.body;
  if (body === undefined || sample === undefined) return found;
  for (const [row, value] of sample.rows.slice(0, MAX_TRIED).entries()) {
    if (found.length >= count) break;
    let seen = false;
    try {
      interpret(body, value, { now: 0 }, (at, _element, result) => {
        if (at !== expr || seen) return;
        seen = true;
        found.push({ row, result });
      });
    } catch (error) {
      // A row too deep for the machine shows nothing.
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return found;
}

const MAX_TRIED = 20;
