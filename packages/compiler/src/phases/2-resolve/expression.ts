// The expressions that a SOURCE_DESCRIPTION resolves to.
import type { Constant, OperatorDefinition, Parameter } from "../../operators/define.ts";
import type { JsonNode } from "../1-parse/tree.ts";
import type { Span } from "../../source/span.ts";
import type { Result, Value } from "../../values/value.ts";

/** A BASIC_PATH: the value at one key of the current element (R). */
export interface KeyExpr {
  readonly kind: "key";
  readonly key: string;
  readonly span: Span;
}

/** A list operator, or a JSON object as sugar for `dict` (R). */
export interface CallExpr {
  readonly kind: "call";
  readonly operator: OperatorDefinition;
  readonly args: readonly Argument[];
  /** What `prepare` made of the literals. */
  readonly prepared?: Constant;
  readonly span: Span;
  /** The operator's name, or the whole object. */
  readonly nameSpan: Span;
  readonly sugar: boolean;
}

/** An outcome known while compiling; only the optimiser makes these. */
export interface ConstantExpr {
  readonly kind: "constant";
  readonly value: Result;
  readonly span: Span;
}

/** What could not be resolved; reported, and without a value. */
export interface InvalidExpr {
  readonly kind: "invalid";
  readonly span: Span;
}

export type Expr = KeyExpr | CallExpr | ConstantExpr | InvalidExpr;

export interface ExprArgument {
  readonly kind: "expr";
  readonly parameter: Parameter;
  readonly expr: Expr;
  readonly span: Span;
}

export interface LiteralValue {
  readonly kind: "literal";
  readonly parameter: Parameter;
  readonly value: Value;
  /** The piece of the tree it was read from. */
  readonly node: JsonNode;
  readonly span: Span;
}

export type Argument = ExprArgument | LiteralValue;

/** The expressions among a call's arguments. */
export function operandsOf(call: CallExpr): readonly ExprArgument[] {
  return call.args.filter((arg) => arg.kind === "expr");
}
