// In: an expression, and how far its text has moved. Out: the same expression at its new offsets; its arguments are made on first access.
import type { Constant } from "../../codegen/constant.ts";
import type { OperatorDefinition } from "../../operators/define.ts";
import type { Span } from "../../source/span.ts";
import { shiftedNode, shiftedSpan } from "../1-parse/shifted.ts";
import type { Argument, CallExpr, ConstantExpr, Expr, InvalidExpr, KeyExpr } from "./expression.ts";

class ShiftedCall implements CallExpr {
  readonly kind = "call";
  readonly operator: OperatorDefinition;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly sugar: boolean;
  declare readonly prepared?: Constant;
  readonly #base: CallExpr;
  readonly #delta: number;
  #args: readonly Argument[] | undefined;

  constructor(base: CallExpr, delta: number) {
    this.operator = base.operator;
    this.span = shiftedSpan(base.span, delta);
    this.nameSpan = shiftedSpan(base.nameSpan, delta);
    this.sugar = base.sugar;
    if (base.prepared !== undefined) this.prepared = base.prepared;
    this.#base = base;
    this.#delta = delta;
  }

  get args(): readonly Argument[] {
    return (this.#args ??= this.#base.args.map((arg) => shiftedArgument(arg, this.#delta)));
  }

  static originOf(call: ShiftedCall): Origin {
    return { base: call.#base, delta: call.#delta };
  }
}

class ShiftedKey implements KeyExpr {
  readonly kind = "key";
  readonly key: string;
  readonly span: Span;
  readonly #base: KeyExpr;
  readonly #delta: number;

  constructor(base: KeyExpr, delta: number) {
    this.key = base.key;
    this.span = shiftedSpan(base.span, delta);
    this.#base = base;
    this.#delta = delta;
  }

  static originOf(expr: ShiftedKey): Origin {
    return { base: expr.#base, delta: expr.#delta };
  }
}

export interface Origin {
  readonly base: Expr;
  /** How far the expression has moved from its base. */
  readonly delta: number;
}

/** The expression moved by `delta` code units; the base of one that has moved before stays the original. */
export function shiftedExpr(expr: Expr, delta: number): Expr {
  if (delta === 0) return expr;
  const { base, delta: before } = originOf(expr);
  const moved = before + delta;
  if (moved === 0) return base;
  switch (base.kind) {
    case "call":
      return new ShiftedCall(base, moved);
    case "key":
      return new ShiftedKey(base, moved);
    case "constant":
      return { ...base, span: shiftedSpan(base.span, moved) } satisfies ConstantExpr;
    case "invalid":
      return { kind: "invalid", span: shiftedSpan(base.span, moved) } satisfies InvalidExpr;
    default:
      return base satisfies never;
  }
}

/** The original of an expression; its cached results hold wherever it has moved. */
export function originOf(expr: Expr): Origin {
  if (expr instanceof ShiftedCall) return ShiftedCall.originOf(expr);
  return expr instanceof ShiftedKey ? ShiftedKey.originOf(expr) : { base: expr, delta: 0 };
}

function shiftedArgument(arg: Argument, delta: number): Argument {
  const span = shiftedSpan(arg.span, delta);
  return arg.kind === "expr"
    ? { ...arg, expr: shiftedExpr(arg.expr, delta), span }
    : { ...arg, node: shiftedNode(arg.node, delta), span };
}
