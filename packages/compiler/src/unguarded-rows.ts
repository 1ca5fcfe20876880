// In: a checked expression. Out: the size up to which any row can be mapped quickly.
import { typeOfValue } from "./operators/kinds.ts";
import type { CallExpr, Expr } from "./phases/2-resolve/expression.ts";
import type { Inference } from "./phases/3-check/infer.ts";

/** About the number of steps of a pattern in a few tenths of a second (D). */
const MOST_STEPS = 50_000_000;
/** A number of a few bytes can be longer as text: 1e308. */
const LONGEST_NUMBER = 400;

/**
 * The size up to which a row can be mapped without a time limit: all operators whose steps grow faster than their text take at most
 * {@link MOST_STEPS} together. Infinity without such operators; 0 if their steps or the length of their texts are not bounded.
 */
export function maxUnguardedRowBytes(root: Expr, inference: Inference): number {
  const calls: CallExpr[] = [];
  collectCostly(root, calls);
  return calls.reduce(
    (least, call) => Math.min(least, maxUnguardedBytesOf(call, MOST_STEPS / calls.length, inference)),
    Infinity,
  );
}

function collectCostly(expr: Expr, into: CallExpr[]): void {
  if (expr.kind !== "call") return;
  if (expr.operator.cost !== undefined) into.push(expr);
  for (const arg of expr.args) if (arg.kind === "expr") collectCostly(arg.expr, into);
}

function maxUnguardedBytesOf(call: CallExpr, steps: number, inference: Inference): number {
  const cost = call.operator.cost?.(call);
  if (cost === undefined) return 0;
  const most = Math.floor((steps / cost.factor) ** (1 / Math.max(1, cost.degree)));
  const constants = call.args.map((arg) => (arg.kind === "expr" ? longestConstant(arg.expr, inference) : 0));
  return constants.every((length) => length !== undefined && length <= most) && LONGEST_NUMBER <= most ? most : 0;
}

/** The length of the longest constant, if the expression yields a part of the row or a constant; else undefined. */
function longestConstant(expr: Expr, inference: Inference): number | undefined {
  if (expr.kind === "key") return 0;
  if (expr.kind !== "call") return undefined;
  const passed = expr.operator.passes?.(
    expr.args.map((arg) => (arg.kind === "expr" ? inference.typeOf(arg.expr) : typeOfValue(arg.value))),
  );
  if (passed === undefined || !("one" in passed)) return undefined;
  let longest = 0;
  for (const index of passed.one) {
    const arg = expr.args[index];
    const length =
      arg === undefined
        ? 0
        : arg.kind === "expr"
          ? longestConstant(arg.expr, inference)
          : typeof arg.value === "object"
            ? undefined
            : String(arg.value).length;
    if (length === undefined) return undefined;
    longest = Math.max(longest, length);
  }
  // A later step of a path reads what the steps before it yield.
  return expr.operator.chained === true &&
    expr.args.some((arg) => arg.kind === "expr" && longestConstant(arg.expr, inference) === undefined)
    ? undefined
    : longest;
}
