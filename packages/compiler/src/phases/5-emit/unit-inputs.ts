// Lists what an expression needs of a row, so that on a row of just that it yields the same.
import type { InputPath } from "../../program.ts";
import { type Expr, operandsOf } from "../2-resolve/expression.ts";

/**
 * Each path once. Unlike `inputPathsOf` it names a dict as a whole where a step of a path is more than a key: on a row of just the
 * keys that the step reads, a null would be a dict.
 */
export function unitInputs(root: Expr): readonly InputPath[] {
  const paths = new Map<string, InputPath>();
  const add = (path: InputPath): void => {
    paths.set(JSON.stringify(path), path);
  };
  const visit = (expr: Expr): void => {
    if (expr.kind === "key") return add([expr.key]);
    if (expr.kind !== "call") return;
    if (expr.operator.chained !== true) {
      for (const arg of operandsOf(expr)) visit(arg.expr);
      return;
    }
    const steps = operandsOf(expr).map((arg) => arg.expr);
    const computed = steps.findIndex((step) => step.kind !== "key");
    // What the steps behind a computed one read is not the row.
    if (computed === 0 && steps[0] !== undefined) return visit(steps[0]);
    const keys = computed < 0 ? steps : steps.slice(0, computed);
    add(keys.flatMap((step) => (step.kind === "key" ? [step.key] : [])));
  };
  visit(root);
  return [...paths.values()];
}
