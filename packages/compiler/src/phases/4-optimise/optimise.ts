// Phase 4. In: a checked expression and its types. Out: the same meaning with less to do: constants computed, equal parts numbered.
import { stringifyJson } from "../../values/json.ts";
import type { Type } from "../../operators/kinds.ts";
import type { Argument, Expr } from "../2-resolve/expression.ts";
import type { Inference } from "../3-check/infer.ts";

export interface OptimisedExpression {
  readonly root: Expr;
  typeOf(expr: Expr): Type;
  /** The same number for expressions of the same structure. */
  numberOf(expr: Expr): number;
  /** Whether an expression stands in several places where it is evaluated on the row. */
  isShared(expr: Expr): boolean;
}

export function optimise(checked: Expr, inference: Inference): OptimisedExpression {
  const types = new Map<Expr, Type>();
  const fold = (expr: Expr): Expr => {
    const type = inference.typeOf(expr);
    const folded =
      type.constant !== undefined && expr.kind !== "constant"
        ? ({ kind: "constant", value: type.constant.value, span: expr.span } as const)
        : foldArguments(expr, fold);
    types.set(folded, type);
    return folded;
  };
  return withRoot(fold(checked), (expr) => types.get(expr) ?? inference.typeOf(expr));
}

/** An expression that is made of parts that were optimised. */
export function withRoot(root: Expr, typeOf: (expr: Expr) => Type): OptimisedExpression {
  const numbers = number(root);
  const uses = countUses(root, numbers);
  return {
    root,
    typeOf,
    numberOf: (expr) => numbers.get(expr) ?? -1,
    isShared: (expr) => (uses.get(numbers.get(expr) ?? -1) ?? 0) > 1,
  };
}

function foldArguments(expr: Expr, fold: (expr: Expr) => Expr): Expr {
  if (expr.kind !== "call") return expr;
  return { ...expr, args: expr.args.map((arg) => (arg.kind === "expr" ? { ...arg, expr: fold(arg.expr) } : arg)) };
}

/** Numbers structures from the leaves up, so that each node costs no more than its own arguments. */
function number(root: Expr): ReadonlyMap<Expr, number> {
  const numbers = new Map<Expr, number>();
  const known = new Map<string, number>();
  const visit = (expr: Expr): number => {
    const structure = structureOf(expr, visit);
    const found = known.get(structure) ?? known.size;
    known.set(structure, found);
    numbers.set(expr, found);
    return found;
  };
  visit(root);
  return numbers;
}

function structureOf(expr: Expr, visit: (expr: Expr) => number): string {
  switch (expr.kind) {
    case "key":
      return `key ${expr.key}`;
    case "constant":
      return expr.value === undefined ? "none" : `value ${stringifyJson(expr.value)}`;
    case "invalid":
      return "invalid";
    case "call":
      return `${expr.operator.name} ${expr.args.map((arg: Argument) => (arg.kind === "expr" ? visit(arg.expr) : stringifyJson(arg.value))).join(" ")}`;
    default:
      return expr satisfies never;
  }
}

/** How often each structure stands where the current element is the row; what is inside a repeated one counts once. */
function countUses(root: Expr, numbers: ReadonlyMap<Expr, number>): ReadonlyMap<number, number> {
  const uses = new Map<number, number>();
  const visit = (expr: Expr): void => {
    const key = numbers.get(expr) ?? -1;
    const before = uses.get(key) ?? 0;
    uses.set(key, before + 1);
    if (expr.kind !== "call" || before > 0) return;
    for (const arg of expr.args) {
      if (arg.kind !== "expr") continue;
      visit(arg.expr);
      if (expr.operator.chained === true) break;
    }
  };
  visit(root);
  return uses;
}
