// The oracle of compiled programs: evaluates a resolved expression one operator at a time.
import type { Lazy, OperatorDefinition } from "./operators/define.ts";
import type { Argument, CallExpr, Expr } from "./phases/2-resolve/expression.ts";
import type { MapContext } from "./program.ts";
import { getKey } from "./values/dict.ts";
import type { Result, Value } from "./values/value.ts";

/** Called after each evaluation, inner ones first. */
export type Observer = (expr: Expr, element: Value, result: Result) => void;

/**
 * The result of an expression on an element.
 * @throws RangeError when data or program are nested too deep for the stack.
 */
export function interpret(expr: Expr, element: Value, context: MapContext, observe?: Observer): Result {
  const result = evaluate(expr, element, context, observe);
  observe?.(expr, element, result);
  return result;
}

function evaluate(expr: Expr, element: Value, context: MapContext, observe: Observer | undefined): Result {
  switch (expr.kind) {
    case "key":
      return getKey(element, expr.key);
    case "constant":
      return expr.value;
    case "invalid":
      return undefined;
    case "call":
      return call(expr, element, context, observe);
    default:
      return expr satisfies never;
  }
}

function call(expr: CallExpr, element: Value, context: MapContext, observe: Observer | undefined): Result {
  const { operator } = expr;
  const before: unknown[] = [];
  if (operator.clock === true) before.push(context.now);
  if (operator.operands === "lazy") before.push(element);
  if (expr.prepared !== undefined) before.push(expr.prepared);
  const read: unknown[] = [];
  for (const arg of expr.args) {
    if (arg.kind === "literal") {
      if (expr.prepared === undefined) read.push(arg.value);
      continue;
    }
    if (operator.operands === "lazy") {
      const lazy: Lazy = (on) => interpret(arg.expr, on, context, observe);
      read.push(lazy);
      continue;
    }
    const value = interpret(arg.expr, element, context, observe);
    if (value === undefined && operator.operands === "required") return undefined;
    read.push(value === undefined && operator.operands === "nullable" ? null : value);
  }
  return (operator.run as (...args: readonly unknown[]) => Result)(
    ...before,
    ...fold(operator, expr.args, read, expr.prepared !== undefined),
  );
}

/** Puts repeated arguments into one list at the end. */
function fold(
  operator: OperatorDefinition,
  args: readonly Argument[],
  read: readonly unknown[],
  prepared: boolean,
): readonly unknown[] {
  if (operator.repeats === undefined) return read;
  const fixed = operator.parameters.filter(
    (parameter) => !prepared || parameter.kind === "source" || parameter.kind === "test",
  ).length;
  return args.length === 0 ? [[]] : [...read.slice(0, fixed), read.slice(fixed)];
}
