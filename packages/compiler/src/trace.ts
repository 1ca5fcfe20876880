// In: an expression and a row. Out: every evaluation in it, each with its place in the converter and what it yielded.
import { interpret } from "./interpret.ts";
import type { Expr } from "./phases/2-resolve/expression.ts";
import type { MapContext } from "./program.ts";
import type { Span } from "./source/span.ts";
import type { Result, Value } from "./values/value.ts";

export interface TraceStep {
  readonly span: Span;
  /** How many expressions it is nested in. */
  readonly depth: number;
  /** What it yielded; undefined: no value. */
  readonly result: Result;
}

/** The steps in the order of the text, outer ones before those inside them. What was never evaluated is not among them. */
export function traceExpression(body: Expr, row: Value, context: MapContext): readonly TraceStep[] {
  const depths = new Map<Expr, number>();
  measure(body, 0, depths);
  const steps: TraceStep[] = [];
  interpret(body, row, context, (expr, _element, result) => {
    steps.push({ span: expr.span, depth: depths.get(expr) ?? 0, result });
  });
  return steps.toSorted((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

function measure(expr: Expr, depth: number, depths: Map<Expr, number>): void {
  depths.set(expr, depth);
  if (expr.kind !== "call") return;
  for (const arg of expr.args) {
    if (arg.kind === "expr") measure(arg.expr, depth + 1, depths);
  }
}
