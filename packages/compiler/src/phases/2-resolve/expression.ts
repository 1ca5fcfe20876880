// The expressions that a SOURCE_DESCRIPTION resolves to. Calls name their operator, and operators look into calls: their types are in one file.
import type { CallExpr, ExprArgument } from "../../operators/define.ts";

export type {
  Argument,
  CallExpr,
  ConstantExpr,
  Expr,
  ExprArgument,
  InvalidExpr,
  KeyExpr,
  LiteralValue,
} from "../../operators/define.ts";

/** The expressions among a call's arguments. */
export function operandsOf(call: CallExpr): readonly ExprArgument[] {
  return call.args.filter((arg) => arg.kind === "expr");
}
