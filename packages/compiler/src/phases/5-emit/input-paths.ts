// Lists the paths from the row down to every value that an expression reads.
import type { InputPath } from "../../program.ts";
import type { Expr } from "../2-resolve/expression.ts";

/** Each path once, in the order of their first use; the empty path says that the row is needed as a whole. */
export function inputPathsOf(root: Expr): readonly InputPath[] {
  const paths = new Map<string, InputPath>();
  const add = (path: InputPath): void => {
    paths.set(JSON.stringify(path), path);
  };
  /** `at` is the path of the current element, undefined once it is no part of the row; gives the path of the result likewise. */
  const visit = (expr: Expr, at: InputPath | undefined): InputPath | undefined => {
    if (expr.kind === "key") return at === undefined ? undefined : [...at, expr.key];
    if (expr.kind !== "call") return undefined;
    if (expr.operator.chained === true) {
      let current = at === undefined ? undefined : [...at];
      for (const arg of expr.args) {
        if (arg.kind !== "expr") continue;
        if (arg.expr.kind === "key") current?.push(arg.expr.key);
        else current = copyOf(visit(arg.expr, current));
      }
      return current;
    }
    for (const arg of expr.args) {
      const read = arg.kind === "expr" ? visit(arg.expr, at) : undefined;
      if (read !== undefined) add(read);
    }
    return undefined;
  };
  const copyOf = (path: InputPath | undefined): string[] | undefined => (path === undefined ? undefined : [...path]);
  const result = visit(root, []);
  if (result !== undefined) add(result);
  return [...paths.values()];
}
